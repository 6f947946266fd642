import { chiSquareOnePercent } from './chi-square-quantile.js'

/** The mean of one block of observations and how many went into it; blocks are numbered in time. */
export interface BlockMean {
  readonly block: number
  readonly count: number
  readonly mean: number
}

/** How far block means lie from their common mean while nothing changes. */
export interface BlockVariance {
  readonly mean: number
  /** Variance of the block's own level, beyond what its observations explain; at least 0. */
  readonly between: number
  /** Variance of one observation inside its block. */
  readonly within: number
  /** Standard error of `between`. */
  readonly betweenError: number
  /** Mean observations in a block. */
  readonly usualCount: number
  readonly blocks: number
  /** Correlation of neighbouring standardised block means. */
  readonly lagOne: number
}

/**
 * Splits the variance of block means into what lies between blocks and what lies within them (one-way random effects
 * by moments), so that the deviation of a block of any size follows: between + within / count.
 *
 * Source: Searle, Casella, McCulloch, Variance Components (1992) §3.6.
 *
 * @param means at least two blocks in increasing order
 * @param withinSquares Σ over all observations of the squared distance from their block's mean
 */
export function blockVariance(means: readonly BlockMean[], withinSquares: number): BlockVariance {
  const blocks = means.length
  let sum = 0
  let total = 0
  let inverse = 0
  for (const { mean, count } of means) {
    sum += mean
    total += count
    inverse += 1 / count
  }
  const mean = sum / blocks
  let squares = 0
  for (const block of means) squares += (block.mean - mean) * (block.mean - mean)
  const spread = squares / (blocks - 1)
  const within = total > blocks ? withinSquares / (total - blocks) : 0
  const between = Math.max(0, spread - (within * inverse) / blocks)
  return {
    mean,
    between,
    within,
    betweenError: spread * Math.sqrt(2 / (blocks - 1)),
    usualCount: total / blocks,
    blocks,
    lagOne: lagOneCorrelation(means, mean),
  }
}

/** A variance this small is the rounding of means within [−1, 1], not a variance. */
const ROUNDING = 1e-24

/** Correlation of each block's mean with that of the block right after it; 0 where there are no such pairs. */
function lagOneCorrelation(means: readonly BlockMean[], mean: number): number {
  let products = 0
  let squares = 0
  for (let index = 0; index < means.length; index += 1) {
    const here = means[index]!
    squares += (here.mean - mean) * (here.mean - mean)
    const next = means[index + 1]
    if (next !== undefined && next.block === here.block + 1) {
      products += (here.mean - mean) * (next.mean - mean)
    }
  }
  return squares > ROUNDING * means.length ? products / squares : 0
}

// Four directions are asked, so each is at 1.25 % to be wrong once in twenty together (Bonferroni).
const ONE_SIDED_LIMIT = 2.2414027276049473

/**
 * True where neighbouring blocks are correlated beyond chance: the lag-one correlation, freed of its bias of
 * −1/blocks, lies above its 1.25 % point 2.241/√blocks.
 *
 * Source: Box, Jenkins, Time Series Analysis (1970) §2.1.6; bias: Kendall, Biometrika 41 (1954).
 */
export function isAutocorrelated(variance: BlockVariance): boolean {
  return variance.lagOne + 1 / variance.blocks > ONE_SIDED_LIMIT / Math.sqrt(variance.blocks)
}

/**
 * The long-run factor on a block variance: 1 + 2ρ₁ where neighbours agree, never below 1. With `bounded`, times the
 * step from the estimate to its upper 99 % confidence bound, (blocks − 1) / χ²₀.₀₁.
 *
 * Source: Newey, West, Econometrica 55 (1987), one lag, without the taper that would make it smaller.
 */
export function longRunFactor(variance: BlockVariance, bounded: boolean): number {
  const correlated = Math.max(1, 1 + 2 * variance.lagOne)
  const degrees = variance.blocks - 1
  return bounded ? (correlated * degrees) / chiSquareOnePercent(degrees) : correlated
}
