import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import { EQUAL, type Finding, type Survey, surveyOf, UNEQUAL, UNSURE, withDifference } from './survey.js'

/** Deeper documents are surveyed as any value, with no use for the call stack. */
const MOST_NESTING = 200

/**
 * As `surveyDocuments`, of two values straight from `JSON.parse` that hold no more values than the limits allow: it knows
 * that they are plain data, which is most of what the other has to find out. That makes it three times as fast.
 *
 * @returns `null` for whatever is uncommon: deep nesting, a number that overflowed
 */
export function surveyParsed(before: JsonValue, after: JsonValue, maxDepth: number): Survey | null {
  return surveyOf(compare(before, after, Math.min(maxDepth, MOST_NESTING)))
}

function compare(left: JsonValue, right: JsonValue, depth: number): Finding {
  // An infinity is what `JSON.parse` makes of a number that overflows.
  if (left === right && !isContainer(left)) return left !== Infinity && left !== -Infinity ? EQUAL : UNSURE
  if (!isContainer(left) || !isContainer(right) || isArray(left) !== isArray(right)) {
    return isSurelyJson(left, depth) && isSurelyJson(right, depth) ? UNEQUAL : UNSURE
  }
  if (depth === 0) return UNSURE
  if (!isArray(left)) return compareMembers(left, right as JsonObject, depth - 1)
  return compareElements(left, right as JsonArray, depth - 1)
}

function compareElements(left: JsonArray, right: JsonArray, depth: number): Finding {
  if (left.length !== right.length) return compareEnds(left, right, depth)
  let found: Finding = EQUAL
  for (let index = 0; index < left.length; index += 1) {
    const inside = compare(left[index]!, right[index]!, depth)
    if (inside === EQUAL) continue
    if (inside === UNSURE) return UNSURE
    found = withDifference(found, index, 'both', inside)
  }
  return found
}

function compareEnds(left: JsonArray, right: JsonArray, depth: number): Finding {
  const shared = Math.min(left.length, right.length)
  let start = 0
  while (start < shared && compare(left[start]!, right[start]!, depth) === EQUAL) start += 1
  let end = 0
  while (end < shared - start && compare(left.at(-1 - end)!, right.at(-1 - end)!, depth) === EQUAL) end += 1
  const isJson =
    areSurelyJson(left, start, left.length - end, depth) &&
    areSurelyJson(right, start, right.length - end, depth)
  return isJson ? { start, end } : UNSURE
}

function areSurelyJson(array: JsonArray, start: number, end: number, depth: number): boolean {
  for (let index = start; index < end; index += 1) if (!isSurelyJson(array[index]!, depth)) return false
  return true
}

function compareMembers(left: JsonObject, right: JsonObject, depth: number): Finding {
  let found: Finding = EQUAL
  let shared = 0
  for (const name in left) {
    const own = left[name]!
    if (!Object.hasOwn(right, name)) {
      // What a host's polluted prototype adds to the loops is no member of either.
      if (!Object.hasOwn(left, name) || !isSurelyJson(own, depth)) return UNSURE
      found = withDifference(found, name, 'before', UNEQUAL)
      continue
    }
    shared += 1
    const inside = compare(own, right[name]!, depth)
    if (inside === EQUAL) continue
    if (inside === UNSURE) return UNSURE
    found = withDifference(found, name, 'both', inside)
  }
  let others = -shared
  for (const _ in right) others += 1
  return others === 0 ? found : withAdded(left, right, depth, found)
}

function withAdded(left: JsonObject, right: JsonObject, depth: number, shared: Finding): Finding {
  let found = shared
  for (const name in right) {
    if (Object.hasOwn(left, name)) continue
    if (!Object.hasOwn(right, name) || !isSurelyJson(right[name]!, depth)) return UNSURE
    found = withDifference(found, name, 'after', UNEQUAL)
  }
  return found
}

function isSurelyJson(value: JsonValue, depth: number): boolean {
  // An infinity is what `JSON.parse` makes of a number that overflows.
  if (!isContainer(value)) return typeof value !== 'number' || value - value === 0
  if (depth === 0) return false
  return isArray(value)
    ? areSurelyJson(value, 0, value.length, depth - 1)
    : Object.values(value).every((member: JsonValue) => isSurelyJson(member, depth - 1))
}
