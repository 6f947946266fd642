import { originOf, sampleHash } from './observation-key.js'

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
  /** In increasing order of hash, at most {@link SAMPLE_SIZE}. */
  readonly entries: SampleEntry[]
}

export interface SampleEntry {
  readonly hash: number
  readonly at: number
  readonly value: number
  /** How often it was seen; 0 for one with an id, which is one however often it is delivered. */
  readonly repeats: number
  /** 32 bits that stand for its source; 0 without one. */
  readonly origin: number
}

export function emptyHourSample(): HourSample {
  return { overflow: 0, missing: 0, entries: [] }
}

/** What of an observation the sample is drawn by. */
interface SampledObservation {
  readonly at: number
  readonly value: number | null
  readonly source: string | undefined
  readonly id: string | undefined
}

export function copyHourSample({ overflow, missing, entries }: HourSample): HourSample {
  return { overflow, missing, entries: entries.slice() }
}

/**
 * Adds an observation of a feature to the hour that it belongs to.
 *
 * @param limit observations of one source that an hour keeps at most
 */
export function addToHours(
  hours: Map<number, HourSample>,
  feature: string,
  hour: number,
  { at, value, source, id }: SampledObservation,
  limit: number,
): void {
  let sample = hours.get(hour)
  if (sample === undefined) {
    sample = emptyHourSample()
    hours.set(hour, sample)
  }
  if (value === null) sample.missing += 1
  else {
    const hash = sampleHash(feature, at, value, source, id)
    const origin = source === undefined ? 0 : originOf(source)
    addToSample(sample, { hash, at, value, repeats: id === undefined ? 1 : 0, origin }, limit)
  }
}

/**
 * Adds an observation, or another hour's entry of it.
 *
 * @param limit entries of one source that are kept at most: those with the smallest hashes
 */
export function addToSample(sample: HourSample, entry: SampleEntry, limit: number): void {
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
  const largest = entry.origin === 0 ? -1 : largestBeyondLimit(entries, entry, limit)
  if (largest >= index) {
    sample.overflow += weightOf(entries.splice(largest, 1)[0]!)
  } else if (largest >= 0) {
    sample.overflow += weightOf(entry)
    return
  }
  entries.splice(index, 0, entry)
  const evicted = entries.length > SAMPLE_SIZE ? entries.pop() : undefined
  // INVARIANT: an entry of the final sample is never evicted on the way, since at no time are 64 others smaller, or
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
    entries: [...left.entries],
  }
  for (const entry of right.entries) addToSample(merged, entry, limit)
  if (common !== undefined) takeAway(merged, common)
  return merged
}

function takeAway(sample: HourSample, common: HourSample): void {
  sample.missing -= common.missing
  sample.overflow -= common.overflow
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

/** How many values each entry stands for, those of one source for `limit` at most and in proportion, but one each. */
export function boundedWeights(entries: readonly SampleEntry[], limit: number): number[] {
  const totals = new Map<number, number>()
  for (const entry of entries) {
    if (entry.origin !== 0) totals.set(entry.origin, (totals.get(entry.origin) ?? 0) + weightOf(entry))
  }
  return entries.map((entry) => {
    const total = totals.get(entry.origin) ?? 0
    const weight = weightOf(entry)
    return total <= limit ? weight : Math.max(1, Math.floor((weight * limit) / total))
  })
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
