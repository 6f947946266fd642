import {
  type BinScale,
  type DayOfScores,
  evidenceScale,
  FEWEST_SCORES,
  FUSED_RING_DAYS,
  RING_DAYS,
  ScoreRing,
  sumScale,
} from './score-ring.js'
import type { ActorKind } from './types.js'

/** What is ranked: each channel's sum, the fused evidence of an event, and that of a whole session. */
export const RANKED = ['live', 'anchor', 'burst', 'sequence', 'target', 'fused', 'session'] as const
export type Ranked = (typeof RANKED)[number]

/** Kinds of actors are calibrated apart: what is unusual for a pipeline is not what is unusual for a person. */
export const KINDS = ['human', 'service', 'agent', 'unspecified'] as const
export type CalibratedKind = (typeof KINDS)[number]

export function kindOf(kind: ActorKind | undefined): CalibratedKind {
  return kind ?? 'unspecified'
}

/** How many of a day's events had a p-value of at most 1 %. */
export interface DayOfPValues {
  readonly events: number
  readonly low: number
}

/** The rings of every kind, and of all kinds together. Never changes: a day's close makes a new one. */
export interface Calibration {
  readonly rings: Readonly<Record<CalibratedKind, Readonly<Record<Ranked, ScoreRing>>>>
  readonly pooled: Readonly<Record<Ranked, ScoreRing>>
  readonly checks: Readonly<Record<CalibratedKind, readonly DayOfPValues[]>>
  /** The largest fused evidence of each actor's day, of all kinds: what a budget of alerts is reckoned from. */
  readonly alerts: ScoreRing
}

/** A day's scores of one kind while the day is open: weight by bin. */
export type OpenScores = Readonly<Record<Ranked, Map<number, number>>>

// Chosen on seed 1 of the synthetic log, so that the tails of channels weigh alike; a session's steps and targets are
// weak witnesses on their own. docs/behaviour.md names them.
const SCALES: Readonly<Record<Ranked, BinScale>> = {
  live: sumScale(0.75),
  anchor: sumScale(1),
  burst: sumScale(1.25),
  sequence: sumScale(0.5),
  target: sumScale(0.5),
  fused: evidenceScale(FUSED_RING_DAYS),
  session: evidenceScale(RING_DAYS),
}

export const ALERT_SCALE: BinScale = /* @__PURE__ */ evidenceScale(FUSED_RING_DAYS)

export function scaleOf(ranked: Ranked): BinScale {
  return SCALES[ranked]
}

export function byRanked<Value>(make: (ranked: Ranked) => Value): Record<Ranked, Value> {
  return {
    live: make('live'),
    anchor: make('anchor'),
    burst: make('burst'),
    sequence: make('sequence'),
    target: make('target'),
    fused: make('fused'),
    session: make('session'),
  }
}

export function byKind<Value>(make: (kind: CalibratedKind) => Value): Record<CalibratedKind, Value> {
  return {
    human: make('human'),
    service: make('service'),
    agent: make('agent'),
    unspecified: make('unspecified'),
  }
}

export function emptyCalibration(): Calibration {
  const empty = byRanked((ranked) => new ScoreRing(scaleOf(ranked)))
  return {
    rings: byKind(() => empty),
    pooled: empty,
    checks: byKind(() => []),
    alerts: new ScoreRing(ALERT_SCALE),
  }
}

/** The ring that a score of this kind is ranked in. */
export function ringFor(calibration: Calibration, kind: CalibratedKind, ranked: Ranked): ScoreRing {
  const own = calibration.rings[kind][ranked]
  return own.events >= FEWEST_SCORES ? own : calibration.pooled[ranked]
}

/** The rings that scores of one kind are ranked in. */
export type KindRings = Readonly<Record<Ranked, ScoreRing>>

export function ringsFor(calibration: Calibration, kind: CalibratedKind): KindRings {
  return byRanked((ranked) => ringFor(calibration, kind, ranked))
}

/**
 * The calibration of the day after: the day's scores enter, those of the oldest day leave.
 *
 * @param largest of each actor, its largest evidence of the day: weight by bin
 */
export function closeCalibration(
  calibration: Calibration,
  scores: Readonly<Record<CalibratedKind, OpenScores>>,
  largest: ReadonlyMap<number, number>,
  checks: Readonly<Record<CalibratedKind, DayOfPValues>>,
  day: number,
): Calibration {
  return {
    rings: byKind((kind) =>
      byRanked((ranked) => calibration.rings[kind][ranked].withDay(closeScores(day, [scores[kind][ranked]]))),
    ),
    pooled: byRanked((ranked) =>
      calibration.pooled[ranked].withDay(
        closeScores(
          day,
          KINDS.map((kind) => scores[kind][ranked]),
        ),
      ),
    ),
    checks: byKind((kind) => {
      const days = calibration.checks[kind]
      return checks[kind].events === 0 ? days : [...days, { ...checks[kind] }].slice(-RING_DAYS)
    }),
    alerts: calibration.alerts.withDay(closeScores(day, [largest])),
  }
}

/**
 * The calibration from the moment on that an anchor froze.
 *
 * @param frozenFrom the first UTC day all of which is scored against it
 */
export function refrozenCalibration(calibration: Calibration, frozenFrom: number): Calibration {
  const again = (rings: Readonly<Record<Ranked, ScoreRing>>): Record<Ranked, ScoreRing> =>
    byRanked((ranked) => new ScoreRing(scaleOf(ranked), rings[ranked].days, sinceOf(ranked, frozenFrom)))
  return {
    ...calibration,
    rings: byKind((kind) => again(calibration.rings[kind])),
    pooled: again(calibration.pooled),
  }
}

/**
 * From which day on scores of a ring are also ranked by themselves. In the weeks after an anchor froze scores rise: an
 * event's p-value must not be small because most of those it is ranked among are from before.
 */
export function sinceOf(ranked: Ranked, frozenFrom: number): number {
  return ranked === 'fused' ? frozenFrom : -1
}

function closeScores(day: number, parts: readonly ReadonlyMap<number, number>[]): DayOfScores {
  const sums = new Map<number, number>()
  for (const part of parts) {
    for (const [bin, weight] of part) sums.set(bin, (sums.get(bin) ?? 0) + weight)
  }
  const bins = [...sums.keys()].sort((left, right) => left - right)
  return { day, bins, weights: bins.map((bin) => sums.get(bin)!) }
}

/**
 * Whether p-values of at most 1 % came at a rate that chance does not explain: outside 0.5 % to 2 %, and more than six
 * binomial standard deviations from 1 %. Events of one session are alike, so that some four of them are as much
 * evidence as one, and three deviations of independent events become six.
 */
export function isShifted(days: readonly DayOfPValues[]): boolean {
  let events = 0
  let low = 0
  for (const day of days) {
    events += day.events
    low += day.low
  }
  const expected = events / 100
  const isOutside = low * 2 < expected || low > expected * 2
  return isOutside && Math.abs(low - expected) > 6 * Math.sqrt(expected * 0.99)
}
