import { lowerBound, SCORE_ORDERS } from '../stats/index.js'
import {
  addCategory,
  addSample,
  type CategorySample,
  cloneCategorySample,
  emptyCategorySample,
  NEWS_BUDGET,
} from './category-sample.js'
import { addPackedBins, packBins } from './sparse-bins.js'
import { CELL_HOURS } from './time.js'

/** Numbers of an hour before its score sums: those of {@link HourTally}. */
const TALLY_FIELDS = 4

/** What the bins of a ring are. */
export interface RingLayout {
  readonly bins: number
  /**
   * Scores of each bin, four in a row, Q14: old hours then keep their sums, and their bins in cells of six hours.
   * `null` where a bin is its own direction: old hours then keep their bins.
   */
  readonly scores: Int32Array | null
  /** The first bin of each part that every value has a bin in: one part, or one for each projection of a vector. */
  readonly starts: readonly number[]
}

/** Takes one hour, and an array that holds its score sums, or its bins where there are no scores, from `offset` on. */
export type HourVisitor = (hour: number, tally: HourTally, sums: ArrayLike<number>, offset: number) => void

/** What came in an hour. */
export interface HourTally {
  /** Values in bins. */
  readonly values: number
  readonly missing: number
  /** Observations of earlier hours, which were sealed. */
  readonly late: number
  /** Values beyond the sample of an hour before the freeze, which no bin holds. */
  readonly beyond: number
}

/** Observations of the hour itself. */
export function arrivalsIn({ values, missing, beyond }: HourTally): number {
  return values + missing + beyond
}

/**
 * What a feature has shown since the anchor was frozen, as whole numbers only: recent hours bin by bin, older ones as
 * sums with their bins in sparse cells. Two rings over the same norm add up exactly.
 */
export class EvidenceRing {
  readonly layout: RingLayout
  /** Bins, then missing values, late arrivals, and values beyond the sample, of each recent hour. */
  readonly dense: Map<number, Float64Array>
  /** Hours in increasing order, all before any dense one; `sums` holds {@link EvidenceRing.fields} numbers for each. */
  readonly hours: number[]
  readonly sums: number[]
  /** Packed bins by number of the cell, hour / {@link EvidenceRing.cellHours}. */
  readonly cells: Map<number, Uint8Array>
  /** Categories of recent hours that the anchor does not name. */
  readonly news: Map<number, CategorySample>
  /** The last hour of those forgotten in which anything was observed. */
  forgotten: number | null

  constructor(layout: RingLayout) {
    this.layout = layout
    this.dense = new Map()
    this.hours = []
    this.sums = []
    this.cells = new Map()
    this.news = new Map()
    this.forgotten = null
  }

  get bins(): number {
    return this.layout.bins
  }

  /** Numbers that an old hour keeps. */
  get fields(): number {
    return TALLY_FIELDS + (this.layout.scores === null ? 0 : SCORE_ORDERS * this.layout.starts.length)
  }

  get cellHours(): number {
    return this.layout.scores === null ? 1 : CELL_HOURS
  }

  clone(): EvidenceRing {
    const copy = new EvidenceRing(this.layout)
    for (const [hour, counts] of this.dense) copy.dense.set(hour, counts.slice())
    copy.hours.push(...this.hours)
    copy.sums.push(...this.sums)
    for (const [cell, packed] of this.cells) copy.cells.set(cell, packed)
    for (const [hour, sample] of this.news) copy.news.set(hour, cloneCategorySample(sample))
    copy.forgotten = this.forgotten
    return copy
  }

  /** Counts values in a recent hour. */
  add(hour: number, bin: number, weight: number): void {
    const counts = this.denseHour(hour)
    counts[bin] = counts[bin]! + weight
  }

  addMissing(hour: number, weight: number): void {
    this.add(hour, this.bins, weight)
  }

  addLate(hour: number, weight: number): void {
    this.add(hour, this.bins + 1, weight)
  }

  /** Counts values that are in no bin. */
  addBeyond(hour: number, weight: number): void {
    this.add(hour, this.bins + 2, weight)
  }

  /** Counts a category that the anchor does not name, beside its bin. */
  addNews(hour: number, category: string, level: number, weight: number): void {
    let sample = this.news.get(hour)
    if (sample === undefined) {
      sample = emptyCategorySample()
      this.news.set(hour, sample)
    }
    addCategory(sample, category, level, weight, NEWS_BUDGET)
  }

  /** The bins of a recent hour, to read or to fill. */
  denseHour(hour: number): Float64Array {
    let counts = this.dense.get(hour)
    if (counts === undefined) {
      counts = new Float64Array(this.bins + TALLY_FIELDS - 1)
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
      const cell = Math.floor(old / this.cellHours)
      const bins = cells.get(cell) ?? new Float64Array(this.bins)
      for (let bin = 0; bin < this.bins; bin += 1) bins[bin] = bins[bin]! + counts[bin]!
      cells.set(cell, bins)
    }
    // INVARIANT: the hours of a cell are packed together: `hour` is a multiple of six, and sealed hours stay sealed.
    for (const [cell, bins] of cells) this.cells.set(cell, packBins(bins))
    for (const old of sortedKeysBelow(this.news, hour)) this.news.delete(old)
  }

  /** Forgets the hours before `hour`, a multiple of six. */
  drop(hour: number): void {
    this.forgotten = this.lastObserved(hour - 1)
    let dropped = 0
    while (dropped < this.hours.length && this.hours[dropped]! < hour) dropped += 1
    this.hours.splice(0, dropped)
    this.sums.splice(0, dropped * this.fields)
    for (const cell of sortedKeysBelow(this.cells, hour / this.cellHours)) this.cells.delete(cell)
  }

  /** Visits every hour in [from, to) that holds anything, in order of time; sums are scores, or bins without scores. */
  forEachHour(from: number, to: number, visit: HourVisitor): void {
    const { fields } = this
    for (let index = lowerBound(this.hours, from); index < this.hours.length; index += 1) {
      const hour = this.hours[index]!
      if (hour >= to) return
      const offset = index * fields
      const tally = {
        values: this.sums[offset]!,
        missing: this.sums[offset + 1]!,
        late: this.sums[offset + 2]!,
        beyond: this.sums[offset + 3]!,
      }
      if (this.layout.scores !== null) visit(hour, tally, this.sums, offset + TALLY_FIELDS)
      else {
        const bins = new Float64Array(this.bins)
        addPackedBins(this.cells.get(hour)!, bins, 1)
        visit(hour, tally, bins, 0)
      }
    }
    for (const hour of sortedKeysBelow(this.dense, to)) {
      if (hour < from) continue
      const counts = this.dense.get(hour)!
      const sums = this.#sumsOf(counts)
      const [values = 0, missing = 0, late = 0, beyond = 0] = sums
      const tally = { values, missing, late, beyond }
      if (this.layout.scores !== null) visit(hour, tally, sums, TALLY_FIELDS)
      else visit(hour, tally, counts, 0)
    }
  }

  /** The last hour up to this one in which anything was observed, or `null`. */
  lastObserved(hour: number): number | null {
    for (const recent of sortedKeysBelow(this.dense, hour + 1).reverse()) {
      const counts = this.dense.get(recent)!
      const sums = this.#sumsOf(counts)
      if (sums[0]! + sums[1]! + sums[3]! > 0) return recent
    }
    for (let index = lowerBound(this.hours, hour + 1) - 1; index >= 0; index -= 1) {
      const offset = index * this.fields
      if (this.sums[offset]! + this.sums[offset + 1]! + this.sums[offset + 3]! > 0) return this.hours[index]!
    }
    return this.forgotten
  }

  /** The histogram of [from, to), both multiples of six hours. */
  histogram(from: number, to: number): Float64Array {
    const counts = new Float64Array(this.bins)
    for (const [cell, packed] of this.cells) {
      const hour = cell * this.cellHours
      if (hour >= from && hour < to) addPackedBins(packed, counts, 1)
    }
    for (const [hour, dense] of this.dense) {
      if (hour < from || hour >= to) continue
      for (let bin = 0; bin < this.bins; bin += 1) counts[bin] = counts[bin]! + dense[bin]!
    }
    return counts
  }

  /** What was new in the hours of [from, to), as far as they are recent. */
  newsOf(from: number, to: number): CategorySample {
    const all = emptyCategorySample()
    for (const [hour, sample] of this.news) {
      if (hour >= from && hour < to) addSample(all, sample, 1, Number.POSITIVE_INFINITY)
    }
    return all
  }

  /** Adds another ring, `times` over (−1 takes it away). Both must be compacted to the same hour. */
  addRing(other: EvidenceRing, times: number): void {
    for (const [hour, counts] of other.dense) {
      const own = this.denseHour(hour)
      for (let bin = 0; bin < counts.length; bin += 1) own[bin] = own[bin]! + times * counts[bin]!
    }
    this.#addSums(other, times)
    for (const [cell, packed] of other.cells) {
      const bins = new Float64Array(this.bins)
      const own = this.cells.get(cell)
      if (own !== undefined) addPackedBins(own, bins, 1)
      addPackedBins(packed, bins, times)
      this.cells.set(cell, packBins(bins))
    }
    for (const [hour, sample] of other.news) {
      const own = this.news.get(hour) ?? emptyCategorySample()
      addSample(own, sample, times, NEWS_BUDGET)
      this.news.set(hour, own)
    }
  }

  #addSums(other: EvidenceRing, times: number): void {
    const { fields } = this
    const sums = new Map<number, number[]>()
    for (const [ring, factor] of [
      [this, 1],
      [other, times],
    ] as const) {
      for (let index = 0; index < ring.hours.length; index += 1) {
        const added = sums.get(ring.hours[index]!) ?? new Array<number>(fields).fill(0)
        for (let field = 0; field < fields; field += 1) {
          added[field] = added[field]! + factor * ring.sums[index * fields + field]!
        }
        sums.set(ring.hours[index]!, added)
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
    const sums = new Array<number>(this.fields).fill(0)
    const { scores, bins, starts } = this.layout
    let part = 0
    for (let bin = 0; bin < bins; bin += 1) {
      if (bin === starts[part + 1]) part += 1
      const count = counts[bin]!
      if (count === 0) continue
      if (part === 0) sums[0] = sums[0]! + count
      if (scores === null) continue
      const first = TALLY_FIELDS + part * SCORE_ORDERS
      for (let order = 0; order < SCORE_ORDERS; order += 1) {
        sums[first + order] = sums[first + order]! + count * scores[bin * SCORE_ORDERS + order]!
      }
    }
    sums[1] = counts[bins]!
    sums[2] = counts[bins + 1]!
    sums[3] = counts[bins + 2]!
    return sums
  }
}

function sortedKeysBelow(map: ReadonlyMap<number, unknown>, end: number): number[] {
  const keys: number[] = []
  for (const key of map.keys()) if (key < end) keys.push(key)
  return keys.sort((left, right) => left - right)
}
