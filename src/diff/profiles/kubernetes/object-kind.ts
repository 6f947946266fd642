import { isJsonObject, type JsonObject, type JsonValue, ownValue } from '../../../core/index.js'

/** `group/version/Kind` of an object, as the table names it: `v1/Pod`, `apps/v1/Deployment`; `undefined` for what is none. */
export function kindOf(object: JsonValue | undefined): string | undefined {
  if (!isJsonObject(object)) return undefined
  const apiVersion = ownValue(object, 'apiVersion')
  const kind = ownValue(object, 'kind')
  return typeof apiVersion === 'string' && typeof kind === 'string' ? `${apiVersion}/${kind}` : undefined
}

/** The objects of a list of objects (`List`, `PodList`), or `undefined`. */
export function itemsOf(object: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (kindOf(object)?.endsWith('List') !== true) return undefined
  const items = ownValue(object as JsonObject, 'items')
  return Array.isArray(items) ? (items as readonly JsonValue[]) : undefined
}

/** Follows member names from an object down; `undefined` where one is missing. */
export function memberAt(object: JsonValue | undefined, names: readonly string[]): JsonValue | undefined {
  let value = object
  for (const name of names) value = isJsonObject(value) ? ownValue(value, name) : undefined
  return value
}
