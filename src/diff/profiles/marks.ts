import { isJsonObject, type JsonObject, type JsonValue, ownValue, sortedKeys } from '../../core/index.js'
import { copyJson, setMember } from '../copy-json.js'
import { unknownValue } from './resource-pair.js'

export type Path = readonly (string | number)[]
type Draft = JsonValue[] | Record<string, JsonValue>

/**
 * The places that a mark names, by code point: a mark is `true` for the whole value, or an object or list of
 * marks that mirrors the value (Terraform's `sensitive_values`, `after_unknown`).
 */
export function markedPaths(mark: JsonValue | undefined): Path[] {
  const found: Path[] = []
  const open: { readonly mark: JsonValue; readonly path: Path }[] = [{ mark: mark ?? false, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { mark: here, path } = next
    if (here === true) found.push(path)
    if (typeof here !== 'object' || here === null) continue
    const segments: Path = Array.isArray(here) ? [...here.keys()] : sortedKeys(here as JsonObject)
    for (const segment of [...segments].reverse()) {
      open.push({ mark: (here as JsonObject)[segment]!, path: [...path, segment] })
    }
  }
  return found
}

/** A copy of one side in which the marker for what is not known stands at each path, also where nothing is. */
export function fillUnknown(value: JsonValue, paths: readonly Path[], side: 'before' | 'after'): JsonValue {
  const root: Draft = [copyJson(value)]
  for (const path of paths) {
    let container: Draft = root
    let segment: string | number = 0
    for (const next of path) {
      container = containerAt(container, segment, typeof next === 'number')
      segment = next
    }
    put(container, segment, unknownValue(side))
  }
  return root[0]!
}

/** Where in a document values stand that `matches`; what lies in such a value is not looked at. */
export function pathsWhere(root: JsonValue, matches: (value: JsonValue) => boolean): Path[] {
  const found: Path[] = []
  const open: { readonly value: JsonValue; readonly path: Path }[] = [{ value: root, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next
    if (matches(value)) {
      found.push(path)
      continue
    }
    if (typeof value !== 'object' || value === null) continue
    const segments: Path = Array.isArray(value) ? [...value.keys()] : sortedKeys(value as JsonObject)
    for (const segment of [...segments].reverse()) {
      open.push({ value: (value as JsonObject)[segment]!, path: [...path, segment] })
    }
  }
  return found
}

/** The list or object in which the next segment stands; made where there is none of the kind. */
function containerAt(parent: Draft, segment: string | number, isList: boolean): Draft {
  const held = Array.isArray(parent) ? parent[segment as number] : ownValue(parent, String(segment))
  if (isList ? Array.isArray(held) : isJsonObject(held)) return held as Draft
  const made: Draft = isList ? [] : {}
  put(parent, segment, made)
  return made
}

function put(container: Draft, segment: string | number, value: JsonValue): void {
  if (!Array.isArray(container)) {
    setMember(container, String(segment), value)
    return
  }
  while (container.length <= (segment as number)) container.push(null)
  container[segment as number] = value
}
