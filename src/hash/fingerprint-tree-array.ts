import { parseArrayIndex } from '../core/index.js'
import {
  HashedContainer,
  heightOf,
  loadPart,
  sizeOf,
  type TreeFault,
  type TreePart,
} from './fingerprint-tree-part.js'
import { ARRAY, absorb, finish, LANES, START } from './kf1-lanes.js'

/** Most elements of a chunk: what an operation moves, and what is hashed again at least. */
const CHUNK_LENGTH = 256

/** Neighbouring elements. Versions of an array share those that they have in common. */
interface Chunk {
  readonly elements: TreePart[]
  /** Of the highest element; 0 where all are scalars. */
  height: number
  /** Number of values, at any depth. */
  size: number
}

/**
 * An array in chunks. Its hash is a chain, and the state of the chain before each chunk is kept: a change costs the
 * elements from its chunk on. Adding and removing move the elements of one chunk.
 */
export class HashedArray extends HashedContainer {
  readonly #chunks: Chunk[]
  /** Four lanes before each chunk but the first. */
  readonly #states: number[]
  #length: number
  /** The first chunk that is not in the hash as it stands. */
  #changedFrom: number
  /** Chunks that only this array holds, for as long as it is written to. */
  #owned: Set<Chunk> | null = null

  constructor(chunks: Chunk[] = [], states: number[] = [], length = 0) {
    super()
    this.#chunks = chunks
    this.#states = states
    this.#length = length
    this.#changedFrom = chunks.length
  }

  /** An array of parts that are sealed. */
  static of(elements: readonly TreePart[]): HashedArray {
    const array = new HashedArray()
    for (let start = 0; start < elements.length; start += CHUNK_LENGTH) {
      array.#chunks.push(array.#own(elements.slice(start, start + CHUNK_LENGTH)))
    }
    array.#length = elements.length
    array.seal()
    return array
  }

  override get length(): number {
    return this.#length
  }

  /** The elements in order. */
  *elements(): Generator<TreePart, undefined> {
    for (const chunk of this.#chunks) yield* chunk.elements
  }

  override child(token: string): TreePart | undefined {
    const index = parseArrayIndex(token)
    if (index === -1 || index >= this.#length) return undefined
    const { number, start } = this.#locate(index)
    return this.#chunks[number]!.elements[index - start]
  }

  /** Also where the token is `-`: behind the last. */
  override add(token: string, part: TreePart): TreeFault {
    const index = token === '-' ? this.#length : parseArrayIndex(token)
    if (index === -1 || index > this.#length) return 'bad-index'
    const { number, start } = this.#locate(index)
    const { elements } = this.#open(number)
    elements.splice(index - start, 0, part)
    this.#length += 1
    if (elements.length > CHUNK_LENGTH) {
      // The last chunk is left full where elements are only ever added behind it; others are halved.
      const kept = index === this.#length - 1 ? CHUNK_LENGTH : CHUNK_LENGTH / 2
      this.#chunks.splice(number + 1, 0, this.#own(elements.splice(kept)))
    }
    return null
  }

  override remove(token: string): TreeFault {
    const index = parseArrayIndex(token)
    if (index === -1) return 'bad-index'
    if (index >= this.#length) return 'missing'
    const { number, start } = this.#locate(index)
    const { elements } = this.#open(number)
    elements.splice(index - start, 1)
    this.#length -= 1
    if (elements.length === 0) this.#chunks.splice(number, 1)
    return null
  }

  override replace(token: string, part: TreePart): TreeFault {
    const index = parseArrayIndex(token)
    if (index === -1) return 'bad-index'
    if (index >= this.#length) return 'missing'
    const { number, start } = this.#locate(index)
    this.#open(number).elements[index - start] = part
    return null
  }

  override copy(): HashedArray {
    return new HashedArray(this.#chunks.slice(), this.#states.slice(), this.#length)
  }

  override changedParts(): TreePart[] {
    const parts: TreePart[] = []
    for (const chunk of this.#owned ?? []) parts.push(...chunk.elements)
    return parts
  }

  override seal(): void {
    for (const chunk of this.#owned ?? []) measure(chunk)
    this.#owned = null
    this.#hashChain()
    this.#changedFrom = this.#chunks.length
    this.height = 1
    this.size = 1
    for (const chunk of this.#chunks) {
      this.height = Math.max(this.height, chunk.height + 1)
      this.size += chunk.size
    }
  }

  #hashChain(): void {
    const states = this.#states
    const first = Math.max(0, Math.min(this.#changedFrom, this.#chunks.length - 1))
    states.length = 4 * Math.max(0, this.#chunks.length - 1)
    let a = first === 0 ? START[ARRAY]! : states[4 * first - 4]!
    let b = first === 0 ? START[ARRAY + 1]! : states[4 * first - 3]!
    let c = first === 0 ? START[ARRAY + 2]! : states[4 * first - 2]!
    let d = first === 0 ? START[ARRAY + 3]! : states[4 * first - 1]!
    for (let number = first; number < this.#chunks.length; number += 1) {
      if (number > first) {
        states[4 * number - 4] = a
        states[4 * number - 3] = b
        states[4 * number - 2] = c
        states[4 * number - 1] = d
      }
      for (const element of this.#chunks[number]!.elements) {
        loadPart(element)
        absorb(a, b, c, d, LANES[0]!, LANES[1]!, LANES[2]!, LANES[3]!)
        a = LANES[0]!
        b = LANES[1]!
        c = LANES[2]!
        d = LANES[3]!
      }
    }
    finish(a ^ this.#length, b, c, d)
    this.keep()
  }

  /** The chunk of an element, or of what is added at the length. */
  #locate(index: number): { readonly number: number; readonly start: number } {
    let number = Math.max(0, this.#chunks.length - 1)
    let start = this.#length - (this.#chunks[number]?.elements.length ?? 0)
    // Most often something is added behind the last.
    if (index >= start) return { number, start }
    number = 0
    start = 0
    for (; number + 1 < this.#chunks.length; number += 1) {
      const { length } = this.#chunks[number]!.elements
      if (index < start + length) break
      start += length
    }
    return { number, start }
  }

  /** The chunk, ready to be written to. */
  #open(number: number): Chunk {
    this.#changedFrom = Math.min(this.#changedFrom, number)
    const chunk = this.#chunks[number]
    if (chunk !== undefined && this.#owned?.has(chunk)) return chunk
    const copy = this.#own(chunk?.elements.slice() ?? [])
    this.#chunks[number] = copy
    return copy
  }

  #own(elements: TreePart[]): Chunk {
    const chunk = { elements, height: 0, size: 0 }
    this.#owned ??= new Set()
    this.#owned.add(chunk)
    return chunk
  }
}

function measure(chunk: Chunk): void {
  chunk.height = 0
  chunk.size = 0
  for (const element of chunk.elements) {
    chunk.height = Math.max(chunk.height, heightOf(element))
    chunk.size += sizeOf(element)
  }
}
