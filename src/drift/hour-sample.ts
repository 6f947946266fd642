import {
  addSample,
  type CategorySample,
  cloneCategorySample,
  emptyCategorySample,
  SAMPLE_BUDGET,
} from './category-sample.js'

/** How many observations of an hour are kept before the anchor is frozen. */
export const SAMPLE_SIZE = 64

/**
 * An hour before the freeze: exact counts, and the observations with the smallest hashes. Whatever the order, and
 * whoever saw which, the same observations give the same sample; one with an id counts once.
 */
export interface HourSample {
  /** Values that are not in the sample. */
  overflow: number
  /** Values that were missing. */
  missing: number
  /** Observations of any hour that came in this one, after theirs would have been sealed. */
  late: number
  /** In increasing order of hash, at most {@link SAMPLE_SIZE}. */
  readonly entries: SampleEntry[]
  /** Of a feature of categories, whose values are all counted in `overflow`; else empty. */
  readonly categories: CategorySample
}

export interface SampleEntry {
  readonly hash: number
  readonly at: number
  readonly value: number
  /** What a count is counted over; 1 where nothing was said. */
  readonly exposure: number
  /** How often it was seen; 0 for one with an id, which is one however often it is delivered. */
  readonly repeats: number
}

export function emptyHourSample(): HourSample {
  return { overflow: 0, missing: 0, late: 0, entries: [], categories: emptyCategorySample() }
}

/** Adds an observation, or another hour's entry of it. */
export function addToSample(sample: HourSample, entry: SampleEntry): void {
  const { entries } = sample
  const index = findHash(entries, entry.hash)
  const present = entries[index]
  if (present !== undefined && present.hash === entry.hash) {
    entries[index] = { ...present, repeats: present.repeats + entry.repeats }
    return
  }
  if (index >= SAMPLE_SIZE) {
    sample.overflow += weightOf(entry)
    return
  }
  entries.splice(index, 0, entry)
  const evicted = entries.length > SAMPLE_SIZE ? entries.pop() : undefined
  // INVARIANT: an entry of the final sample is never evicted on the way, since at no time are 64 others smaller; so
  // its repeats are exact.
  if (evicted !== undefined) sample.overflow += weightOf(evicted)
}

/** The hour as if both had been seen by one monitor. */
export function mergeHourSamples(left: HourSample, right: HourSample): HourSample {
  const merged: HourSample = {
    overflow: left.overflow + right.overflow,
    missing: left.missing + right.missing,
    late: left.late + right.late,
    entries: [...left.entries],
    categories: cloneCategorySample(left.categories),
  }
  addSample(merged.categories, right.categories, 1, SAMPLE_BUDGET)
  for (const entry of right.entries) addToSample(merged, entry)
  return merged
}

/** Observations of an hour, with or without a value. */
export function arrivalsOf({ overflow, missing, entries }: HourSample): number {
  let arrivals = overflow + missing
  for (const entry of entries) arrivals += weightOf(entry)
  return arrivals
}

/** How many values an entry stands for. */
export function weightOf(entry: SampleEntry): number {
  return Math.max(1, entry.repeats)
}

function findHash(entries: readonly SampleEntry[], hash: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (entries[middle]!.hash < hash) low = middle + 1
    else high = middle
  }
  return low
}
