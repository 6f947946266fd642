import { KEY_TABLE } from './kf1-key.js'
import { finish, LANES } from './kf1-lanes.js'
import { hashScalar } from './kf1-scalar.js'

/** A part of a fingerprint tree. Scalars stand for themselves: hashing one again is cheaper than keeping its hash. */
export type TreePart = null | boolean | number | string | HashedContainer

/** Why an operation cannot be done; `null` where it was. */
export type TreeFault = 'missing' | 'bad-index' | 'root' | null

/**
 * An array or object with its hash. INVARIANT: written to only by the draft that owns it, and by nobody once it is
 * sealed, so that versions of a document share what they have in common.
 */
export abstract class HashedContainer {
  /** How deep containers nest in it, itself included: 1 for `[]`. */
  height = 1
  /** Number of values in it, itself included. A part that stands at two places counts twice: it may exceed memory. */
  size = 1
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  /** Number of members or elements. */
  abstract readonly length: number

  /** The member or element, or `undefined`. Indices by the grammar of RFC 6901. */
  abstract child(token: string): TreePart | undefined

  /** The three ways to write that RFC 6902 knows. */
  abstract add(token: string, part: TreePart): TreeFault
  abstract remove(token: string): TreeFault
  abstract replace(token: string, part: TreePart): TreeFault

  /** A container of the same parts that may be written to. */
  abstract copy(): HashedContainer

  /** All parts that were written since the last seal, and maybe others. */
  abstract changedParts(): TreePart[]

  /** Hashes what has changed. INVARIANT: all parts are sealed before. */
  abstract seal(): void

  /** Leaves the lanes in `LANES`. */
  load(): void {
    LANES[0] = this.#a
    LANES[1] = this.#b
    LANES[2] = this.#c
    LANES[3] = this.#d
  }

  /** Takes over the lanes in `LANES`. */
  protected keep(): void {
    this.#a = LANES[0]!
    this.#b = LANES[1]!
    this.#c = LANES[2]!
    this.#d = LANES[3]!
  }
}

export function isContainer(part: TreePart | undefined): part is HashedContainer {
  return typeof part === 'object' && part !== null
}

export function heightOf(part: TreePart): number {
  return isContainer(part) ? part.height : 0
}

export function sizeOf(part: TreePart): number {
  return isContainer(part) ? part.size : 1
}

/** Leaves the lanes of a part in `LANES`. */
export function loadPart(part: TreePart): void {
  if (isContainer(part)) part.load()
  else hashScalar(part)
}

/** Leaves in `LANES` what a member adds to the sums of its object. */
export function loadMember(name: string, part: TreePart): void {
  loadPart(part)
  const valueA = LANES[0]!
  const valueB = LANES[1]!
  const valueC = LANES[2]!
  const valueD = LANES[3]!
  const at = KEY_TABLE.place(name)
  const { lanes } = KEY_TABLE
  finish(lanes[at]! ^ valueA, lanes[at + 1]! ^ valueB, lanes[at + 2]! ^ valueC, lanes[at + 3]! ^ valueD)
}
