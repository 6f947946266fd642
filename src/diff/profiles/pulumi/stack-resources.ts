import {
  assertJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
} from '../../../core/index.js'
import { setMember } from '../../copy-json.js'
import { fillUnknown, pathsWhere } from '../marks.js'
import { type ResourcePair, refuseUnknownKey } from '../resource-pair.js'
import { secretPointers } from './pulumi.js'
import { UNKNOWN_SENTINELS } from './signature.js'

/** A resource of a stack: `before` is what the program asks for (inputs), `after` what was read back (outputs). */
export type StackResource = ResourcePair & {
  readonly type: string
  /** Waits for its deletion. */
  readonly deleting: boolean
}

/**
 * The resources of a stack (`pulumi stack export`, best after `pulumi refresh`), each with its inputs and, of its
 * outputs, those that are inputs too: what else a provider puts out nobody has asked for. Resources without outputs, as
 * components are, are left out.
 *
 * `id` is the URN; of a resource that waits for its deletion with the id of the provider behind it.
 *
 * @throws KeelsonError `diff/invalid-document` for what is no stack; `diff/reserved-key` where a resource holds the
 * marker for unknown values itself; `core/not-json`, `core/depth-limit` and the like for what is no JSON
 *
 * @example
 * ```ts
 * import { diff, pulumi, stackResources } from 'keelson/diff'
 * const [bucket] = stackResources({
 *   version: 3,
 *   deployment: {
 *     resources: [
 *       { urn: 'urn:b', type: 'aws:s3/bucket:Bucket', inputs: { acl: 'private' }, outputs: { acl: 'public', arn: 'arn:b' } },
 *     ],
 *   },
 * })
 * diff(bucket!.before, bucket!.after, { profile: pulumi() }).changes.map(({ pointer, after }) => [pointer, after])
 * // => [['/acl', 'public']]
 * ```
 */
export function stackResources(stack: JsonValue): StackResource[] {
  assertJson(stack)
  const deployment = isJsonObject(stack) ? ownValue(stack, 'deployment') : undefined
  const resources = isJsonObject(deployment) ? ownValue(deployment, 'resources') : undefined
  if (
    !isJsonObject(deployment) ||
    (resources !== undefined && resources !== null && !Array.isArray(resources))
  ) {
    throw new KeelsonError('diff/invalid-document', 'this is no stack of Pulumi', {
      path: '/deployment',
      help: 'hand in what `pulumi stack export` writes',
    })
  }
  return ((resources ?? []) as readonly JsonValue[]).flatMap(stackResource)
}

function stackResource(resource: JsonValue, index: number): StackResource[] {
  const urn = isJsonObject(resource) ? ownValue(resource, 'urn') : undefined
  if (!isJsonObject(resource) || typeof urn !== 'string') {
    throw new KeelsonError('diff/invalid-document', 'a resource of a stack has a URN', {
      path: `/deployment/resources/${index}`,
    })
  }
  const inputs = ownValue(resource, 'inputs')
  const outputs = ownValue(resource, 'outputs')
  if (!isJsonObject(inputs) || !isJsonObject(outputs)) return []
  const deleting = ownValue(resource, 'delete') === true
  const id = deleting ? `${urn} (deleting ${String(ownValue(resource, 'id'))})` : urn
  const before = withoutNotes(inputs)
  const after = pick(outputs, Object.keys(before))
  refuseUnknownKey(before, id)
  refuseUnknownKey(after, id)
  const unknownBefore = pathsWhere(before, isUnknown)
  const unknownAfter = pathsWhere(after, isUnknown)
  return [
    {
      id,
      before: fillUnknown(before, unknownBefore, 'before'),
      after: fillUnknown(after, unknownAfter, 'after'),
      unknown: [...new Set([...unknownBefore, ...unknownAfter].map(formatPointer))],
      sensitive: [...new Set([...secretPointers(before), ...secretPointers(after)])],
      type: String(ownValue(resource, 'type') ?? ''),
      deleting,
    },
  ]
}

function withoutNotes(inputs: JsonObject): JsonObject {
  return pick(
    inputs,
    Object.keys(inputs).filter((name) => name !== '__defaults' && name !== '__meta'),
  )
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const picked: Record<string, JsonValue> = {}
  for (const name of names) {
    const value = ownValue(object, name)
    if (value !== undefined) setMember(picked, name, value)
  }
  return picked
}

function isUnknown(value: JsonValue): boolean {
  return typeof value === 'string' && UNKNOWN_SENTINELS.includes(value)
}
