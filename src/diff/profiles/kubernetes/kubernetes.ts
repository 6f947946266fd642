import { type JsonValue, KeelsonError } from '../../../core/index.js'
import { checkOptions, refuseUnknownNames } from '../../check-options.js'
import type { SchemaNode } from '../../schema-node.js'
import type { Profile } from '../../types.js'
import type { KubernetesType } from './custom-types.js'
import { ownersOfFields } from './managed-fields.js'
import { ObjectNodes } from './object-nodes.js'
import { ownedNode } from './owned-node.js'
import { sensitiveValues } from './sensitive-values.js'

export type { KubernetesType } from './custom-types.js'

export interface KubernetesOptions {
  /**
   * Read who owns which field from `metadata.managedFields` of the live object. Ignore rules with `owner` need it.
   * What the managers in `ignore` own alone is `foreign`, as with a rule of `owners`.
   */
  readonly managers?: { readonly ignore?: readonly string[] }
  /** What is known of kinds that are not built in, by `group/version/Kind`; of built-in ones it adds to what is. */
  readonly types?: { readonly [kind: string]: KubernetesType }
}

const OPTIONS = ['managers', 'types'] as const

/**
 * Objects of Kubernetes: lists are told apart by the keys that the API declares, quantities, times and ports by value,
 * and what the server fills in, keeps for itself or leaves out is no change that counts. docs/profiles.md says what is
 * known. Make the profile once and use it for all comparisons: what it reads from its tables it keeps.
 *
 * @throws KeelsonError `diff/unknown-option`, `diff/invalid-rule`, `core/invalid-pointer` with the place of what cannot
 * be meant
 *
 * @example
 * ```ts
 * import { diff, kubernetes } from 'keelson/diff'
 * const pod = (...containers: { name: string; cpu: string }[]) => ({
 *   apiVersion: 'v1',
 *   kind: 'Pod',
 *   spec: { containers: containers.map(({ name, cpu }) => ({ name, resources: { limits: { cpu } } })) },
 * })
 * const before = pod({ name: 'app', cpu: '1' }, { name: 'proxy', cpu: '0.5' })
 * const after = pod({ name: 'proxy', cpu: '500m' }, { name: 'app', cpu: '1000m' })
 * diff(before, after).equal // => false
 * diff(before, after, { profile: kubernetes() }).equal // => true
 * ```
 */
export function kubernetes(options: KubernetesOptions = {}): Profile {
  checkOptions(options, OPTIONS)
  const foreign = readManagers(options.managers)
  const { types = {} } = options
  if (typeof types !== 'object' || types === null || Array.isArray(types)) {
    throw new KeelsonError('diff/invalid-rule', 'types is an object from kinds to what is known of them', {
      path: '/types',
      help: "write { 'example.com/v1/Widget': { lists: […] } }",
    })
  }
  // The tables are read when the first object comes; rules of the caller are checked now.
  let nodes = Object.keys(types).length === 0 ? undefined : new ObjectNodes(types)
  const schema = (before: JsonValue, after: JsonValue, base?: JsonValue): SchemaNode | undefined => {
    nodes ??= new ObjectNodes(types)
    const node = nodes.of(before, after, base)
    if (foreign === undefined || node === undefined) return node
    const owners = ownersOfFields(after) ?? ownersOfFields(before)
    return owners === undefined ? node : ownedNode(node, owners, foreign)
  }
  return { name: 'kubernetes', schema, redact: sensitiveValues }
}

function readManagers(managers: KubernetesOptions['managers']): ReadonlySet<string> | undefined {
  if (managers === undefined) return undefined
  const wrong = (path: string, message: string): KeelsonError =>
    new KeelsonError('diff/invalid-rule', message, { path, help: "write { ignore: ['autoscaler'] }" })
  if (typeof managers !== 'object' || managers === null) throw wrong('/managers', 'managers is an object')
  refuseUnknownNames(managers, ['ignore'], '/managers')
  const { ignore = [] } = managers
  if (!Array.isArray(ignore) || !ignore.every((name) => typeof name === 'string')) {
    throw wrong('/managers/ignore', 'ignore is a list of names of managers')
  }
  return new Set(ignore)
}
