import {
  addSample,
  type CategorySample,
  cloneCategorySample,
  emptyCategorySample,
  SAMPLE_BUDGET,
} from './category-sample.js'

/** How many observations of an hour are kept before the anchor is frozen. */
export const SAMPLE_SIZE = 64

/** How many vectors, of which all projections are kept: so that 35 days stay within a mebibyte. */
export const VECTOR_SAMPLE_SIZE = 12

/** How many observations of categories that name a source: likewise. */
export const CATEGORY_SAMPLE_SIZE = 16

/** Hashes lie below this. */
const HASHES = 0x1_0000_0000_0000
const LOW_BITS = 65_536

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
  /** In increasing order of hash, at most as many as {@link sampleSize} says. */
  readonly entries: SampleEntry[]
  /** Of a feature of categories those that name no source, all of which are counted in `overflow`; else empty. */
  readonly categories: CategorySample
}

export interface SampleEntry {
  readonly hash: number
  readonly at: number
  /** 0 for a category. */
  readonly value: number
  /** As `categoryLabel` gives it; `null` for numbers and vectors. */
  readonly category: string | null
  /** Of a vector, whose first projection is the value: the others. Else empty. */
  readonly projections: readonly number[]
  /** What a count is counted over; 1 where nothing was said. */
  readonly exposure: number
  /** How often it was seen; 0 for one with an id, which is one however often it is delivered. */
  readonly repeats: number
  /** 32 bits that stand for its source; 0 without one. */
  readonly origin: number
}

export function emptyHourSample(): HourSample {
  return { overflow: 0, missing: 0, late: 0, entries: [], categories: emptyCategorySample() }
}

export function copyHourSample({ overflow, missing, late, entries, categories }: HourSample): HourSample {
  return { overflow, missing, late, entries: entries.slice(), categories: cloneCategorySample(categories) }
}

/** How many entries an hour keeps of such observations. */
function sampleSize({ projections, category }: SampleEntry): number {
  if (category !== null) return CATEGORY_SAMPLE_SIZE
  return projections.length > 0 ? VECTOR_SAMPLE_SIZE : SAMPLE_SIZE
}

/**
 * As how many observations those of one source count: of `limit` the share that the sample is of the largest, or one
 * source could be all of it.
 */
export function sourceLimit(size: number, limit: number): number {
  return Math.max(1, Math.floor((limit * size) / SAMPLE_SIZE))
}

/**
 * Adds an observation, or another hour's entry of it.
 *
 * @param limit observations of one source that count in an hour; kept are those with the smallest hashes
 */
export function addToSample(sample: HourSample, entry: SampleEntry, limit: number): void {
  const { entries } = sample
  const size = sampleSize(entry)
  const index = findHash(entries, entry.hash)
  const present = entries[index]
  if (present !== undefined && present.hash === entry.hash) {
    entries[index] = { ...present, repeats: present.repeats + entry.repeats }
    return
  }
  if (index >= size) {
    sample.overflow += weightOf(entry)
    return
  }
  const largest = entry.origin === 0 ? -1 : largestBeyondLimit(entries, entry, sourceLimit(size, limit))
  if (largest >= index) {
    sample.overflow += weightOf(entries.splice(largest, 1)[0]!)
  } else if (largest >= 0) {
    sample.overflow += weightOf(entry)
    return
  }
  entries.splice(index, 0, entry)
  const evicted = entries.length > size ? entries.pop() : undefined
  // INVARIANT: an entry of the final sample is never evicted on the way, since at no time are `size` others smaller, or
  // `limit` of its own source; so its repeats are exact. Nor does one that was evicted fit later: a smaller one of the
  // same source only ever takes the place of a larger one.
  if (evicted !== undefined) sample.overflow += weightOf(evicted)
}

/** The index of the last entry of the source of `entry`, if the source has all the entries that it may have; else −1. */
function largestBeyondLimit(entries: readonly SampleEntry[], entry: SampleEntry, limit: number): number {
  let seen = 0
  let last = -1
  for (let index = 0; index < entries.length; index += 1) {
    if (entries[index]!.origin !== entry.origin) continue
    seen += 1
    last = index
  }
  return seen < limit ? -1 : last
}

/**
 * The hour as if both had been seen by one monitor.
 *
 * @param limit as in {@link addToSample}
 * @param common what both hold of it already, to be counted once
 */
export function mergeHourSamples(
  left: HourSample,
  right: HourSample,
  limit: number,
  common?: HourSample,
): HourSample {
  const merged: HourSample = {
    overflow: left.overflow + right.overflow,
    missing: left.missing + right.missing,
    late: left.late + right.late,
    entries: [...left.entries],
    categories: cloneCategorySample(left.categories),
  }
  for (const entry of right.entries) addToSample(merged, entry, limit)
  addSample(merged.categories, right.categories, 1, SAMPLE_BUDGET)
  if (common !== undefined) takeAway(merged, common)
  return merged
}

function takeAway(sample: HourSample, common: HourSample): void {
  sample.missing -= common.missing
  sample.overflow -= common.overflow
  sample.late -= common.late
  addSample(sample.categories, common.categories, -1, SAMPLE_BUDGET)
  for (const entry of common.entries) {
    const index = findHash(sample.entries, entry.hash)
    const present = sample.entries[index]
    if (present?.hash === entry.hash) {
      sample.entries[index] = { ...present, repeats: present.repeats - entry.repeats }
    } else {
      // INVARIANT: both held it once, so it was evicted twice, or once and then found not to fit.
      sample.overflow -= weightOf(entry)
    }
  }
}

/**
 * How many values each entry of an hour stands for. Those of one source stand for its limit at most, in proportion.
 * Where a source reaches it, entries stand for what they were sampled from, too: the source has the share that it will
 * have after the freeze, and cannot crowd out the others by filling the sample with its smallest hashes.
 */
export function boundedWeights(entries: readonly SampleEntry[], limit: number): number[] {
  if (entries.length === 0) return []
  const size = sampleSize(entries[0]!)
  const most = sourceLimit(size, limit)
  const totals = new Map<number, number>()
  for (const entry of entries) {
    totals.set(entry.origin, (totals.get(entry.origin) ?? 0) + weightOf(entry))
  }
  // How much of what is not bounded a full sample holds: all with a smaller hash.
  const density = entries.length < size ? 1 : (entries.at(-1)!.hash + 1) / HASHES
  const isBounded = [...totals].some(([origin, total]) => origin !== 0 && total > most * density)
  const scale = isBounded ? 1 / density : 1
  const sums = new Map<number, number>()
  return entries.map((entry) => {
    const { hash, origin } = entry
    const total = totals.get(origin)!
    const values = origin === 0 ? total * scale : Math.min(most, total * scale)
    // Rounded up or down by bits of the first hash, so that it is right in mean, and the sum within the limit.
    const before = sums.get(origin) ?? (hash % LOW_BITS) / LOW_BITS
    const after = before + (weightOf(entry) * values) / total
    sums.set(origin, after)
    return Math.floor(after) - Math.floor(before)
  })
}

/** Observations of an hour, with or without a value. */
export function arrivalsOf({ overflow, missing, entries }: HourSample): number {
  let arrivals = overflow + missing
  for (const entry of entries) arrivals += weightOf(entry)
  return arrivals
}

/** How many values an entry stands for. */
function weightOf(entry: SampleEntry): number {
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
