import { log2Q16, Q16_ONE } from '../core/index.js'
import { ONE_EVENT } from './count-table.js'

export const BINS = 4096

/** Days that a ring looks back over; days without events do not count. */
export const RING_DAYS = 7

/** How scores fall into the bins of a ring. */
export interface BinScale {
  /** Q16 bits at the lower edge of the first bin. */
  readonly lowest: number
  /** Q16 bits from one bin to the next. */
  readonly width: number
}

/** Sums of contributions: 1/16 bit from -32 to 224 bits. */
export const SUM_SCALE: BinScale = { lowest: -32 * Q16_ONE, width: Q16_ONE / 16 }

/** Fused evidence: 1/64 bit from 0 to 64 bits. */
export const EVIDENCE_SCALE: BinScale = { lowest: 0, width: Q16_ONE / 64 }

export function binOf(scale: BinScale, score: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((score - scale.lowest) / scale.width)))
}

/** The scores of one closed day: weights (sixteenths of an event) of the bins that hold any, ascending by bin. */
export interface DayOfScores {
  readonly bins: readonly number[]
  readonly weights: readonly number[]
}

/**
 * Scores of the last {@link RING_DAYS} closed days, ready to rank a score among them. Never changes: a day's close
 * makes a new ring.
 */
export class ScoreRing {
  readonly scale: BinScale
  readonly days: readonly DayOfScores[]
  /** Weight in this bin and all above. */
  readonly #atLeast: Float64Array
  readonly #top: number

  constructor(scale: BinScale, days: readonly DayOfScores[] = []) {
    this.scale = scale
    this.days = days
    this.#atLeast = new Float64Array(BINS)
    for (const day of days) day.bins.forEach((bin, at) => {
      this.#atLeast[bin] = this.#atLeast[bin]! + day.weights[at]!
    })
    let top = -1
    for (let bin = BINS - 2; bin >= 0; bin -= 1) {
      if (top < 0 && this.#atLeast[bin + 1]! > 0) top = bin + 1
      this.#atLeast[bin] = this.#atLeast[bin]! + this.#atLeast[bin + 1]!
    }
    this.#top = top < 0 && this.#atLeast[0]! > 0 ? 0 : top
  }

  /** Whole events in the ring. */
  get events(): number {
    return Math.floor(this.#atLeast[0]! / ONE_EVENT)
  }

  /** The ring a day later. The oldest day leaves when there are more than {@link RING_DAYS}. */
  withDay(day: DayOfScores): ScoreRing {
    if (day.bins.length === 0) return this
    return new ScoreRing(this.scale, [...this.days, day].slice(-RING_DAYS))
  }

  /**
   * Conformal p-value: the share of scores, with this one among them, that are at least as large (by bin, which errs
   * to the large side).
   */
  pValue(score: number): number {
    return (this.#weightAtLeast(score) + ONE_EVENT) / (this.#atLeast[0]! + ONE_EVENT)
  }

  /**
   * Evidence against the score being usual, in Q16 bits: -log2 of the p-value, and beyond the largest score of the
   * ring, where p-values end, one bit for each bit. Rises with the score everywhere.
   */
  evidence(score: number): number {
    const env = (globalThis as any).process.env
    const rank = log2Q16(this.#atLeast[0]! + ONE_EVENT) - log2Q16(this.#weightAtLeast(score) + ONE_EVENT)
    if (this.#top < 0) return rank + Math.max(0, score)
    if (this.#q === undefined) {
      const at = (share: number): number => { let a = 0; while (a < BINS - 1 && this.#atLeast[a + 1]! > this.#atLeast[0]! * share) a += 1; return this.scale.lowest + a * this.scale.width }
      const hi = Number(env.QHI ?? 0.01), lo = Number(env.QLO ?? 0.1)
      const a = at(lo), b = at(hi)
      this.#q = [b, Math.max(Q16_ONE / 4, (b - a) / (log2Q16(lo / hi) / Q16_ONE)), log2Q16(1 / hi)]
    }
    const [q99, scale, base] = this.#q
    if (score <= q99) return rank
    return base + Math.round(((score - q99) * Q16_ONE) / scale)
  }
  #q: [number, number, number] | undefined
  /** True for a score in the top hundredth of the ring; false for every score while the ring is empty. */
  isExceedance(score: number): boolean {
    return this.#top >= 0 && this.#weightAtLeast(score) * 100 <= this.#atLeast[0]!
  }

  #weightAtLeast(score: number): number {
    return this.#atLeast[binOf(this.scale, score)]!
  }
}
