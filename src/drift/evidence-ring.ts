import { SCORE_ORDERS } from '../stats/index.js'
import { addPackedBins, packBins } from './sparse-bins.js'
import { CELL_HOURS } from './time.js'

/** Whole-number sums of an hour: values, missing values, four score sums (Q14). */
export const HOUR_FIELDS: number = 2 + SCORE_ORDERS

/** Takes one hour: its number, its values, and an array that holds its sums from `offset + 2` on. */
export type HourVisitor = (hour: number, count: number, sums: ArrayLike<number>, offset: number) => void

/**
 * What a feature has shown since the anchor was frozen, as whole numbers only: recent hours bin by bin, older ones as
 * sums with their bins in sparse cells of six hours. Two rings over the same norm add up exactly.
 */
export class EvidenceRing {
  /** Bins, then the missing values, of each recent hour. */
  readonly dense: Map<number, Float64Array>
  /** Hours in increasing order, all before any dense one; `sums` holds {@link HOUR_FIELDS} numbers for each. */
  readonly hours: number[]
  readonly sums: number[]
  /** Packed bins by number of the cell, hour / 6, in increasing order. */
  readonly cells: Map<number, Uint8Array>
  readonly #scores: Int32Array
  readonly #bins: number

  /** @param scores of each bin, four in a row: `FeatureNorm.scores` */
  constructor(scores: Int32Array) {
    this.dense = new Map()
    this.hours = []
    this.sums = []
    this.cells = new Map()
    this.#scores = scores
    this.#bins = scores.length / SCORE_ORDERS
  }

  get bins(): number {
    return this.#bins
  }

  get isEmpty(): boolean {
    return this.dense.size === 0 && this.hours.length === 0
  }

  clone(): EvidenceRing {
    const copy = new EvidenceRing(this.#scores)
    for (const [hour, counts] of this.dense) copy.dense.set(hour, counts.slice())
    copy.hours.push(...this.hours)
    copy.sums.push(...this.sums)
    for (const [cell, packed] of this.cells) copy.cells.set(cell, packed)
    return copy
  }

  /** Counts values in a recent hour; the bin after the last stands for missing ones. */
  add(hour: number, bin: number, weight: number): void {
    const counts = this.denseHour(hour)
    counts[bin] = counts[bin]! + weight
  }

  /** The bins of a recent hour, to read or to fill. */
  denseHour(hour: number): Float64Array {
    let counts = this.dense.get(hour)
    if (counts === undefined) {
      counts = new Float64Array(this.#bins + 1)
      this.dense.set(hour, counts)
    }
    return counts
  }

  /** Packs the hours before `hour`, a multiple of six, into sums and cells. */
  compact(hour: number): void {
    const cells = new Map<number, Float64Array>()
    for (const old of sortedKeysBelow(this.dense, hour)) {
      const counts = this.dense.get(old)!
      this.dense.delete(old)
      this.hours.push(old)
      this.sums.push(...this.#sumsOf(counts))
      const cell = Math.floor(old / CELL_HOURS)
      const bins = cells.get(cell) ?? new Float64Array(this.#bins)
      for (let bin = 0; bin < this.#bins; bin += 1) bins[bin] = bins[bin]! + counts[bin]!
      cells.set(cell, bins)
    }
    // INVARIANT: the hours of a cell are packed together: `hour` is a multiple of six, and sealed hours stay sealed.
    for (const [cell, bins] of cells) this.cells.set(cell, packBins(bins))
  }

  /** Forgets the hours before `hour`, a multiple of six. */
  drop(hour: number): void {
    let dropped = 0
    while (dropped < this.hours.length && this.hours[dropped]! < hour) dropped += 1
    this.hours.splice(0, dropped)
    this.sums.splice(0, dropped * HOUR_FIELDS)
    for (const cell of sortedKeysBelow(this.cells, hour / CELL_HOURS)) this.cells.delete(cell)
  }

  /** Visits every hour in [from, to) that holds values, in order of time. */
  forEachHour(from: number, to: number, visit: HourVisitor): void {
    for (let index = lowerBound(this.hours, from); index < this.hours.length; index += 1) {
      const hour = this.hours[index]!
      if (hour >= to) return
      const offset = index * HOUR_FIELDS
      if (this.sums[offset]! > 0) visit(hour, this.sums[offset]!, this.sums, offset)
    }
    for (const hour of sortedKeysBelow(this.dense, to)) {
      if (hour < from) continue
      const sums = this.#sumsOf(this.dense.get(hour)!)
      if (sums[0]! > 0) visit(hour, sums[0]!, sums, 0)
    }
  }

  /** The histogram of [from, to), both multiples of six hours. */
  histogram(from: number, to: number): Float64Array {
    const counts = new Float64Array(this.#bins)
    for (const [cell, packed] of this.cells) {
      if (cell * CELL_HOURS >= from && cell * CELL_HOURS < to) addPackedBins(packed, counts, 1)
    }
    for (const [hour, dense] of this.dense) {
      if (hour < from || hour >= to) continue
      for (let bin = 0; bin < this.#bins; bin += 1) counts[bin] = counts[bin]! + dense[bin]!
    }
    return counts
  }

  /** Adds another ring, `times` over (−1 takes it away). Both must be compacted to the same hour. */
  addRing(other: EvidenceRing, times: number): void {
    for (const [hour, counts] of other.dense) {
      const own = this.denseHour(hour)
      for (let bin = 0; bin < counts.length; bin += 1) own[bin] = own[bin]! + times * counts[bin]!
    }
    this.#addSums(other, times)
    for (const [cell, packed] of other.cells) {
      const bins = new Float64Array(this.#bins)
      const own = this.cells.get(cell)
      if (own !== undefined) addPackedBins(own, bins, 1)
      addPackedBins(packed, bins, times)
      this.cells.set(cell, packBins(bins))
    }
  }

  #addSums(other: EvidenceRing, times: number): void {
    const sums = new Map<number, number[]>()
    for (const [ring, factor] of [
      [this, 1],
      [other, times],
    ] as const) {
      for (let index = 0; index < ring.hours.length; index += 1) {
        const fields = sums.get(ring.hours[index]!) ?? new Array<number>(HOUR_FIELDS).fill(0)
        for (let field = 0; field < HOUR_FIELDS; field += 1) {
          fields[field] = fields[field]! + factor * ring.sums[index * HOUR_FIELDS + field]!
        }
        sums.set(ring.hours[index]!, fields)
      }
    }
    this.hours.length = 0
    this.sums.length = 0
    for (const hour of [...sums.keys()].sort((left, right) => left - right)) {
      this.hours.push(hour)
      this.sums.push(...sums.get(hour)!)
    }
  }

  #sumsOf(counts: Float64Array): number[] {
    const sums = new Array<number>(HOUR_FIELDS).fill(0)
    for (let bin = 0; bin < this.#bins; bin += 1) {
      const count = counts[bin]!
      if (count === 0) continue
      sums[0] = sums[0]! + count
      for (let order = 0; order < SCORE_ORDERS; order += 1) {
        sums[2 + order] = sums[2 + order]! + count * this.#scores[bin * SCORE_ORDERS + order]!
      }
    }
    sums[1] = counts[this.#bins]!
    return sums
  }
}

function sortedKeysBelow(map: ReadonlyMap<number, unknown>, end: number): number[] {
  const keys: number[] = []
  for (const key of map.keys()) if (key < end) keys.push(key)
  return keys.sort((left, right) => left - right)
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
