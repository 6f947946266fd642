import {
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Operation,
  parseArrayIndex,
  valueAtPath,
} from '../../core/index.js'
import type { Context } from './context.js'
import { copyJson } from './copy-json.js'
import { jsonEqual } from './json-equal.js'
import type { FixMatch } from './matches.js'
import { Unknown } from './unknown.js'

/** The request as the operations so far have left it. */
export class FixDraft {
  readonly patches: Operation[] = []
  readonly #context: Context
  readonly #request: JsonObject
  #document: JsonValue

  constructor(request: JsonObject, context: Context) {
    this.#request = request
    this.#document = request
    this.#context = context
  }

  /** @returns why the fix cannot be applied, or `null` where it is, or changes nothing */
  apply({ operation, pointer, value, at }: FixMatch, path: readonly string[]): string | null {
    if (path.length === 0) return 'the whole request cannot be changed'
    const parent = valueAtPath(this.#document, path.slice(0, -1))
    if (operation === 'add' && Array.isArray(parent)) return this.#insert(parent, path, value)
    const found = valueAtPath(this.#document, path)
    if (found === undefined) {
      if (operation === 'remove') return null
      if (operation === 'replace') return 'there is nothing to replace'
      // Not what another fix has made: which one comes first must not matter.
      return operation === 'add' && !isJsonObject(valueAtPath(this.#request, path.slice(0, -1)))
        ? 'what should hold it is not there'
        : this.#create(path, value)
    }
    if (operation !== 'remove' && jsonEqual(found, value, this.#context)) return null
    const old = copyJson(found, at, this.#context)
    if (old instanceof Unknown) return old.message
    this.patches.push({ op: 'test', path: pointer, value: old })
    this.patches.push(
      operation === 'remove' ? { op: 'remove', path: pointer } : { op: 'replace', path: pointer, value },
    )
    this.#change(path, (holder, name) =>
      operation === 'remove' ? without(holder, name) : withValue(holder, name, value, false),
    )
    return null
  }

  #insert(parent: readonly JsonValue[], path: readonly string[], value: JsonValue): string | null {
    const last = path[path.length - 1]!
    const index = last === '-' ? parent.length : parseArrayIndex(last)
    if (index === -1 || index > parent.length) return 'there is no such place in the list'
    const at = [...path.slice(0, -1), String(index)]
    this.patches.push({ op: 'add', path: formatPointer(at), value })
    this.#change(at, (holder, name) => withValue(holder, name, value, true))
    return null
  }

  /** Adds the first thing on the way that is not there, with all that belongs inside it. */
  #create(path: readonly string[], value: JsonValue): string | null {
    let depth = 0
    let holder: JsonValue = this.#document
    for (;;) {
      const next: JsonValue | undefined = valueAtPath(holder, [path[depth]!])
      if (next === undefined) break
      holder = next
      depth += 1
    }
    if (Array.isArray(holder)) {
      if (parseArrayIndex(path[depth]!) !== holder.length) return 'there is no such place in the list'
    } else if (!isJsonObject(holder)) return 'what should hold it is neither an object nor a list'
    let created = value
    for (let at = path.length - 1; at > depth; at -= 1) created = { [path[at]!]: created }
    const place = path.slice(0, depth + 1)
    this.patches.push({ op: 'add', path: formatPointer(place), value: created })
    this.#change(place, (target, name) => withValue(target, name, created, true))
    return null
  }

  /** Copies what leads to the holder of a place, and changes the copy of the holder. */
  #change(path: readonly string[], change: (holder: JsonValue, name: string) => JsonValue): void {
    const holders: JsonValue[] = [this.#document]
    for (const name of path.slice(0, -1)) holders.push(valueAtPath(holders[holders.length - 1]!, [name])!)
    let changed = change(holders[holders.length - 1]!, path[path.length - 1]!)
    for (let depth = holders.length - 2; depth >= 0; depth -= 1) {
      changed = withValue(holders[depth]!, path[depth]!, changed, false)
    }
    this.#document = changed
  }
}

/** A copy of a container with a value at a name or index; `inserted` before the element that stands there. */
export function withValue(holder: JsonValue, name: string, value: JsonValue, inserted: boolean): JsonValue {
  if (Array.isArray(holder)) {
    const items = [...(holder as readonly JsonValue[])]
    items.splice(Number(name), inserted ? 0 : 1, value)
    return items
  }
  const copy: Record<string, JsonValue> = { ...(holder as JsonObject) }
  Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true })
  return copy
}

/** A copy of a container without a member or element. */
export function without(holder: JsonValue, name: string): JsonValue {
  if (Array.isArray(holder))
    return (holder as readonly JsonValue[]).filter((_, index) => index !== Number(name))
  const copy: Record<string, JsonValue> = { ...(holder as JsonObject) }
  delete copy[name]
  return copy
}
