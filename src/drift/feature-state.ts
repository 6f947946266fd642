import { KeelsonError } from '../core/index.js'
import type { MonitorConfiguration } from './configuration.js'
import { type CheckedDeclaration, shadowSince } from './declaration.js'
import { advanceDetector } from './detector.js'
import type { EvidenceRing } from './evidence-ring.js'
import type { HourSample } from './hour-sample.js'
import type { OpenSources } from './open-sources.js'
import { denseStart, foldEnd, HOUR_MS, hourOf, SAMPLE_HOURS } from './time.js'
import type { UtcOffsetChange } from './types.js'
import { dropMoments, type MomentCells } from './vector-moments.js'
import { contextOf, hoursOf, type WatchedStream } from './watched-stream.js'

/** Most ids that one feature remembers of one hour. */
const MAX_IDS_AN_HOUR = 100_000

/** Keys of observations with an id in the hours that are not sealed, by hour. */
export type OpenIds = Map<number, Set<string>>

/** A feature before the freeze. */
export interface SamplingPhase {
  readonly kind: 'sampling'
  readonly hours: Map<number, HourSample>
}

/** A feature after the freeze. */
export interface WatchingPhase {
  readonly kind: 'watching'
  /** The end of the period that the norms were made from, epoch milliseconds; watching begins here. */
  readonly anchorEnd: number
  /** The feature itself, then its side streams, in the order of `STREAM_ROLES`. */
  readonly streams: readonly WatchedStream[]
  /** Every hour since the anchor, or since the last fold. */
  readonly ring: EvidenceRing
  /** The first whole hour after the anchor. */
  readonly since: number
  /** What every shard that was restored from the frozen bytes holds in common; `null` once anything was folded. */
  carried: CarriedPart | null
  /** Of vectors: the moments that they are compared with the anchor's by. Else empty. */
  readonly moments: MomentCells
  /** What each source has shown in the hours that are not sealed: what it counts as depends on all of it. */
  readonly sources: OpenSources
  /** What may become the next norm: the observations since the latest declared change, kept as before a freeze. */
  readonly shadow: ShadowSample
}

/** Observations from which a promotion would make the next norm. */
interface ShadowSample {
  /** The first whole hour after the latest declared change of the feature since its anchor; `null` without one. */
  since: number | null
  readonly hours: Map<number, HourSample>
}

/** The part of a feature that was there when the anchor was frozen. */
export interface CarriedPart {
  readonly ring: EvidenceRing
  readonly late: number
  readonly ids: OpenIds
  readonly sources: OpenSources
  readonly moments: MomentCells
  readonly shadow: ReadonlyMap<number, HourSample>
}

/** One feature of a monitor. */
export interface FeatureState {
  readonly name: string
  /** The latest observation, epoch milliseconds. */
  latest: number | null
  late: number
  readonly ids: OpenIds
  phase: SamplingPhase | WatchingPhase
}

/** True where an hour can take nothing more of this feature. */
export function isSealed(feature: FeatureState, hour: number, latenessMs: number): boolean {
  return feature.latest !== null && (hour + 1) * HOUR_MS + latenessMs <= feature.latest
}

/**
 * Remembers an observation by its key.
 *
 * @returns false where it was seen before
 * @throws KeelsonError `drift/too-many-ids`; nothing is changed
 */
export function rememberId(feature: FeatureState, hour: number, key: string): boolean {
  const seen = feature.ids.get(hour)
  if (seen === undefined) {
    feature.ids.set(hour, new Set([key]))
    return true
  }
  if (seen.has(key)) return false
  if (seen.size >= MAX_IDS_AN_HOUR) {
    throw new KeelsonError('drift/too-many-ids', `"${feature.name}" has more than 100,000 ids in one hour`, {
      path: '/id',
      help: 'leave ids out where deliveries are not repeated, or add values up before handing them in',
    })
  }
  seen.add(key)
  return true
}

/** Moves a feature on to an instant: forgets, packs and folds what the passage of time makes old. */
export function moveOn(
  feature: FeatureState,
  at: number,
  { latenessMs, utcOffset }: MonitorConfiguration,
  declarations: readonly CheckedDeclaration[],
): void {
  const { latest, phase } = feature
  if (latest !== null && at <= latest) return
  feature.latest = at
  if (feature.ids.size > 0) dropSealed(feature.ids, feature, latenessMs)
  if (phase.kind === 'watching' && phase.sources.size > 0) dropSealed(phase.sources, feature, latenessMs)
  const hour = hourOf(at)
  const before = latest === null ? hour : hourOf(latest)
  if (phase.kind === 'sampling') {
    dropOldSamples(phase.hours, before, hour)
    return
  }
  dropOldSamples(phase.shadow.hours, before, hour)
  if (denseStart(hour) > denseStart(before)) {
    foldOldHours(phase, hour, utcOffset, declarations)
  }
}

/** The oldest hour that a feature before the freeze keeps. */
export function firstSampleHour(latestHour: number): number {
  return latestHour - SAMPLE_HOURS
}

/** Forgets what is only needed of hours that can take more. */
export function dropSealed(hours: Map<number, unknown>, feature: FeatureState, latenessMs: number): void {
  for (const hour of hours.keys()) if (isSealed(feature, hour, latenessMs)) hours.delete(hour)
}

function dropOldSamples(hours: Map<number, HourSample>, before: number, latestHour: number): void {
  const first = firstSampleHour(latestHour)
  if (first - firstSampleHour(before) > hours.size) {
    for (const hour of hours.keys()) if (hour < first) hours.delete(hour)
  } else {
    for (let hour = firstSampleHour(before); hour < first; hour += 1) hours.delete(hour)
  }
}

/** Begins the shadow of a watched feature anew where a declaration says that its values have changed since. */
export function renewShadow(
  feature: FeatureState,
  phase: WatchingPhase,
  declarations: readonly CheckedDeclaration[],
): void {
  const { shadow } = phase
  const since = shadowSince(declarations, feature.name, phase.anchorEnd)
  if (since === shadow.since) return
  shadow.since = since
  for (const hour of shadow.hours.keys()) if (since === null || hour < since) shadow.hours.delete(hour)
}

/** Packs the hours that are no longer recent, and folds those older than 30 days into the detectors. */
export function foldOldHours(
  phase: WatchingPhase,
  latestHour: number,
  offsets: readonly UtcOffsetChange[],
  declarations: readonly CheckedDeclaration[],
): void {
  phase.ring.compact(denseStart(latestHour))
  const fold = foldEnd(latestHour)
  if (fold <= prefixHour(phase)) return
  for (const stream of phase.streams) {
    const hours = hoursOf(stream, phase, offsets)
    advanceDetector(stream.prefix, contextOf(stream, declarations), hours, fold)
  }
  phase.ring.drop(fold)
  dropMoments(phase.moments, fold)
  phase.carried = null
}

/** The first hour that is not folded. */
export function prefixHour(phase: WatchingPhase): number {
  return phase.streams[0]!.prefix.hour
}
