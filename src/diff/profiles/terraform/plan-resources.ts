import {
  assertJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
} from '../../../core/index.js'
import { fillUnknown, markedPaths } from '../marks.js'
import { type ResourcePair, refuseUnknownKey } from '../resource-pair.js'

/** A resource of a plan. */
export type PlannedResource = ResourcePair & {
  /** What Terraform is going to do: `['no-op']`, `['update']`, `['delete', 'create']` … */
  readonly actions: readonly string[]
  /** Of `resource_changes`: what is planned. Of `resource_drift`: what changed outside of Terraform. */
  readonly source: 'change' | 'drift'
}

/**
 * The resources of a plan (`terraform show -json plan`), from `resource_changes` and `resource_drift`, each with what
 * it is before and after. Where a value is only known after apply, a marker stands in `after` which no value equals:
 * Terraform leaves such attributes out, and two absent attributes would be "no change".
 *
 * `id` is the address, with `(deposed …)` behind it for a deposed object.
 *
 * @throws KeelsonError `diff/invalid-document` for what is no plan; `diff/reserved-key` where a resource holds the
 * marker itself; `core/not-json`, `core/depth-limit` and the like for what is no JSON
 *
 * @example
 * ```ts
 * import { diff, planResources, terraform } from 'keelson/diff'
 * const [resource] = planResources({
 *   format_version: '1.2',
 *   resource_changes: [
 *     {
 *       address: 'aws_instance.web',
 *       change: {
 *         actions: ['update'],
 *         before: { ami: 'ami-1', ip: '10.0.0.1' },
 *         after: { ami: 'ami-1' },
 *         after_unknown: { ip: true },
 *       },
 *     },
 *   ],
 * })
 * resource!.unknown // => ['/ip']
 * diff(resource!.before, resource!.after, { profile: terraform() }).equal // => false
 * ```
 */
export function planResources(plan: JsonValue): PlannedResource[] {
  assertJson(plan)
  const lists = isJsonObject(plan)
    ? [ownValue(plan, 'resource_changes'), ownValue(plan, 'resource_drift')]
    : []
  if (
    lists.every((list) => !Array.isArray(list)) &&
    !(isJsonObject(plan) && Object.hasOwn(plan, 'planned_values'))
  ) {
    throw new KeelsonError('diff/invalid-document', 'this is no Terraform plan in JSON', {
      path: '',
      help: 'hand in what `terraform show -json <plan file>` writes',
    })
  }
  const sources = ['change', 'drift'] as const
  return lists.flatMap((list, index) => {
    const name = index === 0 ? 'resource_changes' : 'resource_drift'
    const entries: readonly JsonValue[] = Array.isArray(list) ? list : []
    return entries.map((entry, at) => plannedResource(entry, sources[index]!, `/${name}/${at}`))
  })
}

function plannedResource(entry: JsonValue, source: PlannedResource['source'], at: string): PlannedResource {
  const address = isJsonObject(entry) ? ownValue(entry, 'address') : undefined
  const change = isJsonObject(entry) ? ownValue(entry, 'change') : undefined
  if (typeof address !== 'string' || !isJsonObject(change)) {
    throw new KeelsonError('diff/invalid-document', 'a resource of a plan has an address and a change', {
      path: at,
    })
  }
  const deposed = ownValue(entry as JsonObject, 'deposed')
  const id = typeof deposed === 'string' ? `${address} (deposed ${deposed})` : address
  const before = ownValue(change, 'before') ?? null
  const after = ownValue(change, 'after') ?? null
  refuseUnknownKey(before, id)
  refuseUnknownKey(after, id)
  const unknown = markedPaths(ownValue(change, 'after_unknown'))
  const sensitive = new Set([
    ...markedPaths(ownValue(change, 'before_sensitive')).map(formatPointer),
    ...markedPaths(ownValue(change, 'after_sensitive')).map(formatPointer),
  ])
  const actions = ownValue(change, 'actions')
  return {
    id,
    before,
    after: fillUnknown(after, unknown, 'after'),
    unknown: unknown.map(formatPointer),
    sensitive: [...sensitive],
    actions: Array.isArray(actions) ? actions.map(String) : [],
    source,
  }
}
