import type { JsonArray, JsonValue } from '../core/index.js'
import { commonSubsequence } from './common-subsequence.js'
import { pairAlike } from './pair-alike.js'

/**
 * Ranges of both arrays that stand against each other. `same` and `changed`: as many elements on both sides, that belong
 * together pair by pair. `apart`: elements without a partner.
 */
export interface Block {
  readonly kind: 'same' | 'changed' | 'apart'
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

/** What tells elements apart. */
export interface ElementRelation {
  same(left: JsonValue, right: JsonValue): boolean
  /** Equal for the same elements. */
  hash(element: JsonValue): number
  /** How much two elements that are not the same have in common; 0 for nothing. */
  likeness(left: JsonValue, right: JsonValue): number
}

/**
 * Steps of Myers' algorithm per element. At 256 lists of 300 elements are always aligned optimally, and longer ones
 * while no more than some 15 √length elements have moved; what is not aligned then is a gap.
 */
const STEPS_PER_ELEMENT = 256

/** Values of one hash that are told apart; further ones count as without a partner. Bounds what collisions can cost. */
const LARGEST_BUCKET = 8

/** Up to so many elements are compared each with each, which costs less than hashing them. */
const FEW_ELEMENTS = 4

/**
 * Aligns two arrays: equal ends first, then, where both are as long as each other and nothing seems to have moved,
 * index by index, otherwise a longest common subsequence of what is left. Between the same elements those stand
 * together that have most in common. The blocks cover both arrays from start to end; only pairs that `same` has
 * confirmed stand in a block of same elements.
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
  const builder = new BlockBuilder(before, after, relation)
  builder.match(0, 0, start)
  if (beforeEnd > start && afterEnd > start) {
    const left = before.slice(start, beforeEnd)
    const right = after.slice(start, afterEnd)
    const inPlace = differingInPlace(left, right, relation)
    if (inPlace === null) alignMiddle(left, right, relation, start, builder)
    else {
      let next = 0
      for (const index of inPlace) {
        builder.match(start + next, start + next, index - next)
        next = index + 1
      }
      builder.match(start + next, start + next, left.length - next)
    }
  }
  builder.match(beforeEnd, afterEnd, before.length - beforeEnd)
  builder.close(before.length, after.length)
  return builder.blocks
}

/**
 * The indices at which two arrays of one length differ; `null` where some element that differs at its index turns up
 * among those of the other side: then elements have moved. In the common case, elements changed in place, this saves
 * the hashes of all that did not change.
 */
function differingInPlace(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
): readonly number[] | null {
  if (before.length !== after.length) return null
  const differing: number[] = []
  for (let index = 0; index < before.length; index += 1) {
    if (!relation.same(before[index]!, after[index]!)) differing.push(index)
  }
  const left = differing.map((index) => before[index]!)
  const right = differing.map((index) => after[index]!)
  return shareElement(left, right, relation) ? null : differing
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

/** Joins matches that touch into blocks and fills the gaps between them. */
class BlockBuilder {
  readonly blocks: Block[] = []
  readonly #left: JsonArray
  readonly #right: JsonArray
  readonly #relation: ElementRelation
  #before = 0
  #after = 0
  #length = 0

  constructor(before: JsonArray, after: JsonArray, relation: ElementRelation) {
    this.#left = before
    this.#right = after
    this.#relation = relation
  }

  match(before: number, after: number, length: number): void {
    if (length === 0) return
    if (before !== this.#before + this.#length || after !== this.#after + this.#length) {
      this.#endMatch(before, after)
    }
    this.#length += length
  }

  close(beforeLength: number, afterLength: number): void {
    this.#endMatch(beforeLength, afterLength)
  }

  /** Writes the match that was being joined out, and the gap up to where the next one starts. */
  #endMatch(before: number, after: number): void {
    const beforeStart = this.#before + this.#length
    const afterStart = this.#after + this.#length
    this.#push('same', this.#before, beforeStart, this.#after, afterStart)
    this.#fillGap(beforeStart, before, afterStart, after)
    this.#before = before
    this.#after = after
    this.#length = 0
  }

  #fillGap(beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number): void {
    const left = this.#left.slice(beforeStart, beforeEnd)
    const right = this.#right.slice(afterStart, afterEnd)
    let before = beforeStart
    let after = afterStart
    for (const pair of pairAlike(left, right, this.#relation.likeness)) {
      this.#pairByPlace(before, beforeStart + pair.left, after, afterStart + pair.right)
      before = beforeStart + pair.left + 1
      after = afterStart + pair.right + 1
      this.#push('changed', before - 1, before, after - 1, after)
    }
    this.#pairByPlace(before, beforeEnd, after, afterEnd)
  }

  #pairByPlace(beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number): void {
    const pairs = Math.min(beforeEnd - beforeStart, afterEnd - afterStart)
    this.#push('changed', beforeStart, beforeStart + pairs, afterStart, afterStart + pairs)
    this.#push('apart', beforeStart + pairs, beforeEnd, afterStart + pairs, afterEnd)
  }

  #push(
    kind: Block['kind'],
    beforeStart: number,
    beforeEnd: number,
    afterStart: number,
    afterEnd: number,
  ): void {
    if (beforeEnd === beforeStart && afterEnd === afterStart) return
    this.blocks.push({ kind, beforeStart, beforeEnd, afterStart, afterEnd })
  }
}
