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
  sortedHours,
} from './anchor-hours.js'
import { binOfCategory, binsOf, makeDictionary } from './category-dictionary.js'
import { categoryCounts } from './category-sample.js'
import { isTime } from './configuration.js'
import { initialDetector } from './detector-state.js'
import { EvidenceRing } from './evidence-ring.js'
import { binOfValue, makeFeatureNorm } from './feature-norm.js'
import {
  type FeatureState,
  firstSampleHour,
  foldOldHours,
  prefixHour,
  type SamplingPhase,
  type WatchingPhase,
} from './feature-state.js'
import { arrivalsOf, type HourSample, weightOf } from './hour-sample.js'
import { localHourAt } from './local-hour.js'
import type { MonitorState } from './monitor-state.js'
import { makeShareNorm } from './share-norm.js'
import type { StreamNorm } from './stream-norm.js'
import { isStorableName } from './text.js'
import { alignDown, DAY_HOURS, HOUR_MS, hourOf } from './time.js'
import type { AnchorRequest, DriftFeature } from './types.js'
import { ringLayout, STREAM_ROLES, streamName, streamThreshold } from './watched-stream.js'

const SHORTEST_MS: number = 48 * HOUR_MS
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
        help: 'an anchor never moves; make a new monitor for a new norm',
      },
    )
  }
  const { from, to, reference } = checkRequest(request)
  const { utcOffset, features } = state.configuration
  const period = { from, to, offsets: utcOffset }
  const frozen = state.features.map((feature, index) => {
    const phase = feature.phase as SamplingPhase
    const norms = normsOf(features[index]!, feature, phase, index, period)
    return { feature, phase, norms, name: feature.name }
  })
  const digest = anchorDigest({ from, to, reference, utcOffset, features: frozen })
  for (const { feature, phase, norms } of frozen) {
    feature.phase = beginWatching(state, feature, phase, norms, to)
  }
  state.anchor = { from, to, reference, digest }
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

/** The norms of a feature's streams, in the order of `STREAM_ROLES`. */
function normsOf(
  { kind }: DriftFeature,
  feature: FeatureState,
  phase: SamplingPhase,
  index: number,
  period: AnchorPeriod,
): readonly StreamNorm[] {
  const first = feature.latest === null ? null : firstSampleHour(hourOf(feature.latest))
  if (first !== null && hourOf(period.from) < first) {
    throw new KeelsonError(
      'drift/anchor-expired',
      `the anchor begins before what is kept of "${feature.name}"`,
      {
        path: '/from',
        help: 'freeze within 35 days of the begin of the anchor',
      },
    )
  }
  const span = (period.to - period.from) / HOUR_MS
  return [
    kind === 'categorical'
      ? categoryNorm(phase, feature.name, index, period, span)
      : valueNorm(phase, feature.name, index, period, span),
    makeShareNorm(anchorMissing(phase, period), 1, span, null, true),
    makeFeatureNorm(anchorArrivals(phase, period), span),
    makeShareNorm(anchorLateness(phase, period), 1, span, null, false),
  ]
}

function valueNorm(
  phase: SamplingPhase,
  name: string,
  index: number,
  period: AnchorPeriod,
  span: number,
): StreamNorm {
  const values = anchorValues(phase, period)
  checkLength(name, index, values.length, values)
  return makeFeatureNorm(values, span)
}

function categoryNorm(
  phase: SamplingPhase,
  name: string,
  index: number,
  period: AnchorPeriod,
  span: number,
): StreamNorm {
  const hours = anchorCategories(phase, period)
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

function beginWatching(
  state: MonitorState,
  feature: FeatureState,
  sampling: SamplingPhase,
  norms: readonly StreamNorm[],
  to: number,
): WatchingPhase {
  const { configuration, declarations } = state
  const { features, falseAlarmsPerYear, utcOffset } = configuration
  const ring = new EvidenceRing(ringLayout(norms[0]!))
  for (const [hour, sample] of sortedHours(sampling)) carryHour(ring, norms[0]!, state, hour, sample, to)
  const start = alignDown(hourOf(to), DAY_HOURS)
  const phase: WatchingPhase = {
    kind: 'watching',
    streams: STREAM_ROLES.map((role, index) => {
      const norm = norms[index]!
      return {
        name: streamName(feature.name, role),
        role,
        norm,
        threshold: streamThreshold(role, norm, features.length, falseAlarmsPerYear),
        prefix: initialDetector(start, hourOf(to), norm),
      }
    }),
    ring,
    since: Math.ceil(to / HOUR_MS),
    carried: null,
  }
  if (feature.latest !== null) foldOldHours(phase, hourOf(feature.latest), utcOffset, declarations)
  if (prefixHour(phase) === start) {
    const ids = new Map([...feature.ids].map(([hour, keys]) => [hour, new Set(keys)]))
    phase.carried = { ring: ring.clone(), late: feature.late, ids }
  }
  return phase
}

/** What an hour kept before the freeze has seen after the anchor. */
function carryHour(
  ring: EvidenceRing,
  norm: StreamNorm,
  { configuration }: MonitorState,
  hour: number,
  sample: HourSample,
  to: number,
): void {
  let carried = 0
  if (norm.kind === 'scored') {
    for (const entry of sample.entries) {
      if (entry.at < to) continue
      const localHour = localHourAt(configuration.utcOffset, entry.at)
      ring.add(hour, binOfValue(norm, entry.value, localHour, entry.exposure), weightOf(entry))
      carried += weightOf(entry)
    }
  }
  // Of an hour in which the anchor ends only what has an instant of its own can be told apart.
  if (hour * HOUR_MS < to) return
  if (norm.kind === 'shares') {
    for (const [category, count] of categoryCounts(sample.categories)) {
      ring.add(hour, binOfCategory(norm.dictionary!, category), count)
      carried += count
    }
  }
  const beyond = arrivalsOf(sample) - sample.missing - carried
  if (beyond > 0) ring.addBeyond(hour, beyond)
  if (sample.missing > 0) ring.addMissing(hour, sample.missing)
  if (sample.late > 0) ring.addLate(hour, sample.late)
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-anchor', message, {
    path,
    help: 'give { from, to, reference }: epoch milliseconds, `to` exclusive, and the approval',
  })
}
