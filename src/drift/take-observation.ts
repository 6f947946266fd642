import { KeelsonError } from '../core/index.js'
import { binOfCategory, binsOf, categoryLabel } from './category-dictionary.js'
import { addCategory, levelOf, SAMPLE_BUDGET } from './category-sample.js'
import type { MonitorConfiguration } from './configuration.js'
import { binOfValue } from './feature-norm.js'
import type { WatchingPhase } from './feature-state.js'
import {
  addToSample,
  CATEGORY_SAMPLE_SIZE,
  emptyHourSample,
  type HourSample,
  SAMPLE_SIZE,
  sourceLimit,
  VECTOR_SAMPLE_SIZE,
} from './hour-sample.js'
import { localHourAt } from './local-hour.js'
import { originOf, sampleHash } from './observation-key.js'
import { addFromSource, addVectorFromSource } from './open-sources.js'
import { projectVector } from './projection.js'
import type { StreamNorm } from './stream-norm.js'
import { isStorableText } from './text.js'
import { hourOf } from './time.js'
import type { DriftFeature, DriftObservation } from './types.js'
import { addVector, cellMoments } from './vector-moments.js'
import { binsOfVector } from './vector-norm.js'

/**
 * Refuses a value that a feature of this kind cannot have.
 *
 * @throws KeelsonError `drift/invalid-observation`
 */
export function checkValue(feature: DriftFeature, value: unknown): void {
  if (value === null) return
  const { kind } = feature
  if (kind === 'vector') {
    checkVector(feature.dimensions, value)
    return
  }
  if (kind === 'categorical') {
    if (typeof value !== 'string')
      throw invalidObservation('/value', 'a category is a text; write String(value)')
    if (!isStorableText(value))
      throw invalidObservation('/value', 'a category is a text of at most 1,024 units')
    return
  }
  if (!(typeof value === 'number' && Number.isFinite(value))) {
    throw invalidObservation('/value', 'the value is neither a finite number nor null')
  }
  if (kind === 'count' && (!Number.isSafeInteger(value) || value < 0)) {
    throw invalidObservation('/value', 'a count is a whole number from 0')
  }
}

function checkVector(dimensions: number, value: unknown): void {
  if (!Array.isArray(value) || value.length !== dimensions) {
    throw invalidObservation('/value', `the value is not a list of ${dimensions} numbers`)
  }
  for (let index = 0; index < dimensions; index += 1) {
    if (!Number.isFinite(value[index])) {
      throw invalidObservation(`/value/${index}`, 'the coordinate is not a finite number')
    }
  }
}

/** The value in its one spelling: -0 equals 0, and the binary form knows one zero only. */
export function plainValue(value: DriftObservation['value']): DriftObservation['value'] {
  if (value === null || typeof value === 'string') return value
  return typeof value === 'number' ? value + 0 : value.map((coordinate) => coordinate + 0)
}

const SMALLEST_EXPOSURE = 1e-30
const LARGEST_EXPOSURE = 1e30

/**
 * Refuses an exposure that an observation cannot have.
 *
 * @param norm of the values, `null` before the freeze
 * @throws KeelsonError `drift/invalid-observation`
 */
export function checkExposure(kind: DriftFeature['kind'], exposure: unknown, norm: StreamNorm | null): void {
  if (exposure === undefined) return
  if (kind !== 'count') throw invalidObservation('/exposure', 'only a count has an exposure')
  if (!(typeof exposure === 'number' && exposure >= SMALLEST_EXPOSURE && exposure <= LARGEST_EXPOSURE)) {
    throw invalidObservation('/exposure', 'the exposure is not a number from 1e-30 to 1e30')
  }
  if (exposure !== 1 && norm?.kind === 'scored' && !norm.season.isRate) {
    throw invalidObservation('/exposure', 'the anchor was made without exposures, so it has no rate')
  }
}

/** The sample of an hour before the freeze, made where there is none. */
export function sampleOf(hours: Map<number, HourSample>, hour: number): HourSample {
  let sample = hours.get(hour)
  if (sample === undefined) {
    sample = emptyHourSample()
    hours.set(hour, sample)
  }
  return sample
}

/**
 * Takes an observation among those of which a norm will be made.
 *
 * @param limit observations of one source that count in an hour at most
 */
export function collectObservation(
  feature: string,
  hours: Map<number, HourSample>,
  { at, value: given, source, id, exposure }: DriftObservation,
  limit: number,
): void {
  const sample = sampleOf(hours, hourOf(at))
  if (given === null) {
    sample.missing += 1
    return
  }
  const value = plainValue(given)!
  const hash = sampleHash(feature, at, value, source, id, exposure)
  if (typeof value === 'string' && source === undefined) {
    sample.overflow += 1
    addCategory(sample.categories, categoryLabel(value), levelOf(hash), 1, SAMPLE_BUDGET)
    return
  }
  const origin = source === undefined ? 0 : originOf(source)
  const repeats = id === undefined ? 1 : 0
  const category = typeof value === 'string' ? categoryLabel(value) : null
  const numbers = typeof value === 'string' ? [] : typeof value === 'number' ? [value] : projectVector(value)
  const [first = 0, ...projections] = numbers
  const entry = { hash, at, value: first, category, projections, exposure: exposure ?? 1, repeats, origin }
  addToSample(sample, entry, limit)
}

/** What an hour before the freeze kept of the observations that a norm was made from. */
function normSampleSize(norm: StreamNorm): number {
  if (norm.kind === 'shares') return CATEGORY_SAMPLE_SIZE
  return norm.kind === 'vector' && norm.lanes.length > 1 ? VECTOR_SAMPLE_SIZE : SAMPLE_SIZE
}

/** Takes an observation of a watched feature. */
export function countObservation(
  feature: string,
  { ring, streams, sources, moments }: WatchingPhase,
  { utcOffset, sourceLimitAnHour }: MonitorConfiguration,
  { at, value, source, id, exposure }: DriftObservation,
): void {
  const hour = hourOf(at)
  const { norm } = streams[0]!
  if (value === null) {
    ring.addMissing(hour, 1)
    return
  }
  let bins: readonly number[]
  const limit = sourceLimit(normSampleSize(norm), sourceLimitAnHour)
  if (norm.kind === 'vector') {
    const projections = projectVector(value as readonly number[])
    bins = binsOfVector(norm, projections, localHourAt(utcOffset, at))
    const cell = cellMoments(moments, hour, projections.length)
    if (source === undefined) addVector(cell, norm.scale, projections, 1)
    else addVectorFromSource(sources, cell, hour, source, norm.scale, projections, limit)
  } else if (norm.kind === 'scored') {
    bins = [binOfValue(norm, value as number, localHourAt(utcOffset, at), exposure)]
  } else {
    const dictionary = norm.dictionary!
    const label = categoryLabel(value as string)
    const bin = binOfCategory(dictionary, label)
    if (bin === binsOf(dictionary) - 1) {
      const hash = sampleHash(feature, at, value, source, id, undefined)
      ring.addNews(hour, label, levelOf(hash), 1)
    }
    bins = [bin]
  }
  if (source !== undefined) addFromSource(sources, ring, hour, source, bins, limit)
  else for (const bin of bins) ring.add(hour, bin, 1)
}

/** The error for an observation that is not possible. */
export function invalidObservation(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-observation', `not an observation: ${message}`, {
    path,
    help: 'give { at, feature, value, source?, id?, exposure? }; null for a value that is missing',
  })
}
