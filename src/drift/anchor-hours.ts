import { binOfCategory, binsOf, type CategoryDictionary } from './category-dictionary.js'
import { categoryCounts } from './category-sample.js'
import type { AnchorValue } from './feature-norm.js'
import { arrivalsOf, boundedWeights, type HourSample } from './hour-sample.js'
import { localHourAt, localHourOf } from './local-hour.js'
import type { ShareHour } from './share-fit.js'
import { HOUR_MS, hourOf } from './time.js'
import type { UtcOffsetChange } from './types.js'

/** Values that repeat at one instant stand for at most this many in an hour of the anchor, in proportion. */
const MOST_VALUES_AN_HOUR = 256

/** The period of an anchor, epoch milliseconds, and how local time differs. */
export interface AnchorPeriod {
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly offsets: readonly UtcOffsetChange[]
  /** Values of one source that count in an hour at most. */
  readonly sourceLimit: number
}

/** What is kept of hours of which a norm will be made. */
export type KeptHours = ReadonlyMap<number, HourSample>

/** Those hours in order of time. */
export function sortedHours(hours: KeptHours): readonly (readonly [number, HourSample])[] {
  return [...hours].sort(([left], [right]) => left - right)
}

/** The values of the period, or of vectors a projection, by hour, then by hash: an order that no arrival can change. */
export function anchorValues(
  hours: KeptHours,
  { from, to, offsets, sourceLimit }: AnchorPeriod,
  lane = 0,
): readonly AnchorValue[] {
  const values: AnchorValue[] = []
  for (const [hour, sample] of sortedHours(hours)) {
    const all = boundedWeights(sample.entries, sourceLimit)
    const weights = all.map((weight, index) => {
      const { at } = sample.entries[index]!
      return at >= from && at < to ? weight : 0
    })
    let total = 0
    for (const weight of weights) total += weight
    for (const [index, entry] of sample.entries.entries()) {
      const weight = weights[index]!
      if (weight === 0) continue
      const share = (weight * MOST_VALUES_AN_HOUR) / total
      const repeats = total <= MOST_VALUES_AN_HOUR ? weight : Math.max(1, Math.floor(share))
      const localHour = localHourAt(offsets, entry.at)
      const value = lane === 0 ? entry.value : entry.projections[lane - 1]!
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        values.push({ hour, localHour, value, exposure: entry.exposure })
      }
    }
  }
  return values
}

/** An hour of categories. */
export interface CategoryHour {
  readonly hour: number
  readonly localHour: number
  readonly counts: ReadonlyMap<string, number>
}

/** The categories of the period's whole hours, in order of time. */
export function anchorCategories(hours: KeptHours, period: AnchorPeriod): readonly CategoryHour[] {
  return wholeHours(hours, period)
    .map(([hour, sample]) => ({
      hour,
      localHour: localHourOf(period.offsets, hour),
      counts: countsOf(sample, period.sourceLimit),
    }))
    .filter(({ counts }) => counts.size > 0)
}

/** How often each category counts in an hour. */
export function countsOf({ categories, entries }: HourSample, sourceLimit: number): Map<string, number> {
  const counts = new Map(categoryCounts(categories))
  for (const [index, weight] of boundedWeights(entries, sourceLimit).entries()) {
    const category = entries[index]!.category!
    if (weight > 0) counts.set(category, (counts.get(category) ?? 0) + weight)
  }
  return counts
}

/** The same by the bins of a dictionary. */
export function binHours(hours: readonly CategoryHour[], dictionary: CategoryDictionary): ShareHour[] {
  return hours.map(({ hour, localHour, counts }) => {
    const bins = new Float64Array(binsOf(dictionary))
    let total = 0
    for (const [category, count] of counts) {
      const bin = binOfCategory(dictionary, category)
      bins[bin] = bins[bin]! + count
      total += count
    }
    return { hour, localHour, count: total, counts: bins }
  })
}

/** How many observations came in each of the period's whole hours, silent ones among them. */
export function anchorArrivals(hours: KeptHours, { from, to, offsets }: AnchorPeriod): AnchorValue[] {
  const values: AnchorValue[] = []
  for (let hour = hourOf(from - 1) + 1; hour < hourOf(to); hour += 1) {
    const sample = hours.get(hour)
    const value = sample === undefined ? 0 : arrivalsOf(sample)
    values.push({ hour, localHour: localHourOf(offsets, hour), value, exposure: 1 })
  }
  return values
}

/** Of the period's whole hours: how many observations had no value. */
export function anchorMissing(hours: KeptHours, period: AnchorPeriod): ShareHour[] {
  return shareHoursOf(hours, period, arrivalsOf, ({ missing }) => missing)
}

/** Of the period's whole hours: how many of the observations that came in them came late. */
export function anchorLateness(hours: KeptHours, period: AnchorPeriod): ShareHour[] {
  return shareHoursOf(
    hours,
    period,
    (sample) => arrivalsOf(sample) + sample.late,
    ({ late }) => late,
  )
}

function shareHoursOf(
  hours: KeptHours,
  period: AnchorPeriod,
  countOf: (sample: HourSample) => number,
  seenOf: (sample: HourSample) => number,
): ShareHour[] {
  return wholeHours(hours, period)
    .map(([hour, sample]) => ({
      hour,
      localHour: localHourOf(period.offsets, hour),
      count: countOf(sample),
      counts: [seenOf(sample)],
    }))
    .filter(({ count }) => count > 0)
}

function wholeHours(hours: KeptHours, { from, to }: AnchorPeriod): (readonly [number, HourSample])[] {
  return sortedHours(hours).filter(([hour]) => hour * HOUR_MS >= from && (hour + 1) * HOUR_MS <= to)
}
