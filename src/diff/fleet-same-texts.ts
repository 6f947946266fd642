import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'

/** Deeper documents go to the differ, which has no use for the call stack. */
const MOST_NESTING = 200

/**
 * Whether two values straight from `JSON.parse` are the same JSON. `true` is certain, and that both are within the
 * limits; `false` is not certain: whatever is uncommon (deep nesting, a number that overflowed) is left to the differ.
 *
 * It knows that the values are plain data, which the differ has to find out: that makes it three times as fast.
 */
export function surelySame(left: JsonValue, right: JsonValue, maxDepth: number): boolean {
  return same(left, right, Math.min(maxDepth, MOST_NESTING))
}

function same(left: JsonValue, right: JsonValue, depth: number): boolean {
  // An infinity is what `JSON.parse` makes of a number that overflows.
  if (left === right) return typeof left !== 'number' || left - left === 0
  if (depth === 0 || !isContainer(left) || !isContainer(right)) return false
  if (isArray(left)) return isArray(right) && sameElements(left, right, depth - 1)
  return !isArray(right) && sameMembers(left, right, depth - 1)
}

function sameElements(left: JsonArray, right: JsonArray, depth: number): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) {
    if (!same(left[index]!, right[index]!, depth)) return false
  }
  return true
}

function sameMembers(left: JsonObject, right: JsonObject, depth: number): boolean {
  let members = 0
  // What a host's polluted prototype adds to the loops is no own member of the right side: that ends in `false`.
  for (const name in left) {
    if (!Object.hasOwn(right, name) || !same(left[name]!, right[name]!, depth)) return false
    members += 1
  }
  for (const _ in right) members -= 1
  return members === 0
}
