import { isJsonObject, type JsonValue, ownValue } from '../core/index.js'
import { HashedArray } from './fingerprint-tree-array.js'
import { HashedObject } from './fingerprint-tree-object.js'
import { isContainer, type TreePart } from './fingerprint-tree-part.js'

/**
 * True where a part is the value, as JSON: `1` equals `1.0`, the order of members does not count. Compared by value
 * and not by fingerprint, so no collision can make a test of a patch pass.
 */
export function isEqualPart(part: TreePart, value: JsonValue): boolean {
  const pairs: (readonly [TreePart, JsonValue])[] = [[part, value]]
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair
    if (!isContainer(left)) {
      if (left !== right) return false
    } else if (Array.isArray(right)) {
      const elements = right as readonly JsonValue[]
      if (!(left instanceof HashedArray) || left.length !== elements.length) return false
      let index = 0
      for (const element of left.elements()) {
        pairs.push([element, elements[index]!])
        index += 1
      }
    } else {
      if (!(left instanceof HashedObject) || !isJsonObject(right)) return false
      if (Object.keys(right).length !== left.length) return false
      for (const [name, member] of left.members()) {
        const counterpart = ownValue(right, name)
        if (counterpart === undefined) return false
        pairs.push([member, counterpart])
      }
    }
  }
  return true
}
