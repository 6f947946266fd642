import { type BlockVariance, longRunFactor } from '../stats/index.js'

/** The norm of one direction's block means, frozen with the anchor. */
export interface DirectionNorm {
  /** Mean score of the anchor's blocks, −1 to 1. */
  readonly mean: number
  readonly between: number
  readonly within: number
  /** Upper 99 % bound on what the anchor's blocks were too small to show of `between`. */
  readonly betweenSlack: number
  /** Mean observations in a block of the anchor. */
  readonly usualCount: number
  readonly blocks: number
  /** Long-run factor on the variance, 1 or more. */
  readonly factor: number
  /** Smallest variance of one observation: one unseen value among the anchor's. */
  readonly floor: number
}

/** Practical indifference, as a mean score: about 0.015 σ of a shift. */
export const TOLERANCE = 0.01

/** Standard errors of the anchor's own mean that drift must exceed. */
const ANCHOR_ERRORS = 2

const NORMAL_NINETY_NINE = 2.3263478740408408

/**
 * @param values observations that the anchor was made from
 * @param blockHours hours in a block; beyond one hour the variance is taken at its upper 99 % confidence bound, since
 * few blocks are left to estimate it and a plug-in breaks the stated rate
 */
export function directionNorm(variance: BlockVariance, values: number, blockHours: number): DirectionNorm {
  return {
    mean: variance.mean,
    between: variance.between,
    within: variance.within,
    betweenSlack: NORMAL_NINETY_NINE * variance.betweenError,
    usualCount: variance.usualCount,
    blocks: variance.blocks,
    factor: longRunFactor(variance, blockHours > 1),
    floor: 1 / (values + 1),
  }
}

/** Standard deviation of the mean score of a block of `count` observations. Positive. */
export function blockDeviation(norm: DirectionNorm, count: number): number {
  const unseen = norm.betweenSlack * Math.max(0, 1 - norm.usualCount / count)
  const variance = (norm.between + norm.within / count + unseen) * norm.factor
  return Math.sqrt(Math.max(variance, norm.floor / count))
}

/**
 * The indifference zone in deviations of a block: the tolerance, and two standard errors of the anchor's own mean
 * (2/√blocks for a block of the usual size).
 */
export function zoneOf(norm: DirectionNorm, deviation: number): number {
  const usual = blockDeviation(norm, norm.usualCount)
  return TOLERANCE / deviation + (ANCHOR_ERRORS / Math.sqrt(norm.blocks)) * Math.max(1, usual / deviation)
}

/** The variance of the mean score of part of a block, or of several blocks, that spans `hours`. */
export function spanVariance(norm: DirectionNorm, blockHours: number, hours: number, count: number): number {
  const deviation = blockDeviation(norm, (count * blockHours) / hours)
  return (deviation * deviation * blockHours) / hours
}
