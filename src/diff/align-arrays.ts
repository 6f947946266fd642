import type { JsonArray, JsonValue } from '../core/index.js'
import { commonSubsequence } from './common-subsequence.js'
import { indicesWhere } from './indices-where.js'
import { longestIncreasing } from './longest-increasing.js'
import { pairAlike } from './pair-alike.js'
import { type EqualEnds, isEnds } from './survey.js'

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
  /** Equal for the same elements, and for no others. */
  number(element: JsonValue): number
  /** How much two elements that are not the same have in common; 0 for nothing. */
  likeness(left: JsonValue, right: JsonValue): number
  /** Elements that are not the same have nothing to do with each other, wherever they stand. */
  readonly isLoneOnly?: boolean
}

/**
 * Steps of Myers' algorithm per element. At 256 lists of 300 elements are always aligned optimally, and longer ones
 * while no more than some 15 √length elements have moved; what is not aligned then is a gap.
 */
const STEPS_PER_ELEMENT = 256

/** Up to so many elements are compared each with each, which costs less than hashing them. */
const FEW_ELEMENTS = 4

/**
 * Aligns two arrays: equal ends first, then, where both are as long as each other and nothing seems to have moved,
 * index by index, otherwise a longest common subsequence of what is left. Between the same elements those stand
 * together that have most in common. The blocks cover both arrays from start to end; only pairs that `same` has
 * confirmed stand in a block of same elements.
 *
 * @param known of arrays of one length the indices at which they differ, of others how many elements are the same at both
 * ends, for a caller who knows
 */
export function alignArrays(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  known: readonly number[] | EqualEnds | null = null,
): Block[] {
  const builder = new BlockBuilder(before, after, relation)
  if (before.length === after.length) {
    const isOther = (index: number): boolean => !relation.same(before[index]!, after[index]!)
    const differing = known === null || isEnds(known) ? indicesWhere(before.length, isOther) : known
    alignInPlace(before, after, relation, differing, builder)
  } else {
    const shared = Math.min(before.length, after.length)
    let { start, end } = isEnds(known) ? known : { start: 0, end: 0 }
    while (start < shared - end && relation.same(before[start]!, after[start]!)) start += 1
    while (end < shared - start && relation.same(before.at(-1 - end)!, after.at(-1 - end)!)) end += 1
    alignBetween(before, after, relation, { start, end }, builder)
  }
  builder.close(before.length, after.length)
  return builder.blocks
}

/**
 * Index by index, unless some element that differs at its index turns up among those of the other side: then elements
 * have moved. In the common case, elements changed in place, this saves the hashes of all that did not change.
 */
function alignInPlace(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  differing: readonly number[],
  builder: BlockBuilder,
): void {
  const { length } = before
  const left = differing.map((index) => before[index]!)
  const right = differing.map((index) => after[index]!)
  if (shareElement(left, right, relation)) {
    const ends = { start: differing[0]!, end: length - 1 - differing.at(-1)! }
    alignBetween(before, after, relation, ends, builder)
    return
  }
  let next = 0
  for (const index of differing) {
    builder.match(next, next, index - next)
    next = index + 1
  }
  builder.match(next, next, length - next)
}

/** @param ends how many elements are the same at the start and at the end */
function alignBetween(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  { start, end }: EqualEnds,
  builder: BlockBuilder,
): void {
  builder.match(0, 0, start)
  const left = before.slice(start, before.length - end)
  const right = after.slice(start, after.length - end)
  if (left.length > 0 && right.length > 0) alignMiddle(left, right, relation, start, builder)
  builder.match(before.length - end, after.length - end, end)
}

/** Whether an element of the one turns up in the other at another index; those at one index are known to differ. */
function shareElement(left: JsonArray, right: JsonArray, relation: ElementRelation): boolean {
  if (left.length <= FEW_ELEMENTS) {
    return left.some((element, at) =>
      right.some((other, index) => index !== at && relation.same(element, other)),
    )
  }
  const known = new Set(left.map((element) => relation.number(element)))
  return right.some((element) => known.has(relation.number(element)))
}

function alignMiddle(
  before: JsonArray,
  after: JsonArray,
  relation: ElementRelation,
  offset: number,
  builder: BlockBuilder,
): void {
  const partners = commonElements(
    Int32Array.from(before, (element) => relation.number(element)),
    Int32Array.from(after, (element) => relation.number(element)),
  )
  partners.forEach((partner, index) => {
    if (partner !== -1) builder.match(offset + index, offset + partner, 1)
  })
}

/**
 * A longest common subsequence of two lists of numbers, within the budget: for each element of the one the index of its
 * partner in the other, or -1.
 */
export function commonElements(left: Int32Array, right: Int32Array): Int32Array {
  // A list from which elements were only taken out, or into which they were only put.
  const contained = containedIn(left, right) ?? invertPartners(containedIn(right, left), left.length)
  if (contained !== null) return contained
  const partners = new Int32Array(left.length).fill(-1)
  // Elements without an equal on the other side are in no common subsequence: a list in which many elements changed
  // in place costs no more than one in which none did.
  const leftKept = keepKnown(left, new Set(right))
  const rightKept = keepKnown(right, new Set(left))
  const leftNumbers = leftKept.map((index) => left[index]!)
  const rightNumbers = rightKept.map((index) => right[index]!)
  const found =
    commonOfDistinct(leftNumbers, rightNumbers) ??
    commonSubsequence(leftNumbers, rightNumbers, STEPS_PER_ELEMENT * (leftKept.length + rightKept.length))
  found.forEach((partner, at) => {
    if (partner !== -1) partners[leftKept[at]!] = rightKept[partner]!
  })
  return partners
}

/** Where all of `part` is in `whole`, in order; `null` where it is not. */
function containedIn(part: Int32Array, whole: Int32Array): Int32Array | null {
  if (part.length > whole.length) return null
  const partners = new Int32Array(part.length)
  let next = 0
  for (let at = 0; at < part.length; at += 1) {
    while (next < whole.length && whole[next] !== part[at]) next += 1
    if (next === whole.length) return null
    partners[at] = next
    next += 1
  }
  return partners
}

function invertPartners(partners: Int32Array | null, length: number): Int32Array | null {
  if (partners === null) return null
  const inverse = new Int32Array(length).fill(-1)
  partners.forEach((partner, index) => {
    inverse[partner] = index
  })
  return inverse
}

/**
 * Where no number comes twice, what is common and in order is an increasing sequence of places, which is found in n log
 * n however much has moved; `null` where one does.
 */
function commonOfDistinct(left: Int32Array, right: Int32Array): Int32Array | null {
  if (left.length !== right.length) return null
  const places = new Map<number, number>()
  right.forEach((number, place) => void places.set(number, place))
  if (places.size !== right.length || new Set(left).size !== left.length) return null
  const partners = left.map((number) => places.get(number)!)
  const kept = longestIncreasing(partners)
  return partners.map((partner, at) => (kept[at] === 1 ? partner : -1))
}

function keepKnown(numbers: Int32Array, known: ReadonlySet<number>): Int32Array {
  const kept: number[] = []
  for (let index = 0; index < numbers.length; index += 1) {
    if (known.has(numbers[index]!)) kept.push(index)
  }
  return Int32Array.from(kept)
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
    if (this.#relation.isLoneOnly === true) {
      this.#push('apart', beforeStart, beforeEnd, afterStart, afterEnd)
      return
    }
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
