import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'

/** True for arrays and objects. */
export function isContainer(value: JsonValue | undefined): value is JsonArray | JsonObject {
  return typeof value === 'object' && value !== null
}

/** `Array.isArray` that also knows readonly arrays. */
export function isArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}
