import { isJsonObject, type JsonObject, type JsonValue, ownValue } from '../../../core/index.js'
import { canonicalize } from '../../../hash/index.js'

/** Who owns a place of a live object, and the places in it, as its `managedFields` tell. */
export interface FieldOwners {
  /** Managers that own the place with everything in it. */
  readonly whole: Set<string>
  /** Managers that own the place or anything in it. */
  readonly anywhere: Set<string>
  /** By segment of FieldsV1: `f:name`, and `k:{…}` and `v:…` in canonical JSON. */
  readonly inside: Map<string, FieldOwners>
  /** Names of the key members of `k:{…}` segments, one list for each set of names that occurs. */
  readonly keyNames: Map<string, readonly string[]>
}

/**
 * The owners of the fields of a live object by its `metadata.managedFields` (structured-merge-diff, FieldsV1);
 * `undefined` where there are none. What is malformed owns nothing.
 */
export function ownersOfFields(object: JsonValue): FieldOwners | undefined {
  const metadata = isJsonObject(object) ? ownValue(object, 'metadata') : undefined
  const entries = isJsonObject(metadata) ? ownValue(metadata, 'managedFields') : undefined
  if (!Array.isArray(entries)) return undefined
  const root = noOwners()
  for (const entry of entries as readonly JsonValue[]) {
    if (!isJsonObject(entry)) continue
    const manager = ownValue(entry, 'manager')
    const fields = ownValue(entry, 'fieldsV1')
    if (typeof manager === 'string' && isJsonObject(fields)) addFields(root, fields, manager)
  }
  return root.anywhere.size === 0 ? undefined : root
}

function noOwners(): FieldOwners {
  return { whole: new Set(), anywhere: new Set(), inside: new Map(), keyNames: new Map() }
}

function addFields(root: FieldOwners, fields: JsonObject, manager: string): void {
  root.anywhere.add(manager)
  const open: { readonly owners: FieldOwners; readonly fields: JsonObject }[] = [{ owners: root, fields }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of Object.keys(next.fields)) {
      const segment = segmentOf(name, next.owners)
      const below = next.fields[name]
      if (segment === undefined || !isJsonObject(below)) continue
      const owners = next.owners.inside.get(segment) ?? noOwners()
      next.owners.inside.set(segment, owners)
      owners.anywhere.add(manager)
      if (Object.keys(below).length === 0) owners.whole.add(manager)
      else open.push({ owners, fields: below })
    }
  }
}

/** `undefined` for `.`, which is the place itself, and for elements by index, which tell nothing once a list changed. */
function segmentOf(name: string, owners: FieldOwners): string | undefined {
  if (name.startsWith('f:')) return name
  if (!name.startsWith('k:') && !name.startsWith('v:')) return undefined
  let value: JsonValue
  try {
    value = JSON.parse(name.slice(2)) as JsonValue
    if (name.startsWith('v:')) return `v:${canonicalize(value)}`
    if (!isJsonObject(value)) return undefined
    const names = Object.keys(value)
    owners.keyNames.set(canonicalize(names), names)
    return `k:${canonicalize(value)}`
  } catch {
    return undefined
  }
}

/** The owners of one element of a list. */
export function ownersOfElement(
  list: FieldOwners,
  element: JsonValue,
  keyDefaults: JsonObject,
): FieldOwners | undefined {
  if (!isJsonObject(element)) return list.inside.get(`v:${textOf(element)}`)
  for (const names of list.keyNames.values()) {
    const key: { [name: string]: JsonValue } = Object.create(null) as { [name: string]: JsonValue }
    for (const name of names) {
      const value = ownValue(element, name) ?? ownValue(keyDefaults, name)
      if (value !== undefined) key[name] = value
    }
    const owners = list.inside.get(`k:${textOf(key)}`)
    if (owners !== undefined) return owners
  }
  return undefined
}

/** A lone surrogate has no canonical form, and then no owner. */
function textOf(value: JsonValue): string {
  try {
    return canonicalize(value)
  } catch {
    return ''
  }
}
