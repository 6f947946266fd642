import type { JsonValue } from '../../../core/index.js'
import type { SchemaNode, ServerRule } from '../../schema-node.js'
import { filledInBy } from './field-knowledge.js'

const BY_SERVER: ServerRule = {
  class: 'foreign',
  owner: 'the API server',
  reason: 'kept by the server, not by the manifest',
}

const SERVER_FIELDS =
  'clusterName creationTimestamp deletionGracePeriodSeconds deletionTimestamp generation managedFields ' +
  'resourceVersion selfLink uid'

const NAMESPACE: ServerRule = {
  class: 'defaulted',
  reason: 'the namespace that the manifest is applied to',
  onlyUnwritten: true,
}

const BY_CONTROLLER: ServerRule = /* @__PURE__ */ filledInBy('the controller', 'book-keeping of a controller')

/** Annotations and labels that controllers write, and `kubectl apply`; a name that ends in `/` stands for all with it. */
const CONTROLLER_ANNOTATIONS =
  'autoscaling.alpha.kubernetes.io/ batch.kubernetes.io/ control-plane.alpha.kubernetes.io/leader ' +
  'deployment.kubernetes.io/ deprecated.daemonset.template.generation endpoints.kubernetes.io/ ' +
  'pv.kubernetes.io/ volume.beta.kubernetes.io/storage-provisioner volume.kubernetes.io/selected-node ' +
  'volume.kubernetes.io/storage-provisioner'
const CONTROLLER_LABELS =
  'apps.kubernetes.io/pod-index batch.kubernetes.io/ controller-revision-hash controller-uid job-name ' +
  'kubernetes.io/metadata.name pod-template-generation pod-template-hash statefulset.kubernetes.io/pod-name'

/** The annotation in which `kubectl apply` keeps what was last applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

const KUBECTL: ServerRule = {
  class: 'foreign',
  owner: 'kubectl',
  reason: 'what was last applied, which is the base of a three-way comparison',
}

const PROTECTING: ServerRule = /* @__PURE__ */ filledInBy(
  'the API server',
  'keeps what is in use from being deleted',
)

/** Finalizers with which the server keeps objects that are in use from being deleted. */
const PROTECTION =
  /^(?:kubernetes\.io\/(?:pvc|pv)-protection|external-(?:provisioner|attacher)\.|service\.kubernetes\.io\/load-balancer-cleanup$|batch\.kubernetes\.io\/job-tracking$)/

/** Who writes `status`. */
export const STATUS_NODE: SchemaNode = {
  server: {
    class: 'foreign',
    owner: 'the controller',
    reason: 'status is what was observed, not what is wanted',
  },
}

/** The node of `metadata`, which all kinds share. */
export function metadataNode(): SchemaNode {
  const byServer: SchemaNode = { server: BY_SERVER }
  const members = new Map<string, SchemaNode>(SERVER_FIELDS.split(' ').map((name) => [name, byServer]))
  members.set('namespace', { server: NAMESPACE })
  members.set('labels', mapNode(CONTROLLER_LABELS, new Map()))
  members.set('annotations', mapNode(CONTROLLER_ANNOTATIONS, new Map([[LAST_APPLIED, { server: KUBECTL }]])))
  const protecting: SchemaNode = { server: PROTECTING }
  members.set('finalizers', {
    list: { kind: 'set' },
    emptyIsAbsent: true,
    element: (name?: JsonValue) =>
      typeof name === 'string' && PROTECTION.test(name) ? protecting : undefined,
  })
  members.set('ownerReferences', { list: { kind: 'keyed', keys: ['uid'] }, emptyIsAbsent: true })
  return { emptyIsAbsent: true, member: (name) => members.get(name) }
}

function mapNode(controllerNames: string, others: ReadonlyMap<string, SchemaNode>): SchemaNode {
  const byController: SchemaNode = { server: BY_CONTROLLER }
  const names = controllerNames.split(' ')
  return {
    emptyIsAbsent: true,
    member: (name) =>
      others.get(name) ??
      (names.some((known) => (known.endsWith('/') ? name.startsWith(known) : name === known))
        ? byController
        : undefined),
  }
}
