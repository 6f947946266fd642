import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'

/** True for arrays and objects. */
export function isContainer(value: JsonValue | undefined): value is JsonArray | JsonObject {
  return typeof value === 'object' && value !== null
}

/** `Array.isArray` that also knows readonly arrays. */
export function isArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}

/** Whether an object has a member of this name: an own one, and none that is hidden from JSON. */
export function hasMember(object: JsonObject, name: string): boolean {
  return Object.prototype.propertyIsEnumerable.call(object, name)
}
