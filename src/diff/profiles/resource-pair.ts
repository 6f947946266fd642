import {
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  KeelsonError,
} from '../../core/index.js'

/**
 * One resource as it was and as it is, will be or should be, taken out of a larger document. Hand `before` and `after`
 * to `diff`, and `sensitive` to it as redaction rules.
 */
export type ResourcePair = {
  /** Unique within the document: the address or name that the tool itself uses. */
  readonly id: string
  /** `null` where the resource is not there. */
  readonly before: JsonValue
  /** `null` where the resource is not there. */
  readonly after: JsonValue
  /**
   * Pointers of the values that nobody knows yet. In their place stands `{ "keelson:unknown": … }`, which equals no
   * value and is another one in `before` than in `after`: what is not known is never taken for "no change".
   */
  readonly unknown: readonly string[]
  /** Pointers of the values that the tool marks as sensitive, in either side. */
  readonly sensitive: readonly string[]
}

/** The member name that says of an object that it stands for a value nobody knows yet. */
const UNKNOWN_KEY = 'keelson:unknown'

/** What stands for a value that one side does not know; two sides that do not know a value do not agree in it. */
export function unknownValue(side: 'before' | 'after'): JsonObject {
  return { [UNKNOWN_KEY]: side === 'after' ? 'known after apply' : 'not known' }
}

/**
 * Refuses a document in which our own marker stands already: it would compare as equal to what is not known.
 *
 * @throws KeelsonError `diff/reserved-key`
 */
export function refuseUnknownKey(value: JsonValue, id: string): void {
  const open: JsonValue[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (isJsonObject(next) && Object.hasOwn(next, UNKNOWN_KEY)) {
      throw new KeelsonError('diff/reserved-key', `${id} has a member named "${UNKNOWN_KEY}"`, {
        path: id,
        help: 'the name stands for values that are not known yet; rename the member',
      })
    }
    for (const inside of Object.values(next as JsonObject | JsonArray)) open.push(inside as JsonValue)
  }
}
