import {
  assertJson,
  isJsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  parseJson,
} from '../../../core/index.js'
import { type ResourcePair, refuseUnknownKey } from '../resource-pair.js'

/** A resource of a stack: `before` is what the template asks for, `after` what AWS found. */
export type DriftedResource = ResourcePair & {
  readonly type: string
  /** What AWS says: `IN_SYNC`, `MODIFIED`, `DELETED`, `NOT_CHECKED`. */
  readonly status: string
}

/**
 * The resources in the answer to `DescribeStackResourceDrifts`, whose properties come as JSON in strings. A resource
 * that AWS has not checked is left out: nothing is known of it, and nothing is what two absent sides would agree in.
 *
 * `id` is the logical id.
 *
 * @throws KeelsonError `diff/invalid-document` for what is no such answer; `core/invalid-json` where properties are no
 * JSON; `diff/reserved-key` where properties hold the marker for unknown values
 *
 * @example
 * ```ts
 * import { cloudformation, diff, driftedResources } from 'keelson/diff'
 * const [queue] = driftedResources({
 *   StackResourceDrifts: [
 *     {
 *       LogicalResourceId: 'Queue',
 *       ResourceType: 'AWS::SQS::Queue',
 *       StackResourceDriftStatus: 'MODIFIED',
 *       ExpectedProperties: '{"DelaySeconds":0,"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}',
 *       ActualProperties: '{"DelaySeconds":5,"Tags":[{"Key":"b","Value":"2"},{"Key":"a","Value":"1"}]}',
 *     },
 *   ],
 * })
 * const { changes } = diff(queue!.before, queue!.after, { profile: cloudformation() })
 * changes.filter((change) => change.class === 'material').map(({ pointer }) => pointer) // => ['/DelaySeconds']
 * ```
 */
export function driftedResources(answer: JsonValue): DriftedResource[] {
  assertJson(answer)
  const drifts = isJsonObject(answer) ? ownValue(answer, 'StackResourceDrifts') : answer
  if (!Array.isArray(drifts)) {
    throw new KeelsonError('diff/invalid-document', 'this is no list of drifted resources', {
      path: '/StackResourceDrifts',
      help: 'hand in what DescribeStackResourceDrifts answers',
    })
  }
  return (drifts as readonly JsonValue[]).flatMap((drift, index) => driftedResource(drift, index))
}

function driftedResource(drift: JsonValue, index: number): DriftedResource[] {
  const at = `/StackResourceDrifts/${index}`
  const id = isJsonObject(drift) ? ownValue(drift, 'LogicalResourceId') : undefined
  if (!isJsonObject(drift) || typeof id !== 'string') {
    throw new KeelsonError('diff/invalid-document', 'a drifted resource has a LogicalResourceId', {
      path: at,
    })
  }
  const status = String(ownValue(drift, 'StackResourceDriftStatus') ?? '')
  if (status === 'NOT_CHECKED') return []
  const read = (name: string): JsonValue => {
    const text = ownValue(drift, name) ?? null
    if (typeof text !== 'string') return text
    const value = parseJson(text, { path: `${at}/${name}` })
    refuseUnknownKey(value, id)
    return value
  }
  const before = read('ExpectedProperties')
  const after = status === 'DELETED' ? null : read('ActualProperties')
  const type = String(ownValue(drift, 'ResourceType') ?? '')
  return [{ id, before, after, unknown: [], sensitive: [], type, status }]
}
