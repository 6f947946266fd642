import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/index.js'
import type { ListIdentity, SchemaNode, ServerRule, ValueSemantics } from '../../schema-node.js'
import { base64Bytes } from '../../values/base64-bytes.js'
import { intOrString } from '../../values/int-or-string.js'
import { quantity } from '../../values/quantity.js'
import { pullPolicyOf } from './pull-policy.js'

/** What is known of one field beyond its type and its fixed default. */
export interface FieldKnowledge {
  readonly value?: ValueSemantics
  readonly default?: JsonValue
  readonly defaultIn?: (object: JsonObject) => JsonValue | undefined
  readonly emptyIsAbsent?: boolean
  readonly server?: ServerRule
  /** Of a keyed list; see {@link ListIdentity}. */
  readonly ordered?: (before: JsonValue, after: JsonValue) => boolean
  /** The field is a map, and this is the node of every member of it. */
  readonly members?: SchemaNode
  /** Of the elements of a list: the rule for those that a controller adds. */
  readonly addedElements?: (element: JsonObject) => ServerRule | undefined
  /** Free-form JSON, of which nothing is known. */
  readonly opaque?: boolean
}

/** Somebody fills in what the manifest leaves open; what it says stays its own. */
export function filledInBy(owner: string, reason: string): ServerRule {
  return { class: 'foreign', owner, reason, onlyUnwritten: true }
}

const QUANTITIES: FieldKnowledge = { emptyIsAbsent: true, members: { value: quantity } }
const BYTES: FieldKnowledge = { emptyIsAbsent: true, members: { value: base64Bytes } }
const PLAIN_MAP: FieldKnowledge = { emptyIsAbsent: true }

const PULL_POLICY: FieldKnowledge = { defaultIn: (container) => pullPolicyOf(container.image) }
const ENVIRONMENT: FieldKnowledge = {
  ordered: (before, after) => refersToOthers(before) || refersToOthers(after),
}

/** A value with `$(` may refer to variables that stand before it. */
function refersToOthers(environment: JsonValue): boolean {
  if (!Array.isArray(environment)) return false
  return environment.some(
    (variable: JsonValue) =>
      isJsonObject(variable) && typeof variable.value === 'string' && variable.value.includes('$('),
  )
}

/** A strategy has parameters only where it rolls. */
function whereRolling(parameters: JsonObject): FieldKnowledge {
  return {
    defaultIn: ({ type }) => (type === undefined || type === 'RollingUpdate' ? parameters : undefined),
  }
}

const CA_BUNDLE: FieldKnowledge = {
  value: base64Bytes,
  server: /* @__PURE__ */ filledInBy('the CA injector', 'certificates are injected where none is written'),
}
const ALLOCATED: FieldKnowledge = {
  server: /* @__PURE__ */ filledInBy(
    'the API server',
    'addresses and ports are allocated where none are written',
  ),
}
const REQUESTER: FieldKnowledge = {
  server: /* @__PURE__ */ filledInBy('the API server', 'who asked for the certificate'),
}
const BOUND: FieldKnowledge = {
  server: /* @__PURE__ */ filledInBy('the volume controller', 'set when claim and volume are bound'),
}
const SCHEDULED: FieldKnowledge = {
  server: /* @__PURE__ */ filledInBy('the scheduler and admission', 'set when the Pod is created'),
}
const NODE_SET_UP: FieldKnowledge = {
  server: /* @__PURE__ */ filledInBy('the node controller', 'set when the node joins'),
}

const GENERATED_SECRET = /-(?:token|dockercfg)-[a-z0-9]{5}$/
const TOKENS: ServerRule = /* @__PURE__ */ filledInBy(
  'the token controller',
  'tokens are generated for each account',
)
const ACCOUNT_SECRETS: FieldKnowledge = {
  server: TOKENS,
  addedElements: ({ name }) => (typeof name === 'string' && GENERATED_SECRET.test(name) ? TOKENS : undefined),
}

/** On the network of its host a container's ports are ports of the host: the server copies them. */
function hostPorts(podSpec: string): { readonly [type: string]: { readonly hostPort: FieldKnowledge } } {
  const hostPort: FieldKnowledge = { defaultIn: ({ containerPort }) => containerPort }
  return {
    [`${podSpec}.containers.ports`]: { hostPort },
    [`${podSpec}.initContainers.ports`]: { hostPort },
  }
}

const THREE_HOURS = { clientIP: { timeoutSeconds: 10_800 } }

const NO_MEMBERS = {}

function isNoSource(name: string): boolean {
  return name === 'name' || name === 'emptyDir'
}

const CPU_AT_80 = [
  { resource: { name: 'cpu', target: { averageUtilization: 80, type: 'Utilization' } }, type: 'Resource' },
]

/**
 * Fields whose default depends on others, or that somebody other than the author of the manifest writes; maps of
 * quantities and bytes, which the API's list facts do not name; lists whose order counts although they have keys.
 * Names are as in server-defaults.ts.
 *
 * A function, so that a bundle without the profile does not carry it.
 */
export function fieldKnowledge(): { readonly [type: string]: { readonly [field: string]: FieldKnowledge } } {
  return {
    // Pods
    PodSpec: {
      initContainers: { ordered: () => true },
      nodeSelector: PLAIN_MAP,
      overhead: QUANTITIES,
      serviceAccount: { defaultIn: ({ serviceAccountName }) => serviceAccountName },
    },
    'Pod.spec': {
      nodeName: SCHEDULED,
      priority: SCHEDULED,
      serviceAccount: { defaultIn: ({ serviceAccountName }) => serviceAccountName ?? 'default' },
    },
    Container: { env: ENVIRONMENT, imagePullPolicy: PULL_POLICY },
    EphemeralContainer: { env: ENVIRONMENT, imagePullPolicy: PULL_POLICY },
    ...hostPorts('OnHostNetwork.spec'),
    ...hostPorts('OnHostNetwork.spec.template.spec'),
    ...hostPorts('OnHostNetwork.spec.jobTemplate.spec.template.spec'),
    ResourceRequirements: { limits: QUANTITIES, requests: QUANTITIES },
    Overhead: { podFixed: QUANTITIES },
    Volume: {
      // A volume that names no source is an empty directory.
      emptyDir: { defaultIn: (volume) => (Object.keys(volume).every(isNoSource) ? NO_MEMBERS : undefined) },
    },
    ResourceFieldSelector: { divisor: { value: quantity } },
    // Storage
    VolumeResourceRequirements: { limits: QUANTITIES, requests: QUANTITIES },
    PersistentVolumeSpec: { capacity: QUANTITIES, claimRef: BOUND },
    'PersistentVolumeSpec.claimRef': { apiVersion: BOUND, kind: BOUND, resourceVersion: BOUND, uid: BOUND },
    PersistentVolumeClaimSpec: {
      dataSource: BOUND,
      dataSourceRef: BOUND,
      storageClassName: {
        server: filledInBy('the API server', 'the default storage class, where none is written'),
      },
      volumeName: BOUND,
    },
    // Workloads
    DeploymentStrategy: { rollingUpdate: whereRolling({ maxSurge: '25%', maxUnavailable: '25%' }) },
    'extensions/v1beta1:DeploymentStrategy': {
      rollingUpdate: whereRolling({ maxSurge: 1, maxUnavailable: 1 }),
    },
    DaemonSetUpdateStrategy: { rollingUpdate: whereRolling({ maxSurge: 0, maxUnavailable: 1 }) },
    StatefulSetUpdateStrategy: { rollingUpdate: whereRolling({ partition: 0 }) },
    'Job.spec': {
      completions: { defaultIn: ({ parallelism = 1 }) => (parallelism === 1 ? 1 : undefined) },
      podReplacementPolicy: {
        defaultIn: (spec) => (spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
      },
      selector: { server: filledInBy('the API server', 'selects the Pods of this Job by its uid') },
    },
    HorizontalPodAutoscalerSpec: { metrics: { default: CPU_AT_80 } },
    LimitRangeItem: {
      default: { ...QUANTITIES, defaultIn: (item) => (item.type === 'Container' ? item.max : undefined) },
      defaultRequest: {
        ...QUANTITIES,
        defaultIn: (item) => (item.type === 'Container' ? (item.default ?? item.max ?? item.min) : undefined),
      },
      max: QUANTITIES,
      maxLimitRequestRatio: QUANTITIES,
      min: QUANTITIES,
    },
    ResourceQuotaSpec: { hard: QUANTITIES },
    ReplicationControllerSpec: { selector: PLAIN_MAP },
    ControllerRevision: { data: { opaque: true } },
    CustomResourceDefinitionSpec: {
      names: { opaque: true },
      validation: { opaque: true },
      versions: { opaque: true },
    },
    NodeSpec: { podCIDR: NODE_SET_UP, podCIDRs: NODE_SET_UP, providerID: NODE_SET_UP },
    // Services and networks
    ServiceSpec: {
      allocateLoadBalancerNodePorts: {
        defaultIn: ({ type }) => (type === 'LoadBalancer' ? true : undefined),
      },
      clusterIP: ALLOCATED,
      clusterIPs: ALLOCATED,
      externalTrafficPolicy: {
        defaultIn: ({ type }) => (type === 'NodePort' || type === 'LoadBalancer' ? 'Cluster' : undefined),
      },
      healthCheckNodePort: ALLOCATED,
      ipFamilies: ALLOCATED,
      ipFamilyPolicy: ALLOCATED,
      selector: PLAIN_MAP,
      sessionAffinityConfig: {
        defaultIn: ({ sessionAffinity }) => (sessionAffinity === 'ClientIP' ? THREE_HOURS : undefined),
      },
    },
    ServicePort: {
      nodePort: ALLOCATED,
      targetPort: { defaultIn: ({ port }) => port, value: intOrString },
    },
    NetworkPolicySpec: {
      policyTypes: {
        defaultIn: ({ egress }) =>
          Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'],
      },
    },
    // Access, admission, configuration
    Subject: {
      apiGroup: {
        defaultIn: ({ kind }) => (kind === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io'),
      },
    },
    AggregatedClusterRole: {
      rules: {
        server: {
          class: 'foreign',
          owner: 'the aggregation controller',
          reason: 'rules are put together from the roles that aggregationRule selects',
        },
      },
    },
    ServiceAccount: { imagePullSecrets: ACCOUNT_SECRETS, secrets: ACCOUNT_SECRETS },
    CertificateSigningRequestSpec: {
      extra: REQUESTER,
      groups: REQUESTER,
      uid: REQUESTER,
      username: REQUESTER,
    },
    WebhookClientConfig: { caBundle: CA_BUNDLE },
    APIServiceSpec: { caBundle: CA_BUNDLE },
    Secret: { data: BYTES },
    ConfigMap: { binaryData: BYTES, data: PLAIN_MAP },
  }
}

/** The identity of a keyed list, with what the type of its elements adds. */
export function keyedBy(
  keys: readonly string[],
  elementDefaults: JsonObject,
  ordered: FieldKnowledge['ordered'],
): ListIdentity {
  const keyDefaults: { [key: string]: JsonValue } = {}
  for (const key of keys) {
    const filled = elementDefaults[key]
    if (filled !== undefined) keyDefaults[key] = filled
  }
  return {
    kind: 'keyed',
    keys,
    ...(Object.keys(keyDefaults).length === 0 ? {} : { keyDefaults }),
    ...(ordered === undefined ? {} : { ordered }),
  }
}
