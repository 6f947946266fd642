import type { JsonArray, JsonValue } from '../core/index.js'
import { commonSubsequence } from './common-subsequence.js'

/** Ranges of both arrays that stand against each other: the same elements, pair by pair, or a gap. */
export interface Block {
  readonly same: boolean
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

/** What tells elements apart. `hash` must be equal for the same elements. */
export interface ElementRelation {
  same(left: JsonValue, right: JsonValue): boolean
  hash(element: JsonValue): number
}

/**
 * Steps of Myers' algorithm per element. At 256 lists of 500 elements are always aligned optimally, and a list of any
 * length as long as no more than some 20 √length elements have moved; beyond that the rest is paired by place.
 */
const STEPS_PER_ELEMENT = 256

/** Values of one hash that are told apart; further ones count as without a partner. Bounds what collisions can cost. */
const LARGEST_BUCKET = 8

/** Up to so many elements are compared each with each, which costs less than hashing them. */
const FEW_ELEMENTS = 4

/**
 * Aligns two arrays: equal ends first, then, where both are as long as each other and nothing seems to have moved,
 * index by index, otherwise a longest common subsequence of what is left. The blocks cover both arrays from start to
 * end. Only pairs that `same` has confirmed stand in a block of same elements.
 */
export function alignArrays(before: JsonArray, after: JsonArray, relation: ElementRelation): Block[] {
  const shared = Math.min(before.length, after.length)
  let start = 0
  while (start < shared && relation.same(before[start]!, after[start]!)) start += 1
  let beforeEnd = before.length
  let afterEnd = after.length
  while (
    beforeEnd > start &&
    afterEnd > start &&
    relation.same(before[beforeEnd - 1]!, after[afterEnd - 1]!)
  ) {
    beforeEnd -= 1
    afterEnd -= 1
  }
  const builder = new BlockBuilder()
  builder.match(0, 0, start)
  if (beforeEnd > start && afterEnd > start) {
    const left = before.slice(start, beforeEnd)
    const right = after.slice(start, afterEnd)
    alignInPlace(left, right, relation, start, builder) || alignMiddle(left, right, relation, start, builder)
  }
  builder.match(beforeEnd, afterEnd, before.length - beforeEnd)
  builder.close(before.length, after.length)
  return builder.blocks
}

/**
 * Pairs arrays of one length by index, unless some element that differs at its index turns up among those of the
 * other side: then elements have moved. Elements changed in place, the common case, need no hash of the others.
 */
function alignInPlace(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  offset: number,
  builder: BlockBuilder,
): boolean {
  if (before.length !== after.length) return false
  const differing: number[] = []
  for (let index = 0; index < before.length; index += 1) {
    if (!relation.same(before[index]!, after[index]!)) differing.push(index)
  }
  const left = differing.map((index) => before[index]!)
  const right = differing.map((index) => after[index]!)
  if (shareElement(left, right, relation)) return false
  let next = 0
  for (const index of differing) {
    builder.match(offset + next, offset + next, index - next)
    next = index + 1
  }
  builder.match(offset + next, offset + next, before.length - next)
  return true
}

function shareElement(left: JsonArray, right: JsonArray, relation: ElementRelation): boolean {
  if (left.length <= FEW_ELEMENTS) {
    return left.some((element) => right.some((other) => relation.same(element, other)))
  }
  const numbering = new Numbering(relation)
  const known = new Set(numbering.add(left))
  return numbering.add(right).some((number) => known.has(number))
}

function alignMiddle(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  offset: number,
  builder: BlockBuilder,
): void {
  const numbering = new Numbering(relation)
  const left = numbering.add(before)
  const right = numbering.add(after)
  // Elements without an equal on the other side are in no common subsequence: a list in which many elements changed
  // in place costs no more than one in which none did.
  const leftKept = keepKnown(left, new Set(right))
  const rightKept = keepKnown(right, new Set(left))
  const budget = STEPS_PER_ELEMENT * (leftKept.length + rightKept.length)
  const partners = commonSubsequence(
    leftKept.map((index) => left[index]!),
    rightKept.map((index) => right[index]!),
    budget,
  )
  for (let at = 0; at < partners.length; at += 1) {
    const partner = partners[at]!
    if (partner !== -1) builder.match(offset + leftKept[at]!, offset + rightKept[partner]!, 1)
  }
}

function keepKnown(numbers: readonly number[], known: ReadonlySet<number>): Int32Array {
  const kept: number[] = []
  for (let index = 0; index < numbers.length; index += 1) {
    if (known.has(numbers[index]!)) kept.push(index)
  }
  return Int32Array.from(kept)
}

/** Gives equal elements equal numbers. */
class Numbering {
  readonly #relation: ElementRelation
  readonly #buckets = new Map<number, { readonly element: JsonValue; readonly number: number }[]>()
  #next = 0

  constructor(relation: ElementRelation) {
    this.#relation = relation
  }

  add(elements: JsonArray): number[] {
    return elements.map((element) => this.#number(element))
  }

  #number(element: JsonValue): number {
    const hash = this.#relation.hash(element)
    let bucket = this.#buckets.get(hash)
    if (bucket === undefined) {
      bucket = []
      this.#buckets.set(hash, bucket)
    }
    // INVARIANT: an equal hash is a hint, `same` decides; a collision can never make a wrong patch.
    const known = bucket.find((entry) => this.#relation.same(entry.element, element))
    if (known !== undefined) return known.number
    const number = this.#next
    this.#next += 1
    if (bucket.length < LARGEST_BUCKET) bucket.push({ element, number })
    return number
  }
}

/** Joins matches that touch into blocks and puts the gaps between them. */
class BlockBuilder {
  readonly blocks: Block[] = []
  #before = 0
  #after = 0
  #length = 0

  match(before: number, after: number, length: number): void {
    if (length === 0) return
    if (before !== this.#before + this.#length || after !== this.#after + this.#length) {
      this.#gap(before, after)
    }
    this.#length += length
  }

  close(beforeLength: number, afterLength: number): void {
    this.#gap(beforeLength, afterLength)
  }

  #gap(before: number, after: number): void {
    const beforeStart = this.#before + this.#length
    const afterStart = this.#after + this.#length
    if (this.#length > 0) {
      this.blocks.push({
        same: true,
        beforeStart: this.#before,
        beforeEnd: beforeStart,
        afterStart: this.#after,
        afterEnd: afterStart,
      })
    }
    if (before > beforeStart || after > afterStart) {
      this.blocks.push({ same: false, beforeStart, beforeEnd: before, afterStart, afterEnd: after })
    }
    this.#before = before
    this.#after = after
    this.#length = 0
  }
}
