import { type JsonArray, type JsonObject, type JsonValue, ownValue, parseArrayIndex } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import { setMember } from './copy-json.js'

/** Why an operation cannot be done; `null` where it was. */
export type DraftFault = 'missing' | 'bad-index' | 'root' | null

/**
 * A document while a patch is being applied. Each container on the way to a write is copied once, then written in
 * place: the document handed in stays as it is, and a patch costs what it touches.
 */
export class DraftDocument {
  #root: JsonValue
  /** Containers that only this draft holds, each at one place. */
  readonly #own = new Set<JsonValue>()

  constructor(document: JsonValue) {
    this.#root = document
  }

  get root(): JsonValue {
    return this.#root
  }

  /** What stands at the place, or `undefined`. */
  read(path: readonly string[]): JsonValue | undefined {
    let value: JsonValue | undefined = this.#root
    for (const token of path) {
      if (isArray(value)) value = elementAt(value, token)
      else if (isContainer(value)) value = ownValue(value, token)
      else return undefined
    }
    return value
  }

  add(path: readonly string[], value: JsonValue): DraftFault {
    const parent = this.#openParent(path)
    if (parent === undefined) return 'missing'
    if (parent === null) this.#root = value
    else if (isArray(parent)) {
      const index = insertionIndex(parent, path.at(-1)!)
      if (index === -1) return 'bad-index'
      parent.splice(index, 0, value)
    } else setMember(parent, path.at(-1)!, value)
    return null
  }

  remove(path: readonly string[]): DraftFault {
    const parent = this.#openParent(path)
    if (parent === null) return 'root'
    if (parent === undefined) return 'missing'
    const token = path.at(-1)!
    if (isArray(parent)) {
      if (elementAt(parent, token) === undefined) return faultOf(token)
      parent.splice(Number(token), 1)
    } else {
      if (!Object.hasOwn(parent, token)) return 'missing'
      delete parent[token]
    }
    return null
  }

  replace(path: readonly string[], value: JsonValue): DraftFault {
    const parent = this.#openParent(path)
    if (parent === undefined) return 'missing'
    if (parent === null) {
      this.#root = value
      return null
    }
    const token = path.at(-1)!
    if (isArray(parent)) {
      if (elementAt(parent, token) === undefined) return faultOf(token)
      parent[Number(token)] = value
    } else {
      if (!Object.hasOwn(parent, token)) return 'missing'
      parent[token] = value
    }
    return null
  }

  /**
   * INVARIANT: called before a value of this document is put at a second place. From then on none of its containers is
   * this draft's alone, or a write at the one place would show at the other. What is not this draft's alone holds
   * nothing that is, so the walk ends there.
   */
  share(value: JsonValue): void {
    const open = [value]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!this.#own.delete(next)) continue
      for (const key of Object.keys(next as object)) open.push((next as JsonObject)[key]!)
    }
  }

  /** The container that holds the place, ready to be written to; `null` for the root's, `undefined` where there is none. */
  #openParent(path: readonly string[]): JsonValue[] | Record<string, JsonValue> | null | undefined {
    if (path.length === 0) return null
    if (!isContainer(this.#root)) return undefined
    let container = this.#writable(this.#root)
    this.#root = container
    for (let at = 0; at < path.length - 1; at += 1) {
      const token = path[at]!
      const child = isArray(container) ? elementAt(container, token) : ownValue(container, token)
      if (!isContainer(child)) return undefined
      const writable = this.#writable(child)
      if (isArray(container)) container[Number(token)] = writable
      else container[token] = writable
      container = writable
    }
    return container
  }

  #writable(container: JsonArray | JsonObject): JsonValue[] | Record<string, JsonValue> {
    if (this.#own.has(container)) return container as JsonValue[] | Record<string, JsonValue>
    const copy = isArray(container) ? container.slice() : { ...container }
    this.#own.add(copy)
    return copy
  }
}

function elementAt(array: JsonArray, token: string): JsonValue | undefined {
  const index = parseArrayIndex(token)
  return index === -1 ? undefined : array[index]
}

function insertionIndex(array: JsonArray, token: string): number {
  if (token === '-') return array.length
  const index = parseArrayIndex(token)
  return index > array.length ? -1 : index
}

/** An index beyond the end misses its element; anything else in its place is no index at all. */
function faultOf(token: string): DraftFault {
  return parseArrayIndex(token) === -1 ? 'bad-index' : 'missing'
}
