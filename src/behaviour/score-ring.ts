import { log2Q16, Q16_ONE } from '../core/index.js'
import { ONE_EVENT } from './count-table.js'

export const BINS = 4096

/** Days that a ring looks back over; days without events do not count. */
export const RING_DAYS = 7

/**
 * Days of the ring that an event's p-value is reckoned from. In the weeks after an anchor froze scores rise from one
 * week to the next, and a ring of one week lags behind: on logs without attacks p-values of 1 % then came up to 1.34
 * times too often (seeds 1 to 4), with two weeks 1.26 times. Evidence, and so the order of events, does not look at it.
 */
export const FUSED_RING_DAYS = 14

/** How scores fall into the bins of a ring. */
export interface BinScale {
  /** Q16 bits at the lower edge of the first bin. */
  readonly lowest: number
  /** Q16 bits from one bin to the next. */
  readonly width: number
  /** Bits of evidence for each bit of score beyond the top twentieth. */
  readonly slope: number
  /** Closed days that a ring holds. */
  readonly days: number
}

/** Sums of contributions: sixteenths of a bit from -32 to 224 bits. */
export function sumScale(slope: number): BinScale {
  return { lowest: -32 * Q16_ONE, width: Q16_ONE / 16, slope, days: RING_DAYS }
}

/** Evidence: sixty-fourths of a bit from 0 to 64 bits. */
export function evidenceScale(days: number): BinScale {
  return { lowest: 0, width: Q16_ONE / 64, slope: 1, days }
}

export function binOf(scale: BinScale, score: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((score - scale.lowest) / scale.width)))
}

/** The scores of one closed day: weights (sixteenths of an event) of the bins that hold any, ascending by bin. */
export interface DayOfScores {
  /** UTC day since the epoch. */
  readonly day: number
  readonly bins: readonly number[]
  readonly weights: readonly number[]
}

// Evidence goes by rank up to the top twentieth of a ring, and on from there by bits of score at a fixed rate. Ranks
// beyond would let whoever fills the top of a ring hide there: the bounds on an actor's day leave room for attackers in
// the top hundredth, but not for a twentieth of a ring. A rate that is fitted to the ring follows attacks and benign
// change alike: on the synthetic log it finds half as many events by the anchor as the anchor's own order does.
const TAIL_FROM = 0.05

/** Evidence of a score beyond the top twentieth: log2(1 / 0.05), in Q16 bits. */
const TAIL_EVIDENCE: number = log2Q16(1 / TAIL_FROM)

/** Fewer scores than this cannot tell 0.1 %: a kind's ring then gives way to that of all kinds. */
export const FEWEST_SCORES = 999

/** Fewer events than this do not show a tail: the score itself is the evidence then. */
const FEWEST_FOR_TAIL = 100

/**
 * Scores of the latest closed days, as many as its scale says, ready to rank a score among them. Never changes: a day's close
 * makes a new ring.
 */
export class ScoreRing {
  readonly scale: BinScale
  readonly days: readonly DayOfScores[]
  /** UTC day from which on scores are also ranked by themselves; -1 for none. */
  readonly since: number
  /** The scores from that day on; there while the ring holds earlier ones, and enough from then on. */
  readonly #later: ScoreRing | undefined
  /** By bin, the weight in it with all above it; one more for none. */
  readonly #atLeast: Float64Array
  /** Score where the tail begins. */
  readonly #tailStart: number

  constructor(scale: BinScale, days: readonly DayOfScores[] = [], since = -1) {
    this.scale = scale
    this.days = days
    this.since = since
    const later = days.filter(({ day }) => day >= since)
    const ring = later.length < days.length ? new ScoreRing(scale, later) : undefined
    this.#later = ring !== undefined && ring.events >= FEWEST_SCORES ? ring : undefined
    const atLeast = new Float64Array(BINS + 1)
    for (const { bins, weights } of days) {
      for (let at = 0; at < bins.length; at += 1) atLeast[bins[at]!] = atLeast[bins[at]!]! + weights[at]!
    }
    for (let bin = BINS - 1; bin >= 0; bin -= 1) atLeast[bin] = atLeast[bin]! + atLeast[bin + 1]!
    this.#atLeast = atLeast
    this.#tailStart = this.#scoreReachedBy(TAIL_FROM)
  }

  /** Whole events in the ring. */
  get events(): number {
    return Math.floor(this.#weight / ONE_EVENT)
  }

  /** How many scores a p-value is ranked among, the fewer of its two ranks, in whole events. */
  get rankedAmong(): number {
    return this.#later?.events ?? this.events
  }

  /** The ring a day later. The oldest day leaves when there are more than the scale says. */
  withDay(day: DayOfScores): ScoreRing {
    if (day.bins.length === 0) return this
    return new ScoreRing(this.scale, [...this.days, day].slice(-this.scale.days), this.since)
  }

  /**
   * Conformal p-value: the share of scores, this one among them, that are at least as large. Scores of one bin count
   * as equal, which errs to the large side. Of the ranks among all and among the later ones, the larger.
   */
  pValue(score: number): number {
    const p = (this.#weightAtLeast(score) + ONE_EVENT) / (this.#weight + ONE_EVENT)
    return this.#later === undefined ? p : Math.max(p, this.#later.pValue(score))
  }

  /** Evidence that the score is not usual, in Q16 bits, at least 0. Never falls as the score rises. */
  evidence(score: number): number {
    if (this.events < FEWEST_FOR_TAIL) return Math.max(0, score)
    if (score > this.#tailStart) {
      return TAIL_EVIDENCE + Math.round((score - this.#tailStart) * this.scale.slope)
    }
    return log2Q16(this.#weight + ONE_EVENT) - log2Q16(this.#weightAtLeast(score) + ONE_EVENT)
  }

  /** True for a score in the top hundredth of the ring; false for every score while the ring is empty. */
  isExceedance(score: number): boolean {
    return this.#weight > 0 && this.#weightAtLeast(score) * 100 <= this.#weight
  }

  /**
   * The lowest score that at most so many reach, by bins, in Q16 bits. Where more are in the last bin, its lower edge.
   *
   * @param most scores a day, in the mean over the days of the ring
   */
  levelOf(most: number): number {
    const weight = most * this.days.length * ONE_EVENT
    let bin = 0
    for (let last = BINS - 1; bin < last; ) {
      const middle = (bin + last) >> 1
      if (this.#atLeast[middle]! <= weight) last = middle
      else bin = middle + 1
    }
    return this.scale.lowest + bin * this.scale.width
  }

  get #weight(): number {
    return this.#atLeast[0]!
  }

  #weightAtLeast(score: number): number {
    return this.#atLeast[binOf(this.scale, score)]!
  }

  /** Lower edge of the highest bin that more than this share of the scores reach, and that holds some. */
  #scoreReachedBy(share: number): number {
    const atLeast = this.#atLeast
    let bin = BINS - 1
    while (bin > 0 && !(atLeast[bin]! > this.#weight * share && atLeast[bin]! > atLeast[bin + 1]!)) bin -= 1
    return this.scale.lowest + bin * this.scale.width
  }
}
