import { isJsonObject, type JsonValue, MAX_DEPTH, sortedKeys } from '../../core/index.js'
import { checkedRead } from './compile-path.js'
import type { Context } from './context.js'
import { Unknown, type Value } from './unknown.js'

/**
 * A copy of a value that leaves the decision, keys in code-point order: a caller that changes it changes neither the
 * program's constants nor the request, and the order of keys in the request does not show.
 */
export function copyJson(value: JsonValue, at: number, context: Context): Value {
  return copyPart(value, MAX_DEPTH, at, context)
}

// Recursion is bounded by the depth limit.
function copyPart(value: JsonValue, levels: number, at: number, context: Context): Value {
  context.spend(1)
  if (typeof value !== 'object' || value === null) {
    // JSON has one zero.
    const scalar = checkedRead(value === 0 ? 0 : value, at)
    return scalar === undefined ? new Unknown('policy/not-json', 'a list has a hole', at) : scalar
  }
  if (levels === 0) return new Unknown('policy/not-json', `the value is nested deeper than ${MAX_DEPTH}`, at)
  if (!isJsonObject(value)) {
    const list: JsonValue[] = []
    for (const item of value) {
      const copy = copyPart(item, levels - 1, at, context)
      if (copy instanceof Unknown) return copy
      list.push(copy)
    }
    return list
  }
  const object: Record<string, JsonValue> = {}
  context.spend(Object.keys(value).length)
  for (const key of sortedKeys(value)) {
    const copy = copyPart(value[key]!, levels - 1, at, context)
    if (copy instanceof Unknown) return copy
    Object.defineProperty(object, key, { value: copy, enumerable: true, writable: true, configurable: true })
  }
  return object
}
