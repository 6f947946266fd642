import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
  parsePointer,
  valueAtPath,
} from '../../core/index.js'
import { without, withValue } from '../runtime/fix-draft.js'
import type { GivenStep, RequestPath } from '../runtime/program-test.js'
import type { Decision } from '../runtime/types.js'

/** What a case decides on, as the steps so far have left it. */
export interface DraftRequest {
  readonly request: JsonObject
  readonly now: number
}

export const EMPTY_DRAFT: DraftRequest = { request: {}, now: 0 }

/** The draft after a step; a text that says why there can be none. What is shared with the draft before is not copied. */
export function applyStep(draft: DraftRequest, step: GivenStep): DraftRequest | string {
  switch (step.op) {
    case 'now':
      return { ...draft, now: step.value }
    case 'set': {
      const changed = setAt(draft.request, step.path, 0, JSON.parse(step.json))
      return typeof changed === 'string' ? changed : { ...draft, request: changed as JsonObject }
    }
    case 'remove':
      return valueAtPath(draft.request, step.path) === undefined
        ? draft
        : { ...draft, request: removeAt(draft.request, step.path) as JsonObject }
  }
}

/** Objects that are missing on the way are made; a list can be extended at its end. A string is why it cannot be. */
function setAt(
  holder: JsonValue,
  path: RequestPath,
  depth: number,
  value: JsonValue,
): JsonObject | readonly JsonValue[] | string {
  const key = path[depth]!
  const isLast = depth === path.length - 1
  if (Array.isArray(holder)) {
    const items = holder as readonly JsonValue[]
    if (typeof key !== 'number')
      return `${writePath(path.slice(0, depth))} is a list, so ${JSON.stringify(key)} is no place in it`
    if (key > items.length)
      return `${writePath(path.slice(0, depth))} has ${items.length} items, so ${key} is no place in it`
  } else if (!isJsonObject(holder))
    return `${writePath(path.slice(0, depth))} is neither an object nor a list`
  else if (typeof key === 'number')
    return `${writePath(path.slice(0, depth))} is an object, so ${key} is no place in it`
  let changed = value
  if (!isLast) {
    const inner = valueAtPath(holder, [key])
    const set = setAt(inner ?? (typeof path[depth + 1] === 'number' ? [] : {}), path, depth + 1, value)
    if (typeof set === 'string') return set
    changed = set
  }
  return withValue(holder, String(key), changed, false) as JsonObject | readonly JsonValue[]
}

function removeAt(holder: JsonValue, path: RequestPath): JsonValue {
  const [key, ...rest] = path as readonly [string | number, ...(string | number)[]]
  const name = String(key)
  if (rest.length === 0) return without(holder, name)
  return withValue(holder, name, removeAt(valueAtPath(holder, [key])!, rest), false)
}

/** A request with the patches of its decision applied. Their tests hold, since the request is the one decided on. */
export function applyPatches(request: JsonObject, patches: Decision['patches']): JsonValue {
  let document: JsonValue = request
  for (const patch of patches) {
    if (patch.op === 'test') continue
    document = patchAt(document, parsePointer(patch.path as string), patch)
  }
  return document
}

function patchAt(holder: JsonValue, path: readonly string[], patch: JsonObject): JsonValue {
  const [name, ...rest] = path as readonly [string, ...string[]]
  if (rest.length > 0)
    return withValue(holder, name, patchAt(valueAtPath(holder, [name])!, rest, patch), false)
  if (patch.op === 'remove') return without(holder, name)
  return withValue(holder, name, ownValue(patch, 'value')!, patch.op === 'add')
}

/** A path as the language writes it. */
export function writePath(path: RequestPath): string {
  return path.slice(1).reduce<string>(writeStep, String(path[0]))
}

function writeStep(written: string, key: string | number): string {
  return typeof key === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
    ? `${written}.${key}`
    : `${written}[${JSON.stringify(key)}]`
}
