import type { JsonArray, JsonValue } from '../core/index.js'
import { type Cover, SPELLING_RANK, sameCover } from './cover.js'
import type { Edit, EditLog } from './edit-log.js'
import type { ListPlan } from './list-plan.js'
import { orderMoves } from './move-order.js'
import { Place } from './place.js'
import type { ListIdentity } from './schema-node.js'

/** A list whose elements have been looked into. */
export interface PlannedList {
  readonly place: Place
  readonly before: JsonArray
  readonly after: JsonArray
  readonly plan: ListPlan
  /** What covers all differences at the place. */
  readonly cover: Cover | null
  /** What covers an element that came or went, or one that moved, be it by going and coming. */
  readonly coverOf: (op: 'add' | 'remove' | 'move', element: JsonValue, index: number) => Cover | null
}

/** Elements taken out from `index` of the list before on, and put in there. */
interface Shift {
  readonly index: number
  readonly removed: number[]
  /** Indices in the list after. */
  readonly added: number[]
}

/**
 * Writes what was put in, taken out and moved in one list, from the back, so that each index is the index in the list
 * before and an edit that is left out shifts no other. Where elements move, first all that go, then the moves, then all
 * that come, at their indices in the list after.
 */
export function writeListEdits(list: PlannedList, log: EditLog): void {
  if (hasPartnersAtPlace(list)) return
  const shifts = shiftsOf(list)
  if (list.plan.moved.size > 0) writeWithMoves(list, shifts, log)
  else for (let at = shifts.length - 1; at >= 0; at -= 1) writeShift(list, shifts[at]!, log)
}

/**
 * Where the order does not count and is not what the edits so far lead to: one replacement of the whole list, by
 * itself in another order.
 */
export function writeOrder(list: PlannedList, log: EditLog): void {
  const { place, after, plan, cover } = list
  if (plan.unordered === undefined || hasPartnersAtPlace(list)) return
  const order = resultingOrder(list)
  if (order.length === after.length && order.every((index, at) => index === at)) return
  log.push({
    op: 'replace',
    place,
    before: order.map((index) => after[index]!),
    after,
    cover: cover ?? coverOfOrder(plan.unordered),
  })
}

/** What covers the order of a list in which it does not count. */
export function coverOfOrder(list: ListIdentity): Cover {
  const rule = list.kind === 'keyed' ? `order of a list keyed by ${list.keys.join(', ')}` : 'order of a set'
  return { class: 'normalised', rule, rank: SPELLING_RANK }
}

/** Each element stands against the one at its own index, as in most lists. */
function hasPartnersAtPlace({ after, plan: { partners } }: PlannedList): boolean {
  return partners.length === after.length && partners.every((partner, index) => partner === index)
}

/**
 * Puts each element without a partner behind the partner of the element in front of it. So what comes and goes between
 * two elements that stay is one shift.
 */
function shiftsOf({ after, plan }: PlannedList): Shift[] {
  const { partners, moved, repeated } = plan
  const indexBefore = new Int32Array(after.length).fill(-1)
  const byIndex = new Map<number, Shift>()
  const shiftAt = (index: number): Shift => {
    let shift = byIndex.get(index)
    if (shift === undefined) {
      shift = { index, removed: [], added: [] }
      byIndex.set(index, shift)
    }
    return shift
  }
  let start = 0
  partners.forEach((partner, index) => {
    if (partner === -1) shiftAt(start).removed.push(index)
    else {
      // Of elements with one partner, as in a set that says something twice, the last stands for it.
      indexBefore[partner] = index
      if (!moved.has(index)) start = index + 1
    }
  })
  let gap = 0
  for (let index = 0; index < after.length; index += 1) {
    const own = indexBefore[index]!
    if (own !== -1) gap = moved.has(own) ? gap : own + 1
    else if (!repeated.has(index)) shiftAt(gap).added.push(index)
  }
  return [...byIndex.values()].sort((left, right) => left.index - right.index)
}

function writeShift(list: PlannedList, { index, removed, added }: Shift, log: EditLog): void {
  const { place, after, plan, coverOf } = list
  for (let at = removed.length - 1; at >= 0; at -= 1) log.push(removal(list, removed[at]!))
  const edits = added.map((own, at): Edit => {
    const value = after[own]!
    return {
      op: 'add',
      place: new Place(place, index + at),
      before: undefined,
      after: value,
      cover: coverOf(plan.displaced.after.has(own) ? 'move' : 'add', value, own),
    }
  })
  if (edits.every(({ cover }) => sameCover(cover, edits[0]!.cover))) for (const edit of edits) log.push(edit)
  // INVARIANT: an edit that is left out moves no index of those that stay. So from the back, all at one index.
  else for (const edit of edits.reverse()) log.push({ ...edit, place: new Place(place, index) })
}

function removal({ place, before, plan, coverOf }: PlannedList, index: number): Edit {
  const value = before[index]!
  const cover = coverOf(plan.displaced.before.has(index) ? 'move' : 'remove', value, index)
  return { op: 'remove', place: new Place(place, index), before: value, after: undefined, cover }
}

function writeWithMoves(list: PlannedList, shifts: readonly Shift[], log: EditLog): void {
  const { place, before, after, plan, coverOf } = list
  const removed = shifts.flatMap((shift) => shift.removed)
  for (let at = removed.length - 1; at >= 0; at -= 1) log.push(removal(list, removed[at]!))
  const staying: number[] = []
  plan.partners.forEach((partner, index) => {
    if (partner !== -1) staying.push(index)
  })
  for (const { element, from, to } of orderMoves(ranksOf(staying, plan.partners), (rank) =>
    plan.moved.has(staying[rank]!),
  )) {
    const index = staying[element]!
    const value = before[index]!
    log.push({
      op: 'move',
      place: new Place(place, to),
      from: new Place(place, from),
      before: value,
      after: value,
      cover: coverOf('move', value, index),
    })
  }
  const added = shifts.flatMap((shift) => shift.added).sort((left, right) => left - right)
  for (const index of added) {
    const value = after[index]!
    const cover = coverOf(plan.displaced.after.has(index) ? 'move' : 'add', value, index)
    log.push({ op: 'add', place: new Place(place, index), before: undefined, after: value, cover })
  }
}

/** For each staying element its place among them in the list after. */
function ranksOf(staying: readonly number[], partners: Int32Array): Int32Array {
  const ranks = new Int32Array(staying.length)
  const wanted = staying.map((_, element) => element)
  wanted.sort((left, right) => partners[staying[left]!]! - partners[staying[right]!]!)
  wanted.forEach((element, rank) => {
    ranks[element] = rank
  })
  return ranks
}

/** The list as the edits lead to it, as indices in the list after. */
function resultingOrder(list: PlannedList): number[] {
  const added = new Map(shiftsOf(list).map((shift) => [shift.index, shift.added]))
  const order: number[] = []
  list.plan.partners.forEach((partner, index) => {
    order.push(...(added.get(index) ?? []))
    if (partner !== -1) order.push(partner)
  })
  order.push(...(added.get(list.before.length) ?? []))
  return order
}
