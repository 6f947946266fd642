import { isJsonObject, type JsonArray } from '../core/index.js'
import { alignArrays, type Block, commonElements, type ElementRelation } from './align-arrays.js'
import { coverOfOperation, type DiffRelations } from './diff-relations.js'
import { indicesWhere } from './indices-where.js'
import { longestIncreasing } from './longest-increasing.js'
import { namesIndex, type PlaceState } from './place-rules.js'
import type { ListIdentity } from './schema-node.js'
import { type EqualEnds, isEnds } from './survey.js'
import type { Note } from './types.js'

/** Which elements of two lists belong together. */
export interface ListPlan {
  /** For each element of the list before the index of its partner in the list after, or -1. */
  readonly partners: Int32Array
  /** Partners were found by content, and might be others if something were left out. */
  readonly byContent: boolean
  /** Pairs to look into: indices in the list before. */
  readonly visits: readonly number[]
  /** Elements whose partner is equal and stands elsewhere, where the order counts: indices in the list before. */
  readonly moved: ReadonlySet<number>
  /** Elements without a partner only because they stand elsewhere: indices in the list before, and in the list after. */
  readonly displaced: { readonly before: ReadonlySet<number>; readonly after: ReadonlySet<number> }
  /** Elements without a partner that an equal element has: indices in the list after. */
  readonly repeated: ReadonlySet<number>
  /** Why the order does not count; `undefined` where it does: then all but what moved stands in the same order. */
  readonly unordered: ListIdentity | undefined
}

/** What a list falls back from, where the profile declares keys that it does not have. */
export type KeyFault = Note['kind']

/** Where two lists stand. */
export interface ListPosition {
  /** All differences at the place are covered: content is compared as it is. */
  readonly isCovered: boolean
  /** A list above is aligned by content. */
  readonly inSequence: boolean
}

const NONE: ReadonlySet<number> = new Set()
const NOWHERE: ListPlan['displaced'] = { before: NONE, after: NONE }

/** Finds out which elements of two lists belong together, by what the profile says of the place. */
export class ListPlanner {
  readonly #relations: DiffRelations
  readonly #moves: boolean

  constructor(relations: DiffRelations, moves: boolean) {
    this.#relations = relations
    this.#moves = moves
  }

  /**
   * @param state of the lists
   * @param known of lists of one length the indices at which they differ as JSON, of others their equal ends; `null` where
   * nothing is known
   */
  plan(
    before: JsonArray,
    after: JsonArray,
    state: PlaceState,
    { isCovered, inSequence }: ListPosition,
    known: readonly number[] | EqualEnds | null,
  ): ListPlan | KeyFault {
    const { list } = state
    if (namesIndex(state) && !isCovered) return planByIndex(before, after)
    if (list?.kind === 'keyed') return this.#planByKey(before, after, list, state)
    if (list?.kind === 'set') return this.#planSet(before, after, list, state, isCovered)
    return this.planSequence(before, after, state, { isCovered, inSequence }, known)
  }

  /** By content, in order. */
  planSequence(
    before: JsonArray,
    after: JsonArray,
    state: PlaceState,
    { isCovered, inSequence }: ListPosition,
    known: readonly number[] | EqualEnds | null,
  ): ListPlan {
    const { places } = this.#relations
    const comparing = isCovered ? places.none : state
    // Where elements may come and go uncounted, there is nothing but its content to tell one by: none is a changed one.
    const isLoneOnly = !isCovered && !inSequence && letsComeAndGo(this.#relations, [before, after], comparing)
    const relation = { ...this.#relations.ofElements(comparing), isLoneOnly }
    if (comparing.byContent && this.#hasLoose(before, after, comparing)) {
      return this.#planAroundLoose(before, after, comparing, relation)
    }
    if (this.#moves && this.#mayMove(before, after, comparing))
      return this.#planMoves(before, after, comparing)
    const partners = new Int32Array(before.length).fill(-1)
    const visits: number[] = []
    const knownSame =
      known === null || isEnds(known) || comparing === places.none
        ? known
        : known.filter((index) => !relation.same(before[index]!, after[index]!))
    joinBlocks(alignArrays(before, after, relation, knownSame), partners, (index, isSame) => {
      // Elements that are the same under rules may still hold differences to report.
      if (!isSame || (comparing !== places.none && before[index] !== after[partners[index]!]))
        visits.push(index)
    })
    return plan(partners, visits)
  }

  #planByKey(
    before: JsonArray,
    after: JsonArray,
    list: ListIdentity & { readonly kind: 'keyed' },
    state: PlaceState,
  ): ListPlan | KeyFault {
    const left = indexKeys(this.#relations, before, list, state)
    if (typeof left === 'string') return left
    const right = indexKeys(this.#relations, after, list, state)
    if (typeof right === 'string') return right
    const partners = new Int32Array(before.length).fill(-1)
    for (const [key, index] of left) partners[index] = right.get(key) ?? -1
    const isOrdered = orderCounts(list, before, after)
    if (!isOrdered) return plan(partners, pairedOf(partners), { byContent: false, unordered: list })
    const stays = longestIncreasing(partners)
    const moved = new Set<number>()
    const displaced = { before: new Set<number>(), after: new Set<number>() }
    const mayMove = this.#moves && this.#mayMove(before, after, state)
    partners.forEach((partner, index) => {
      if (partner === -1 || stays[index] === 1) return
      if (mayMove && this.#relations.identical(before[index], after[partner])) moved.add(index)
      else {
        displaced.before.add(index)
        displaced.after.add(partner)
        partners[index] = -1
      }
    })
    return plan(partners, pairedOf(partners), { byContent: false, moved, displaced })
  }

  #planSet(
    before: JsonArray,
    after: JsonArray,
    list: ListIdentity,
    state: PlaceState,
    isCovered: boolean,
  ): ListPlan {
    const { places } = this.#relations
    const relation = this.#relations.ofElements(isCovered ? places.none : state)
    const known = new Map<number, number[]>()
    after.forEach((element, index) => {
      const number = relation.number(element)
      const same = known.get(number)
      if (same === undefined) known.set(number, [index])
      else same.push(index)
    })
    const used = new Map<number, number>()
    const repeated = new Set<number>()
    const partners = Int32Array.from(before, (element) => {
      const number = relation.number(element)
      const same = known.get(number)
      if (same === undefined) return -1
      const at = used.get(number) ?? 0
      used.set(number, at + 1)
      // What is there more often than in the other list has a partner that others have, too.
      return same[Math.min(at, same.length - 1)]!
    })
    for (const [number, same] of known) {
      const count = used.get(number)
      if (count !== undefined) for (const index of same.slice(count)) repeated.add(index)
    }
    return plan(partners, pairedOf(partners), { repeated, unordered: list })
  }

  /** Equal elements may stand anywhere; those of a longest common subsequence stay, the others move. */
  #planMoves(before: JsonArray, after: JsonArray, state: PlaceState): ListPlan {
    const { ids, places } = this.#relations
    const left = Int32Array.from(before, (element) => ids.exact(element))
    const right = Int32Array.from(after, (element) => ids.exact(element))
    const common = commonElements(left, right)
    const isTaken = new Uint8Array(after.length)
    for (const partner of common) if (partner !== -1) isTaken[partner] = 1
    const waiting = new Map<number, number[]>()
    for (let index = after.length - 1; index >= 0; index -= 1) {
      if (isTaken[index] === 1) continue
      const same = waiting.get(right[index]!)
      if (same === undefined) waiting.set(right[index]!, [index])
      else same.push(index)
    }
    const moved = new Set<number>()
    const isTarget = new Uint8Array(after.length)
    const partners = new Int32Array(before.length).fill(-1)
    common.forEach((partner, index) => {
      const target = partner === -1 ? waiting.get(left[index]!)?.pop() : undefined
      if (target === undefined) return
      partners[index] = target
      moved.add(index)
      isTarget[target] = 1
    })
    const stays = indicesWhere(before.length, (index) => !moved.has(index))
    const staysAfter = indicesWhere(after.length, (index) => isTarget[index] === 0)
    const blocks = alignArrays(
      stays.map((index) => before[index]!),
      staysAfter.map((index) => after[index]!),
      this.#relations.ofElements(state),
    )
    const visits: number[] = []
    const inner = new Int32Array(stays.length).fill(-1)
    joinBlocks(blocks, inner, (at, isSame) => {
      const index = stays[at]!
      partners[index] = staysAfter[inner[at]!]!
      if (!isSame || state !== places.none) visits.push(index)
    })
    return plan(partners, visits, { moved })
  }

  /**
   * Elements that count and elements that are covered as a whole are aligned apart, the latter between the former:
   * whatever covered elements come and go, the others stand as they would without them.
   */
  #planAroundLoose(
    before: JsonArray,
    after: JsonArray,
    state: PlaceState,
    relation: ElementRelation,
  ): ListPlan {
    const { places } = this.#relations
    const isLoose =
      (list: JsonArray) =>
      (index: number): boolean =>
        this.#isLoose(list, index, state)
    const firm = indicesWhere(before.length, (index) => !isLoose(before)(index))
    const firmAfter = indicesWhere(after.length, (index) => !isLoose(after)(index))
    const partners = new Int32Array(before.length).fill(-1)
    const alignPart = (left: readonly number[], right: readonly number[], by: ElementRelation): void => {
      const inner = new Int32Array(left.length).fill(-1)
      const blocks = alignArrays(
        left.map((index) => before[index]!),
        right.map((index) => after[index]!),
        by,
      )
      joinBlocks(blocks, inner, (at) => {
        partners[left[at]!] = right[inner[at]!]!
      })
    }
    alignPart(firm, firmAfter, relation)
    const anchors = [...pairedOf(partners), before.length]
    let start = 0
    let startAfter = 0
    for (const anchor of anchors) {
      const end = anchor === before.length ? after.length : partners[anchor]!
      const loose = indicesBetween(start, anchor).filter(isLoose(before))
      const looseAfter = indicesBetween(startAfter, end).filter(isLoose(after))
      alignPart(loose, looseAfter, this.#relations.ofElements(places.none))
      start = anchor + 1
      startAfter = end + 1
    }
    return plan(partners, pairedOf(partners))
  }

  #hasLoose(before: JsonArray, after: JsonArray, state: PlaceState): boolean {
    const isLoose = (list: JsonArray): boolean => list.some((_, index) => this.#isLoose(list, index, state))
    return isLoose(before) || isLoose(after)
  }

  #isLoose(list: JsonArray, index: number, state: PlaceState): boolean {
    const element = this.#relations.places.element(state, index, list[index]!)
    return element.cover !== null || element.unwritten !== null
  }

  /** Where moves, or what is put in and what is taken out, are of different classes, one could not be left out. */
  #mayMove(before: JsonArray, after: JsonArray, state: PlaceState): boolean {
    if (state.byContent && this.#hasLoose(before, after, state)) return false
    const { places } = this.#relations
    const first = coverOfOperation(places.element(state, 0, before[0] ?? null), 'move')
    return !someElement(
      this.#relations,
      [before, after],
      state,
      (element) =>
        element.byOperation.some(({ ops }) => ops.includes('add') || ops.includes('remove')) ||
        coverOfOperation(element, 'move') !== first,
    )
  }
}

/** Whether elements of lists may come and go uncounted. */
export function letsComeAndGo(
  relations: DiffRelations,
  lists: readonly JsonArray[],
  state: PlaceState,
): boolean {
  return someElement(
    relations,
    lists,
    state,
    (element) => coverOfOperation(element, 'add') !== null && coverOfOperation(element, 'remove') !== null,
  )
}

function someElement(
  { places }: DiffRelations,
  lists: readonly JsonArray[],
  state: PlaceState,
  holds: (element: PlaceState) => boolean,
): boolean {
  if (state === places.none) return false
  if (!state.byContent) return holds(places.element(state, 0, null))
  return lists.some((list) => list.some((element, index) => holds(places.element(state, index, element))))
}

/** Where in a list each key is; the reason where the list does not have the keys that are declared for it. */
export function indexKeys(
  { places, ids }: DiffRelations,
  elements: JsonArray,
  list: ListIdentity & { readonly kind: 'keyed' },
  state: PlaceState,
): Map<string, number> | KeyFault {
  const indexed = new Map<string, number>()
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index]!
    if (!isJsonObject(element)) return 'element-without-key'
    const below = places.element(state, index, element)
    indexed.set(ids.ofKey(element, list.keys, list.keyDefaults ?? {}, below), index)
  }
  return indexed.size === elements.length ? indexed : 'duplicate-list-key'
}

/** Whether the order of two lists with these keys counts. */
export function orderCounts(
  { ordered }: ListIdentity & { readonly kind: 'keyed' },
  before: JsonArray,
  after: JsonArray,
): boolean {
  return typeof ordered === 'function' ? ordered(before, after) : ordered === true
}

/** Where a rule names an element by its index, the index is what makes it this element. */
function planByIndex(before: JsonArray, after: JsonArray): ListPlan {
  const partners = Int32Array.from(before, (_, index) => (index < after.length ? index : -1))
  return plan(partners, pairedOf(partners), { byContent: false })
}

/** Members in one order, and no spread: plans are made for every list that is entered. */
function plan(
  partners: Int32Array,
  visits: readonly number[],
  { byContent = true, moved = NONE, displaced = NOWHERE, repeated = NONE, unordered }: Partial<ListPlan> = {},
): ListPlan {
  return { partners, visits, byContent, moved, displaced, repeated, unordered }
}

/** Writes the partners of all pairs in blocks, and shows each pair. */
function joinBlocks(
  blocks: readonly Block[],
  partners: Int32Array,
  show: (index: number, isSame: boolean) => void,
): void {
  for (const { kind, beforeStart, beforeEnd, afterStart } of blocks) {
    if (kind === 'apart') continue
    for (let index = beforeStart; index < beforeEnd; index += 1) {
      partners[index] = afterStart + index - beforeStart
      show(index, kind === 'same')
    }
  }
}

function pairedOf(partners: Int32Array): number[] {
  return indicesWhere(partners.length, (index) => partners[index] !== -1)
}

function indicesBetween(start: number, end: number): number[] {
  return indicesWhere(Math.max(end - start, 0), () => true).map((index) => start + index)
}
