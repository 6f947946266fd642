import { Q16_ONE } from '../core/index.js'
import { compareBins } from '../stats/index.js'
import { cellMeans } from './cell-history.js'
import { effectSign } from './components.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import { EFFECT_ONE, recentEffect } from './episode.js'
import type { EvidenceRing } from './evidence-ring.js'
import { type FeatureNorm, indifferenceOf } from './feature-norm.js'
import type { WatchingPhase } from './feature-state.js'
import { alignDown, CELL_HOURS, DAY_HOURS, HOUR_MS, hourOf } from './time.js'
import type { DriftBin, DriftContrast, DriftFeatureReport, DriftVerdict } from './types.js'

const WEEK_HOURS: number = 7 * DAY_HOURS
const MONTH_HOURS: number = 30 * DAY_HOURS
const MOST_BINS = 3

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

/** Assesses a watched feature, from its detector at the first hour that is not sealed. */
export function assessFeature(
  phase: WatchingPhase,
  context: DetectorContext,
  detector: DetectorState,
  until: number,
): FeatureAssessment {
  const { ring, norm } = phase
  const anchorHour = hourOf(phase.anchorEnd)
  const { episode } = detector
  const isOpen = episode !== null && episode.closedAt === null
  const effect =
    episode === null
      ? locationEffect(detector, norm, until)
      : isOpen
        ? recentEffect(episode, context, detector, until).effect
        : episode.effect / EFFECT_ONE
  const quiet = quietVerdict(phase, detector, anchorHour, until)
  const report: DriftFeatureReport = {
    name: context.feature,
    verdict: episode?.verdict ?? quiet,
    evidence: detector.evidence / Q16_ONE,
    alarms: detector.alarms,
    alarmedAt: episode === null ? null : episode.alarmedAt * HOUR_MS,
    onset: episode === null ? null : { from: episode.onsetFrom * HOUR_MS, to: episode.onsetTo * HOUR_MS },
    // Adding 0 turns -0, which JSON cannot tell from 0, into 0.
    effect: Math.round(effect * EFFECT_ONE) / EFFECT_ONE + 0,
    contrasts: contrastsOf(phase, anchorHour, until),
    bins: changedBins(ring, norm, until),
    ...(episode?.reference == null ? {} : { reference: episode.reference }),
    ...(episode === null || episode.excess === 0 ? {} : { excess: episode.excess / EFFECT_ONE }),
  }
  const drifts = isOpen && episode.verdict !== 'declared-evolution'
  return { report, drifts, isWatched: quiet === 'stable' }
}

/** The verdict but for any episode: silence is not stability. */
function quietVerdict(
  { ring, norm }: WatchingPhase,
  detector: DetectorState,
  anchorHour: number,
  until: number,
): DriftVerdict {
  if (indifferenceOf(norm) >= BLIND) return 'insufficient'
  const from = Math.max(anchorHour, until - DAY_HOURS)
  let hours = 0
  ring.forEachHour(from, until, () => {
    hours += 1
  })
  const isSilent = hours === 0 || hours < FEWEST_HOURS_SHARE * norm.hourShare * (until - from)
  if (isSilent && until > anchorHour + DAY_HOURS) return 'insufficient'
  return isSilent || detector.blocks === 0 ? 'warming' : 'stable'
}

function locationEffect(detector: DetectorState, norm: FeatureNorm, until: number): number {
  const means = cellMeans(detector.history, norm, 0, alignDown(until - DAY_HOURS, CELL_HOURS), until)
  let weights = 0
  let sum = 0
  for (const { deviation, weight } of means) {
    weights += weight
    sum += weight * deviation
  }
  return weights === 0 ? 0 : (effectSign(0) * sum) / weights
}

function contrastsOf(
  { ring, norm, prefix }: WatchingPhase,
  anchorHour: number,
  until: number,
): DriftContrast[] {
  const end = alignDown(until, CELL_HOURS)
  const first = Math.max(anchorHour, prefix.hour)
  const contrasts: DriftContrast[] = []
  const add = (name: DriftContrast['name'], hours: number, before: number): void => {
    // Only where the whole of it is watched and kept.
    if (end - hours - before < first) return
    const period = ring.histogram(end - hours, end)
    const against = before === 0 ? norm.counts : ring.histogram(end - hours - before, end - hours)
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

function changedBins(ring: EvidenceRing, norm: FeatureNorm, until: number): DriftBin[] {
  const end = alignDown(until, CELL_HOURS)
  const counts = ring.histogram(end - DAY_HOURS, end)
  let total = 0
  for (const count of counts) total += count
  if (total === 0) return []
  const bins: (DriftBin & { readonly index: number })[] = []
  for (let index = 0; index < counts.length; index += 1) {
    const expected = norm.counts[index]! / norm.values
    const observed = counts[index]! / total
    if (expected === observed) continue
    bins.push({
      index,
      from: index === 0 ? null : norm.edges[index - 1]!,
      to: index === norm.edges.length ? null : norm.edges[index]!,
      expected,
      observed,
    })
  }
  const difference = (bin: DriftBin): number => Math.abs(bin.observed - bin.expected)
  bins.sort((left, right) => difference(right) - difference(left) || left.index - right.index)
  return bins
    .slice(0, MOST_BINS)
    .map(({ from, to, expected, observed }) => ({ from, to, expected, observed }))
}
