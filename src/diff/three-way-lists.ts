import { isJsonObject, type JsonArray, type JsonValue } from '../core/index.js'
import type { ElementRelation } from './align-arrays.js'
import type { DiffRelations } from './diff-relations.js'
import { indexKeys, type KeyFault, letsComeAndGo, orderCounts } from './list-plan.js'
import { namesIndex, type PlaceState } from './place-rules.js'
import type { ListIdentity } from './schema-node.js'
import { type Row, rowsByContent, rowsByIndex } from './three-way-rows.js'

/** A row that desired or live lacks, with the indices that what it lacks would have. */
export interface LooseRow {
  readonly row: Row
  readonly desiredIndex: number
  readonly liveIndex: number
  /** Desired and live both have the element, elsewhere. */
  readonly isDisplaced?: boolean
}

/** Which elements of three lists belong together. */
export interface ThreeWayPlan {
  /** Elements that desired and live both have. */
  readonly visits: readonly Row[]
  /** The others, in the order of desired. */
  readonly loose: readonly LooseRow[]
  /** The elements have keys: what becomes of one says nothing about another. */
  readonly byKey: boolean
  /** Rows were found by content, and might be others if something were left out. */
  readonly byContent: boolean
  /** The list as the profile describes it, where desired and live only say it in another order. */
  readonly reordered: ListIdentity | null
}

type ThreeLists = { readonly base: JsonArray; readonly desired: JsonArray; readonly live: JsonArray }

/**
 * Aligns three lists as the profile says, or by content.
 *
 * @param state of the lists; that in which nothing is known, where all is covered
 * @param inSequence a list above is aligned by content
 * @param report told why keys could not be used
 */
export function planThreeLists(
  lists: ThreeLists,
  state: PlaceState,
  inSequence: boolean,
  relations: DiffRelations,
  report: (fault: KeyFault) => void,
): ThreeWayPlan {
  const { base, desired, live } = lists
  if (namesIndex(state)) return { ...planRows(rowsByIndex(base, desired, live)), byContent: false }
  const { list } = state
  if (list !== undefined && list.kind !== 'atomic') {
    const indexed = indexLists(lists, list, state, relations)
    if (typeof indexed === 'string') report(indexed)
    else if (list.kind === 'set' || !orderCounts(list, desired, live)) return planByKey(indexed, list, lists)
    else {
      const rows = rowsByContent(base, desired, live, keyRelation(lists, list, state, relations))
      return markDisplaced({ ...planRows(rows), byContent: false }, indexed)
    }
  }
  const isLoneOnly = !inSequence && letsComeAndGo(relations, [base, desired, live], state)
  return planRows(rowsByContent(base, desired, live, { ...relations.ofElements(state), isLoneOnly }))
}

/** Where the order of keys counts, an element may have two rows: one for where it was, and one for where it is. */
function markDisplaced(plan: ThreeWayPlan, { desired, live }: Indexed): ThreeWayPlan {
  const isShared = (row: Row): boolean =>
    row.live === -1 ? displaced.desired.has(row.desired) : displaced.live.has(row.live)
  const displaced = { desired: new Set<number>(), live: new Set<number>() }
  for (const [key, [index]] of desired) {
    const [partner] = live.get(key) ?? []
    if (partner === undefined) continue
    displaced.desired.add(index!)
    displaced.live.add(partner)
  }
  return {
    ...plan,
    loose: plan.loose.map((loose) => (isShared(loose.row) ? { ...loose, isDisplaced: true } : loose)),
  }
}

/** Elements are the same where their keys are. */
function keyRelation(
  { base, desired, live }: ThreeLists,
  { keys, keyDefaults = {} }: ListIdentity & { readonly kind: 'keyed' },
  state: PlaceState,
  { ids, places }: DiffRelations,
): ElementRelation {
  const numbers = new Map<string, number>()
  const byElement = new Map<JsonValue, number>()
  for (const list of [base, desired, live]) {
    list.forEach((element, index) => {
      // Only base may hold something else than objects here, and that has no part in desired or live.
      if (!isJsonObject(element)) return
      const key = ids.ofKey(element, keys, keyDefaults, places.element(state, index, element))
      if (!numbers.has(key)) numbers.set(key, numbers.size)
      byElement.set(element, numbers.get(key)!)
    })
  }
  const number = (element: JsonValue): number => byElement.get(element) ?? -1
  return {
    number,
    same: (left, right) => number(left) === number(right),
    likeness: () => 0,
    isLoneOnly: true,
  }
}

/** Rows that are in order in each list. */
function planRows(rows: readonly Row[]): ThreeWayPlan {
  const visits: Row[] = []
  const loose: LooseRow[] = []
  let desiredIndex = 0
  let liveIndex = 0
  for (const row of rows) {
    if (row.desired !== -1 && row.live !== -1) visits.push(row)
    else {
      loose.push({
        row,
        desiredIndex: row.desired === -1 ? desiredIndex : row.desired,
        liveIndex: row.live === -1 ? liveIndex : row.live,
      })
    }
    if (row.desired !== -1) desiredIndex = row.desired + 1
    if (row.live !== -1) liveIndex = row.live + 1
  }
  return { visits, loose, byKey: false, byContent: true, reordered: null }
}

/** Where each key is in a list; in a set an element may be repeated. */
type Places = ReadonlyMap<string | number, readonly number[]>
type Indexed = { readonly [Name in keyof ThreeLists]: Places }

function indexLists(
  { base, desired, live }: ThreeLists,
  list: ListIdentity,
  state: PlaceState,
  relations: DiffRelations,
): Indexed | KeyFault {
  const index = (elements: JsonArray): Places | KeyFault => {
    if (list.kind !== 'keyed') return gatherEqual(elements, relations.ofElements(state))
    const keys = indexKeys(relations, elements, list, state)
    return typeof keys === 'string' ? keys : new Map([...keys].map(([key, at]) => [key, [at]]))
  }
  const [ofBase, ofDesired, ofLive] = [index(base), index(desired), index(live)]
  if (typeof ofDesired === 'string') return ofDesired
  if (typeof ofLive === 'string') return ofLive
  // Where only base says a key twice, that keeps nobody from telling desired and live apart by it.
  return { base: typeof ofBase === 'string' ? new Map() : ofBase, desired: ofDesired, live: ofLive }
}

function gatherEqual(elements: JsonArray, relation: ElementRelation): Places {
  const places = new Map<number, number[]>()
  elements.forEach((element, index) => {
    const number = relation.number(element)
    const same = places.get(number)
    if (same === undefined) places.set(number, [index])
    else same.push(index)
  })
  return places
}

function planByKey({ base, desired, live }: Indexed, list: ListIdentity, lists: ThreeLists): ThreeWayPlan {
  const visits: Row[] = []
  const loose: LooseRow[] = []
  const baseOf = (key: string | number): number => base.get(key)?.[0] ?? -1
  let liveIndex = 0
  for (const [key, indices] of desired) {
    const [partner = -1] = live.get(key) ?? []
    if (partner === -1) {
      for (const index of indices) {
        loose.push({ row: { base: baseOf(key), desired: index, live: -1 }, desiredIndex: index, liveIndex })
      }
    } else {
      visits.push({ base: baseOf(key), desired: indices[0]!, live: partner })
      liveIndex = partner + 1
    }
  }
  let desiredIndex = 0
  for (const [key, indices] of live) {
    const [own] = desired.get(key) ?? []
    if (own !== undefined) {
      desiredIndex = own + 1
      continue
    }
    for (const index of indices) {
      loose.push({ row: { base: baseOf(key), desired: -1, live: index }, desiredIndex, liveIndex: index })
    }
  }
  const ends = { desiredIndex: lists.desired.length, liveIndex: lists.live.length }
  for (const [key, indices] of base) {
    if (desired.has(key) || live.has(key)) continue
    for (const index of indices) loose.push({ row: { base: index, desired: -1, live: -1 }, ...ends })
  }
  loose.sort(
    (left, right) =>
      left.desiredIndex - right.desiredIndex ||
      left.row.desired - right.row.desired ||
      left.liveIndex - right.liveIndex,
  )
  const isTurned = visits.some((row, at) => at > 0 && row.live < visits[at - 1]!.live)
  const reordered = isTurned || isRepeatedOtherwise(desired, live) ? list : null
  return { visits, loose, byKey: true, byContent: false, reordered }
}

/** An element that both have is in one of them more often. */
function isRepeatedOtherwise(desired: Places, live: Places): boolean {
  return [...desired].some(([key, indices]) => live.has(key) && live.get(key)!.length !== indices.length)
}
