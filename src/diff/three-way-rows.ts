import type { JsonArray } from '../core/index.js'
import { alignArrays, type ElementRelation } from './align-arrays.js'

/** One element in up to three arrays, by its index in each; -1 where an array does not have it. */
export interface Row {
  readonly base: number
  readonly desired: number
  readonly live: number
}

/** Rows where the index alone says which element is which. */
export function rowsByIndex(base: JsonArray, desired: JsonArray, live: JsonArray): Row[] {
  const rows: Row[] = []
  const indexIn = (array: JsonArray, index: number): number => (index < array.length ? index : -1)
  for (let index = 0; index < Math.max(base.length, desired.length, live.length); index += 1) {
    rows.push({ base: indexIn(base, index), desired: indexIn(desired, index), live: indexIn(live, index) })
  }
  return rows
}

/**
 * Aligns three arrays into rows that are in order in each of them. Elements that desired and live share come first:
 * they are what must not show as a difference, whatever base was like. Between them base says what belongs together:
 * elements of desired and live that stand for the same element of base share its row, and what has no part in base
 * was added on its own side and stands alone.
 */
export function rowsByContent(
  base: JsonArray,
  desired: JsonArray,
  live: JsonArray,
  relation: ElementRelation,
): Row[] {
  // Always desired first: where live is what base was, both alignments are the same one, and nothing has drifted.
  const shared = pairUp(desired, live, relation)
  const based = pairUp(desired, base, relation)
  const rows: Row[] = []
  const gaps = new GapRows(base, live, relation, based.partners, rows)
  let nextBase = 0
  let nextDesired = 0
  let nextLive = 0
  for (let anchor = 0; anchor <= desired.length; anchor += 1) {
    const atEnd = anchor === desired.length
    if (!atEnd && !shared.firm[anchor]) continue
    const liveEnd = atEnd ? live.length : shared.partners[anchor]!
    const anchorBase = atEnd ? base.length : based.partners[anchor]!
    const baseEnd =
      anchorBase === -1 ? lastPartner(based.partners, nextDesired, anchor, nextBase) : anchorBase
    gaps.add(nextBase, baseEnd, nextDesired, anchor, nextLive, liveEnd)
    if (!atEnd) rows.push({ base: anchorBase, desired: anchor, live: liveEnd })
    nextBase = anchorBase === -1 ? baseEnd : anchorBase + 1
    nextDesired = anchor + 1
    nextLive = liveEnd + 1
  }
  return rows
}

interface Pairs {
  /** For each element of the first array the index of its partner in the second, or -1. */
  readonly partners: Int32Array
  /** Whether the two are the same, and not only alike, or at the same place between elements that are. */
  readonly firm: readonly boolean[]
}

function pairUp(first: JsonArray, second: JsonArray, relation: ElementRelation): Pairs {
  const partners = new Int32Array(first.length).fill(-1)
  const firm = new Array<boolean>(first.length).fill(false)
  for (const block of alignArrays(first, second, relation)) {
    if (block.kind === 'apart') continue
    for (let at = 0; at < block.beforeEnd - block.beforeStart; at += 1) {
      partners[block.beforeStart + at] = block.afterStart + at
      firm[block.beforeStart + at] = block.kind === 'same'
    }
  }
  return { partners, firm }
}

/** Behind the last partner that an element of the range has; `none` where there is none. */
function lastPartner(partners: Int32Array, start: number, end: number, none: number): number {
  for (let at = end - 1; at >= start; at -= 1) if (partners[at] !== -1) return partners[at]! + 1
  return none
}

/** Makes the rows between two elements that desired and live share. */
class GapRows {
  readonly #base: JsonArray
  readonly #live: JsonArray
  readonly #relation: ElementRelation
  readonly #desiredOf: Int32Array
  readonly #rows: Row[]

  constructor(base: JsonArray, live: JsonArray, relation: ElementRelation, baseOf: Int32Array, rows: Row[]) {
    this.#base = base
    this.#live = live
    this.#relation = relation
    this.#rows = rows
    this.#desiredOf = new Int32Array(base.length).fill(-1)
    baseOf.forEach((partner, desired) => {
      if (partner !== -1) this.#desiredOf[partner] = desired
    })
  }

  add(
    baseStart: number,
    baseEnd: number,
    desiredStart: number,
    desiredEnd: number,
    liveStart: number,
    liveEnd: number,
  ): void {
    if (baseStart === baseEnd && desiredStart === desiredEnd && liveStart === liveEnd) return
    const rows = this.#rows
    const inLive = pairUp(
      this.#base.slice(baseStart, baseEnd),
      this.#live.slice(liveStart, liveEnd),
      this.#relation,
    )
    let desired = desiredStart
    let live = liveStart
    for (let base = baseStart; base < baseEnd; base += 1) {
      const ownDesired = this.#desiredOf[base]!
      const partner = inLive.partners[base - baseStart]!
      // What desired dropped and live merely has something else in the place of is gone from both.
      const related = partner !== -1 && (inLive.firm[base - baseStart]! || ownDesired !== -1)
      const ownLive = related ? liveStart + partner : -1
      for (; desired < ownDesired; desired += 1) rows.push({ base: -1, desired, live: -1 })
      for (; live < ownLive; live += 1) rows.push({ base: -1, desired: -1, live })
      rows.push({ base, desired: ownDesired, live: ownLive })
      desired = Math.max(desired, ownDesired + 1)
      live = Math.max(live, ownLive + 1)
    }
    for (; desired < desiredEnd; desired += 1) rows.push({ base: -1, desired, live: -1 })
    for (; live < liveEnd; live += 1) rows.push({ base: -1, desired: -1, live })
  }
}
