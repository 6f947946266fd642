import { isJsonObject, type JsonValue, sortedKeys } from '../../core/index.js'
import type { Context } from './context.js'

/**
 * Whether two JSON values are equal: same type, same value, the same members in any order. Iterative, and paid for by
 * node, so that neither depth nor a cycle in a request that is no tree can hang it.
 */
export function jsonEqual(left: JsonValue, right: JsonValue, context: Context): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  const pending: [JsonValue, JsonValue][] = [[left, right]]
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [one, other] = pair
    context.spend(1)
    if (one === other) continue
    if (Array.isArray(one)) {
      if (!Array.isArray(other) || one.length !== other.length) return false
      for (let index = 0; index < one.length; index += 1) pending.push([one[index], other[index]])
    } else if (isJsonObject(one)) {
      if (!isJsonObject(other)) return false
      const length = Object.keys(one).length
      context.spend(length)
      if (length !== Object.keys(other).length) return false
      // In their order, or what a comparison costs until it fails would depend on how the request was written.
      for (const key of sortedKeys(one)) {
        if (!Object.hasOwn(other, key)) return false
        pending.push([one[key]!, other[key]!])
      }
    } else {
      return false
    }
  }
  return true
}
