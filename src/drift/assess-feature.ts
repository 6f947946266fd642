import { Q16_ONE } from '../core/index.js'
import { compareBins, SCORE_ORDERS } from '../stats/index.js'
import { cellMeans } from './cell-history.js'
import { anchorCounts, categoryBins, valueBins } from './changed-bins.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import { EFFECT_ONE, type Episode, recentEffect } from './episode.js'
import type { EvidenceRing } from './evidence-ring.js'
import type { FeatureNorm } from './feature-norm.js'
import type { HourSource } from './hour-source.js'
import type { ShareNorm } from './share-norm.js'
import { effectSignOf, indifferenceOf, type StreamNorm } from './stream-norm.js'
import { alignDown, CELL_HOURS, DAY_HOURS, HOUR_MS } from './time.js'
import type { DriftBin, DriftContrast, DriftFeatureReport, DriftVerdict } from './types.js'
import { frechetFromAnchor, type MomentCells } from './vector-moments.js'
import { leadingLane, type VectorNorm } from './vector-norm.js'

const WEEK_HOURS: number = 7 * DAY_HOURS
const MONTH_HOURS: number = 30 * DAY_HOURS

/** Below this share of the anchor's usual hours with values, a day says too little. */
const FEWEST_HOURS_SHARE = 0.25

/** An indifference this large is beyond the largest effect there is: nothing could raise an alarm. */
const BLIND = 1

/** The report of a feature that has no anchor. */
export function warmingReport(name: string): DriftFeatureReport {
  return {
    name,
    verdict: 'warming',
    evidence: 0,
    threshold: null,
    alarms: 0,
    alarmedAt: null,
    onset: null,
    effect: 0,
    contrasts: [],
    bins: [],
  }
}

/** What an assessment says of a feature. */
export interface FeatureAssessment {
  readonly report: DriftFeatureReport
  /** True where the latest episode is open and nothing declared explains it. */
  readonly drifts: boolean
  /** True where the last day says enough to be judged. */
  readonly isWatched: boolean
}

/** A stream to assess, and what it is assessed from. */
export interface AssessedStream {
  readonly context: DetectorContext
  /** At the first hour that is not sealed. */
  readonly detector: DetectorState
  readonly hours: HourSource
  /** The first hour that is not folded. */
  readonly kept: number
  /** The ring of the values; `null` for a side stream. */
  readonly ring: EvidenceRing | null
  /** The moments of the values, where they are vectors. */
  readonly moments: MomentCells
}

/**
 * Assesses a watched stream at the first hour that is not sealed.
 *
 * @param anchorHour the hour in which the anchor ends
 */
export function assessStream(stream: AssessedStream, anchorHour: number, until: number): FeatureAssessment {
  const { context, detector, ring } = stream
  const { norm } = context
  const { episode } = detector
  const lane = norm.kind === 'vector' ? leadingLane(norm, detector) : 0
  const isOpen = episode !== null && episode.closedAt === null
  const effect =
    episode === null
      ? locationEffect(detector, norm, lane, until)
      : isOpen
        ? recentEffect(episode, context, detector, until).effect
        : episode.effect / EFFECT_ONE
  const quiet = quietVerdict(stream, anchorHour, until)
  const report: DriftFeatureReport = {
    name: context.feature,
    verdict: episode?.verdict ?? quiet,
    evidence: detector.evidence / Q16_ONE,
    threshold: context.threshold / Q16_ONE,
    alarms: detector.alarms,
    alarmedAt: episode === null ? null : episode.alarmedAt * HOUR_MS,
    onset: episode === null ? null : { from: episode.onsetFrom * HOUR_MS, to: episode.onsetTo * HOUR_MS },
    // Adding 0 turns -0, which JSON cannot tell from 0, into 0.
    effect: Math.round(effect * EFFECT_ONE) / EFFECT_ONE + 0,
    contrasts: ring === null ? [] : contrastsOf(ring, norm, lane, Math.max(anchorHour, stream.kept), until),
    bins: ring === null ? [] : changedBins(ring, norm, lane, until),
    ...(norm.kind === 'vector' ? vectorExhibits(stream, norm, lane, anchorHour, until) : {}),
    ...(episode?.reference == null ? {} : { reference: episode.reference }),
    ...(episode === null || episode.excess === 0 ? {} : { excess: episode.excess / EFFECT_ONE }),
    ...(episode === null || episode.escalations === 0 ? {} : { escalations: episode.escalations }),
    ...(episode === null ? {} : recurrenceReport(episode)),
  }
  const drifts = isOpen && episode.verdict !== 'declared-evolution'
  return { report, drifts, isWatched: quiet === 'stable' }
}

function recurrenceReport({ recurs }: Episode): Pick<DriftFeatureReport, 'recursOf' | 'occurrences'> {
  if (recurs === null) return {}
  const { from, to, count } = recurs
  return { recursOf: { from: from * HOUR_MS, to: to * HOUR_MS }, occurrences: count }
}

/** Which projection leads, and how far the last 24 hours lie from the anchor, once they are wholly watched and kept. */
function vectorExhibits(
  { moments, kept }: AssessedStream,
  { lanes, usual }: VectorNorm,
  projection: number,
  anchorHour: number,
  until: number,
): Pick<DriftFeatureReport, 'projection' | 'frechet'> {
  const end = alignDown(until, CELL_HOURS)
  const from = end - DAY_HOURS
  const isWhole = from >= Math.max(anchorHour, kept)
  const frechet = isWhole ? frechetFromAnchor(moments, usual, lanes.length, from, end) : null
  return { projection, ...(frechet === null ? {} : { frechet }) }
}

/** The verdict but for any episode: silence is not stability. */
function quietVerdict(
  { context, detector, hours: source }: AssessedStream,
  anchorHour: number,
  until: number,
): DriftVerdict {
  const { norm, strictTolerance } = context
  if (indifferenceOf(norm, strictTolerance) >= BLIND) return 'insufficient'
  const from = Math.max(anchorHour, until - DAY_HOURS)
  let hours = 0
  source.forEachHour(from, until, () => {
    hours += 1
  })
  const isSilent = hours === 0 || hours < FEWEST_HOURS_SHARE * norm.hourShare * (until - from)
  if (isSilent && until > anchorHour + DAY_HOURS) return 'insufficient'
  return isSilent || detector.blocks === 0 ? 'warming' : 'stable'
}

function locationEffect(detector: DetectorState, norm: StreamNorm, lane: number, until: number): number {
  const from = alignDown(until - DAY_HOURS, CELL_HOURS)
  const means = cellMeans(detector.history, norm, lane * SCORE_ORDERS, from, until)
  let weights = 0
  let sum = 0
  for (const { deviation, weight } of means) {
    weights += weight
    sum += weight * deviation
  }
  return weights === 0 ? 0 : (effectSignOf(norm, 0) * sum) / weights
}

/** The histogram of [from, to); of vectors that of one projection. */
function histogramOf(ring: EvidenceRing, lane: number, from: number, to: number): Float64Array {
  const { starts } = ring.layout
  return ring.histogram(from, to).slice(starts[lane]!, starts[lane + 1])
}

function contrastsOf(
  ring: EvidenceRing,
  norm: StreamNorm,
  lane: number,
  first: number,
  until: number,
): DriftContrast[] {
  const end = alignDown(until, CELL_HOURS)
  const contrasts: DriftContrast[] = []
  const add = (name: DriftContrast['name'], hours: number, before: number): void => {
    // Only where the whole of it is watched and kept.
    if (end - hours - before < first) return
    const period = histogramOf(ring, lane, end - hours, end)
    const against =
      before === 0
        ? anchorCounts(laneNorm(norm, lane))
        : histogramOf(ring, lane, end - hours - before, end - hours)
    contrasts.push({
      name,
      from: (end - hours) * HOUR_MS,
      to: end * HOUR_MS,
      ...compareBins(period, against),
    })
  }
  add('24h-6d', DAY_HOURS, WEEK_HOURS - DAY_HOURS)
  add('7d-23d', WEEK_HOURS, MONTH_HOURS - WEEK_HOURS)
  add('30d-anchor', MONTH_HOURS, 0)
  return contrasts
}

function laneNorm(norm: StreamNorm, lane: number): FeatureNorm | ShareNorm {
  return norm.kind === 'vector' ? norm.lanes[lane]! : norm
}

function changedBins(ring: EvidenceRing, all: StreamNorm, lane: number, until: number): readonly DriftBin[] {
  const end = alignDown(until, CELL_HOURS)
  const counts = histogramOf(ring, lane, end - DAY_HOURS, end)
  const norm = laneNorm(all, lane)
  return norm.kind === 'scored'
    ? valueBins(norm, counts)
    : categoryBins(norm, counts, ring.newsOf(end - DAY_HOURS, end))
}
