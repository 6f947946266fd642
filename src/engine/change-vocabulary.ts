import { KeelsonError } from '../core/index.js'

/** A class of places: a change is of it if one of these members stands on its path, at any depth. */
export interface PathClass {
  readonly name: string
  readonly members: readonly string[]
}

/** The words that changes are told in; what has none is `other`. */
export interface ChangeVocabulary {
  /** Kinds of resources that are told apart, as they stand in `namespace/kind/name`; at most 200. */
  readonly kinds?: readonly string[]
  /** Classes of places, the first that fits holds; at most 200. */
  readonly paths?: readonly PathClass[]
}

/** Stands for every kind and every place that the vocabulary has no word for. */
export const OTHER = 'other'

const MOST_WORDS = 200

/** What `changeObservations` uses of a vocabulary. */
export interface ReadVocabulary {
  readonly kinds: ReadonlySet<string>
  readonly paths: readonly { readonly name: string; readonly members: ReadonlySet<string> }[]
}

/** Kinds of Kubernetes that people change by hand. */
const KINDS: readonly string[] = [
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'CronJob',
  'CustomResourceDefinition',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'MutatingWebhookConfiguration',
  'Namespace',
  'NetworkPolicy',
  'Node',
  'PersistentVolumeClaim',
  'Pod',
  'ReplicaSet',
  'Role',
  'RoleBinding',
  'Secret',
  'Service',
  'ServiceAccount',
  'StatefulSet',
  'ValidatingWebhookConfiguration',
]

/**
 * Places of Kubernetes objects. What holds members of the user's own naming comes first, so that a label `image` is
 * one of metadata.
 */
const PATHS: readonly PathClass[] = [
  { name: 'status', members: ['status'] },
  { name: 'metadata', members: ['metadata'] },
  { name: 'data', members: ['data', 'stringData', 'binaryData'] },
  { name: 'rights', members: ['rules', 'subjects', 'roleRef', 'serviceAccountName', 'webhooks'] },
  {
    name: 'isolation',
    members: ['securityContext', 'hostNetwork', 'hostPID', 'hostIPC', 'hostPath', 'runtimeClassName'],
  },
  { name: 'image', members: ['image', 'imagePullPolicy', 'imagePullSecrets'] },
  { name: 'command', members: ['command', 'args', 'lifecycle'] },
  { name: 'environment', members: ['env', 'envFrom'] },
  { name: 'resources', members: ['resources'] },
  { name: 'scale', members: ['replicas', 'minReplicas', 'maxReplicas', 'parallelism'] },
  { name: 'probes', members: ['livenessProbe', 'readinessProbe', 'startupProbe'] },
  { name: 'storage', members: ['volumes', 'volumeMounts', 'volumeClaimTemplates'] },
  { name: 'network', members: ['ports', 'ingress', 'egress', 'podSelector', 'clusterIP', 'externalIPs'] },
  {
    name: 'placement',
    members: ['nodeSelector', 'affinity', 'tolerations', 'nodeName', 'priorityClassName'],
  },
  { name: 'schedule', members: ['schedule', 'suspend', 'strategy', 'updateStrategy'] },
]

/**
 * Fills in what is not said, with words for Kubernetes.
 *
 * @throws KeelsonError `engine/invalid-vocabulary`
 */
export function readVocabulary({ kinds = KINDS, paths = PATHS }: ChangeVocabulary = {}): ReadVocabulary {
  checkWords(kinds, '/kinds', 'kinds')
  if (!Array.isArray(paths)) throw invalid('/paths', 'paths is not a list')
  checkWords(
    paths.map((path) => (path as PathClass | null)?.name),
    '/paths',
    'the names of paths',
  )
  return {
    kinds: new Set(kinds),
    paths: paths.map(({ name, members }, index) => {
      checkWords(members, `/paths/${index}/members`, 'members')
      return { name, members: new Set(members) }
    }),
  }
}

function checkWords(words: unknown, path: string, what: string): void {
  const isList = Array.isArray(words) && words.length <= MOST_WORDS
  if (!isList || words.some((word) => typeof word !== 'string' || word === '')) {
    throw invalid(path, `${what} are not at most ${MOST_WORDS} texts that say something`)
  }
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('engine/invalid-vocabulary', message, {
    path,
    help: "write { kinds: ['Deployment'], paths: [{ name: 'image', members: ['image'] }] }",
  })
}
