import { sampleHash } from './observation-key.js'

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

/** Adds an observation of a feature to the hour that it belongs to. */
export function addToHours(
  hours: Map<number, HourSample>,
  feature: string,
  hour: number,
  { at, value, source, id }: SampledObservation,
): void {
  let sample = hours.get(hour)
  if (sample === undefined) {
    sample = emptyHourSample()
    hours.set(hour, sample)
  }
  if (value === null) sample.missing += 1
  else {
    const hash = sampleHash(feature, at, value, source, id)
    addToSample(sample, { hash, at, value, repeats: id === undefined ? 1 : 0 })
  }
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

/**
 * The hour as if both had been seen by one monitor.
 *
 * @param common what both hold of it already, to be counted once
 */
export function mergeHourSamples(left: HourSample, right: HourSample, common?: HourSample): HourSample {
  const merged: HourSample = {
    overflow: left.overflow + right.overflow,
    missing: left.missing + right.missing,
    entries: [...left.entries],
  }
  for (const entry of right.entries) addToSample(merged, entry)
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
