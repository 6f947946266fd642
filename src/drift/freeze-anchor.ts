import { KeelsonError } from '../core/index.js'
import { anchorDigest } from './anchor-digest.js'
import { isTime, type MonitorConfiguration, offsetMinutesAt } from './configuration.js'
import { alarmThreshold } from './detector.js'
import { initialDetector } from './detector-state.js'
import { EvidenceRing } from './evidence-ring.js'
import { type AnchorValue, binOfValue, type FeatureNorm, makeFeatureNorm } from './feature-norm.js'
import {
  contextOf,
  type FeatureState,
  firstSampleHour,
  foldOldHours,
  renewShadow,
  type SamplingPhase,
  type WatchingPhase,
} from './feature-state.js'
import { boundedWeights, copyHourSample, type HourSample } from './hour-sample.js'
import type { MonitorState } from './monitor-state.js'
import { copySources } from './open-sources.js'
import { isStorableName } from './text.js'
import { alignDown, DAY_HOURS, HOUR_MS, hourOf } from './time.js'
import type { AnchorRequest, UtcOffsetChange } from './types.js'

export const SHORTEST_MS: number = 48 * HOUR_MS
const FEWEST_VALUES = 48
const FEWEST_HOURS = 24

/** Values that repeat at one instant stand for at most this many in an hour of the anchor, in proportion. */
const MOST_VALUES_AN_HOUR = 256

/**
 * Makes the norm of every feature from its observations in [from, to), and begins to watch with those after. Either
 * all features are frozen or nothing is changed.
 *
 * @throws KeelsonError `drift/already-frozen`, `drift/invalid-anchor`, `drift/anchor-too-short`, `drift/anchor-expired`
 */
export function freezeMonitor(state: MonitorState, request: AnchorRequest): void {
  if (state.anchor !== null) {
    throw new KeelsonError(
      'drift/already-frozen',
      `the anchor "${state.anchor.reference}" is frozen already`,
      {
        help: 'an anchor never moves; after a declared change promoteAnchor makes a new norm',
      },
    )
  }
  const { from, to, reference } = checkRequest(request)
  const frozen = state.features.map((feature, index) => {
    const { hours } = feature.phase as SamplingPhase
    return { feature, hours, norm: normOf(state, feature, hours, index, from, to), name: feature.name }
  })
  const { utcOffset } = state.configuration
  const digest = anchorDigest({ from, to, reference, utcOffset, promotions: [], norms: frozen })
  for (const { feature, hours, norm } of frozen) {
    const phase = beginWatching(state, feature, hours, norm, to)
    feature.phase = phase
    carryInCommon(feature, phase)
  }
  state.anchor = { from, to, reference, digest, promotions: [] }
}

function checkRequest(request: AnchorRequest): AnchorRequest {
  if (typeof request !== 'object' || request === null) throw invalid('', 'the request is not an object')
  const { from, to, reference } = request
  if (!isTime(from)) throw invalid('/from', 'the begin is not whole epoch milliseconds')
  if (!isTime(to) || to <= from)
    throw invalid('/to', 'the end is not whole epoch milliseconds after the begin')
  if (!isStorableName(reference))
    throw invalid('/reference', 'the reference is not a text of 1 to 1,024 units')
  if (to - from < SHORTEST_MS) {
    throw new KeelsonError('drift/anchor-too-short', 'the anchor is shorter than two days', {
      path: '/to',
      help: 'take at least 48 hours; 14 days let seasons show',
    })
  }
  return { from, to, reference }
}

/**
 * The norm of a feature from its observations in [from, to).
 *
 * @throws KeelsonError `drift/anchor-too-short`, `drift/anchor-expired`
 */
export function normOf(
  state: MonitorState,
  feature: FeatureState,
  sample: ReadonlyMap<number, HourSample>,
  index: number,
  from: number,
  to: number,
): FeatureNorm {
  const first = feature.latest === null ? null : firstSampleHour(hourOf(feature.latest))
  if (first !== null && hourOf(from) < first) {
    throw new KeelsonError(
      'drift/anchor-expired',
      `the anchor begins before what is kept of "${feature.name}"`,
      {
        path: '/from',
        help: 'freeze within 35 days of the begin of the anchor',
      },
    )
  }
  const values = anchorValues(sample, state.configuration, from, to)
  const hours = new Set(values.map(({ hour }) => hour))
  const days = new Set(values.map(({ localHour }) => Math.floor(localHour / DAY_HOURS)))
  if (values.length < FEWEST_VALUES || hours.size < FEWEST_HOURS || days.size < 2) {
    throw new KeelsonError(
      'drift/anchor-too-short',
      `"${feature.name}" has ${values.length} values in ${hours.size} hours of the anchor`,
      {
        path: `/features/${index}`,
        help: 'each feature needs 48 values in 24 different hours of two days; take a longer anchor, or leave it out',
      },
    )
  }
  return makeFeatureNorm(values, (to - from) / HOUR_MS)
}

/** The values of [from, to) by hour, then by hash: an order that no arrival can change. */
function anchorValues(
  hours: ReadonlyMap<number, HourSample>,
  { utcOffset, sourceLimitAnHour }: MonitorConfiguration,
  from: number,
  to: number,
): readonly AnchorValue[] {
  const values: AnchorValue[] = []
  for (const [hour, sample] of sortedHours(hours)) {
    const entries = sample.entries.filter(({ at }) => at >= from && at < to)
    const weights = boundedWeights(entries, sourceLimitAnHour)
    let total = 0
    for (const weight of weights) total += weight
    for (const [index, entry] of entries.entries()) {
      const share = (weights[index]! * MOST_VALUES_AN_HOUR) / total
      const repeats = total <= MOST_VALUES_AN_HOUR ? weights[index]! : Math.max(1, Math.floor(share))
      const localHour = localHourOf(utcOffset, entry.at)
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        values.push({ hour, localHour, value: entry.value })
      }
    }
  }
  return values
}

/** The local hour of an instant, counted from the epoch. */
export function localHourOf(offsets: readonly UtcOffsetChange[], at: number): number {
  return offsets.length === 0 ? hourOf(at) : hourOf(at + offsetMinutesAt(offsets, at) * 60_000)
}

/** A feature as it watches from `to` on, with what was observed since. */
export function beginWatching(
  state: MonitorState,
  feature: FeatureState,
  sampled: ReadonlyMap<number, HourSample>,
  norm: FeatureNorm,
  to: number,
): WatchingPhase {
  const { configuration, declarations } = state
  const ring = new EvidenceRing(norm.scores)
  for (const [hour, sample] of sortedHours(sampled)) {
    const entries = sample.entries.filter(({ at }) => at >= to)
    const weights = boundedWeights(entries, configuration.sourceLimitAnHour)
    for (const [index, entry] of entries.entries()) {
      const bin = binOfValue(norm, entry.value, localHourOf(configuration.utcOffset, entry.at))
      ring.add(hour, bin, weights[index]!)
    }
    if (sample.missing > 0 && hour * HOUR_MS >= to) ring.add(hour, ring.bins, sample.missing)
  }
  const streams = configuration.features.length
  const phase: WatchingPhase = {
    kind: 'watching',
    norm,
    anchorEnd: to,
    threshold: alarmThreshold(norm.blockHours, streams, configuration.falseAlarmsPerYear),
    ring,
    prefix: initialDetector(alignDown(hourOf(to), DAY_HOURS), hourOf(to)),
    carried: null,
    sources: new Map(),
    shadow: { since: null, hours: new Map() },
  }
  renewShadow(feature, phase, declarations)
  if (phase.shadow.since !== null) {
    for (const [hour, sample] of sampled) if (hour >= phase.shadow.since) phase.shadow.hours.set(hour, sample)
  }
  if (feature.latest !== null) {
    foldOldHours(phase, hourOf(feature.latest), contextOf(feature.name, phase, declarations))
  }
  return phase
}

/** Remembers what every shard that will be restored from the bytes of this moment has in common. */
export function carryInCommon(feature: FeatureState, phase: WatchingPhase): void {
  const { ring, sources, shadow } = phase
  const ids = new Map([...feature.ids].map(([hour, keys]) => [hour, new Set(keys)]))
  const hours = new Map([...shadow.hours].map(([hour, sample]) => [hour, copyHourSample(sample)]))
  phase.carried = {
    ring: ring.clone(),
    late: feature.late,
    ids,
    sources: copySources(sources),
    shadow: hours,
  }
}

function sortedHours(hours: ReadonlyMap<number, HourSample>): readonly (readonly [number, HourSample])[] {
  return [...hours].sort(([left], [right]) => left - right)
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-anchor', message, {
    path,
    help: 'give { from, to, reference }: epoch milliseconds, `to` exclusive, and the approval',
  })
}
