import { KeelsonError } from '../core/index.js'
import { anchorDigest } from './anchor-digest.js'
import {
  type AnchorPeriod,
  anchorArrivals,
  anchorCategories,
  anchorLateness,
  anchorMissing,
  anchorValues,
  binHours,
  countsOf,
  type KeptHours,
  sortedHours,
} from './anchor-hours.js'
import { binOfCategory, binsOf, makeDictionary } from './category-dictionary.js'
import { isTime, type MonitorConfiguration } from './configuration.js'
import { initialDetector } from './detector-state.js'
import { EvidenceRing } from './evidence-ring.js'
import { binOfValue, makeFeatureNorm } from './feature-norm.js'
import {
  type FeatureState,
  firstSampleHour,
  foldOldHours,
  renewShadow,
  type SamplingPhase,
  type WatchingPhase,
} from './feature-state.js'
import { arrivalsOf, boundedWeights, copyHourSample, type HourSample } from './hour-sample.js'
import { localHourAt } from './local-hour.js'
import type { MonitorState } from './monitor-state.js'
import { copySources } from './open-sources.js'
import { lanesOf } from './projection.js'
import { makeShareNorm } from './share-norm.js'
import type { StreamNorm } from './stream-norm.js'
import { isStorableName } from './text.js'
import { alignDown, DAY_HOURS, HOUR_MS, hourOf } from './time.js'
import type { AnchorRequest, DriftFeature } from './types.js'
import { addVector, cellMoments, copyMoments, type MomentCells } from './vector-moments.js'
import { binsOfVector, makeVectorNorm } from './vector-norm.js'
import { ringLayout, STREAM_ROLES, streamName, streamRule } from './watched-stream.js'

export const SHORTEST_MS: number = 48 * HOUR_MS
const FEWEST_VALUES = 48
const FEWEST_HOURS = 24

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
    return { feature, hours, norms: normsOf(state, feature, hours, index, from, to), name: feature.name }
  })
  const { utcOffset } = state.configuration
  const digest = anchorDigest({ from, to, reference, utcOffset, promotions: [], features: frozen })
  for (const { feature, hours, norms } of frozen) {
    const phase = beginWatching(state, feature, hours, norms, to)
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
 * The norms of a feature's streams from its observations in [from, to), in the order of `STREAM_ROLES`.
 *
 * @throws KeelsonError `drift/anchor-too-short`, `drift/anchor-expired`
 */
export function normsOf(
  { configuration }: MonitorState,
  feature: FeatureState,
  sample: KeptHours,
  index: number,
  from: number,
  to: number,
): readonly StreamNorm[] {
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
  const { utcOffset, sourceLimitAnHour, features } = configuration
  const period = { from, to, offsets: utcOffset, sourceLimit: sourceLimitAnHour }
  const span = (to - from) / HOUR_MS
  return [
    features[index]!.kind === 'categorical'
      ? categoryNorm(sample, feature.name, index, period, span)
      : valueNorm(sample, features[index]!, index, period, span),
    makeShareNorm(anchorMissing(sample, period), 1, span, null, true),
    makeFeatureNorm(anchorArrivals(sample, period), span),
    makeShareNorm(anchorLateness(sample, period), 1, span, null, false),
  ]
}

function valueNorm(
  sample: KeptHours,
  feature: DriftFeature,
  index: number,
  period: AnchorPeriod,
  span: number,
): StreamNorm {
  const values = anchorValues(sample, period)
  checkLength(feature.name, index, values.length, values)
  if (feature.kind !== 'vector') return makeFeatureNorm(values, span)
  const lanes = Array.from({ length: lanesOf(feature.dimensions) }, (_, lane) =>
    anchorValues(sample, period, lane),
  )
  return makeVectorNorm(lanes, span)
}

function categoryNorm(
  sample: KeptHours,
  name: string,
  index: number,
  period: AnchorPeriod,
  span: number,
): StreamNorm {
  const hours = anchorCategories(sample, period)
  const dictionary = makeDictionary(hours, DAY_HOURS)
  const bins = binHours(hours, dictionary)
  let total = 0
  for (const { count } of bins) total += count
  checkLength(name, index, total, bins)
  return makeShareNorm(bins, binsOf(dictionary), span, dictionary, true)
}

function checkLength(
  name: string,
  index: number,
  values: number,
  moments: readonly { readonly hour: number; readonly localHour: number }[],
): void {
  const hours = new Set(moments.map(({ hour }) => hour))
  const days = new Set(moments.map(({ localHour }) => Math.floor(localHour / DAY_HOURS)))
  if (values >= FEWEST_VALUES && hours.size >= FEWEST_HOURS && days.size >= 2) return
  throw new KeelsonError(
    'drift/anchor-too-short',
    `"${name}" has ${values} values in ${hours.size} hours of the anchor`,
    {
      path: `/features/${index}`,
      help: 'each feature needs 48 values in 24 different hours of two days; take a longer anchor, or leave it out',
    },
  )
}

/** A feature as it watches from `to` on, with what was observed since. */
export function beginWatching(
  state: MonitorState,
  feature: FeatureState,
  sampled: KeptHours,
  norms: readonly StreamNorm[],
  to: number,
): WatchingPhase {
  const { configuration, declarations } = state
  const { utcOffset } = configuration
  const ring = new EvidenceRing(ringLayout(norms[0]!))
  const moments: MomentCells = new Map()
  for (const [hour, sample] of sortedHours(sampled)) {
    carryHour(ring, moments, norms[0]!, configuration, hour, sample, to)
  }
  const start = alignDown(hourOf(to), DAY_HOURS)
  const phase: WatchingPhase = {
    kind: 'watching',
    anchorEnd: to,
    streams: STREAM_ROLES.map((role, index) => {
      const norm = norms[index]!
      return {
        name: streamName(feature.name, role),
        role,
        norm,
        rule: streamRule(configuration, role, norm),
        prefix: initialDetector(start, hourOf(to), norm),
      }
    }),
    ring,
    since: hourOf(to - 1) + 1,
    carried: null,
    sources: new Map(),
    moments,
    shadow: { since: null, hours: new Map() },
  }
  renewShadow(feature, phase, declarations)
  if (phase.shadow.since !== null) {
    for (const [hour, sample] of sampled) if (hour >= phase.shadow.since) phase.shadow.hours.set(hour, sample)
  }
  if (feature.latest !== null) {
    foldOldHours(phase, hourOf(feature.latest), utcOffset, declarations)
  }
  return phase
}

/** What an hour kept before the freeze has seen after the anchor. */
function carryHour(
  ring: EvidenceRing,
  moments: MomentCells,
  norm: StreamNorm,
  { utcOffset, sourceLimitAnHour }: MonitorConfiguration,
  hour: number,
  sample: HourSample,
  to: number,
): void {
  let carried = 0
  if (norm.kind !== 'shares') {
    const weights = boundedWeights(sample.entries, sourceLimitAnHour)
    for (const [index, { at, value, projections, exposure }] of sample.entries.entries()) {
      if (at < to || weights[index] === 0) continue
      const localHour = localHourAt(utcOffset, at)
      const vector = [value, ...projections]
      const bins =
        norm.kind === 'vector'
          ? binsOfVector(norm, vector, localHour)
          : [binOfValue(norm, value, localHour, exposure)]
      for (const bin of bins) ring.add(hour, bin, weights[index]!)
      if (norm.kind === 'vector') {
        addVector(cellMoments(moments, hour, norm.lanes.length), norm.scale, vector, weights[index]!)
      }
      carried += weights[index]!
    }
  }
  // Of an hour in which the anchor ends only what has an instant of its own can be told apart.
  if (hour * HOUR_MS < to) return
  if (norm.kind === 'shares') {
    for (const [category, count] of countsOf(sample, sourceLimitAnHour)) {
      ring.add(hour, binOfCategory(norm.dictionary!, category), count)
      carried += count
    }
  }
  const beyond = arrivalsOf(sample) - sample.missing - carried
  if (beyond > 0) ring.addBeyond(hour, beyond)
  if (sample.missing > 0) ring.addMissing(hour, sample.missing)
  if (sample.late > 0) ring.addLate(hour, sample.late)
}

/** Remembers what every shard that will be restored from the bytes of this moment has in common. */
export function carryInCommon(feature: FeatureState, phase: WatchingPhase): void {
  const { ring, sources, moments, shadow } = phase
  const ids = new Map([...feature.ids].map(([hour, keys]) => [hour, new Set(keys)]))
  const hours = new Map([...shadow.hours].map(([hour, sample]) => [hour, copyHourSample(sample)]))
  phase.carried = {
    ring: ring.clone(),
    late: feature.late,
    ids,
    sources: copySources(sources),
    moments: copyMoments(moments),
    shadow: hours,
  }
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-anchor', message, {
    path,
    help: 'give { from, to, reference }: epoch milliseconds, `to` exclusive, and the approval',
  })
}
