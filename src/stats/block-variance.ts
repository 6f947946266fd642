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
  /** Correlation of neighbouring block means. */
  readonly lagOne: number
  /** Correlations with up to five blocks before, freed of their bias, summed with weights that fall to 0; its error. */
  readonly memory: number
  readonly memoryError: number
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
    lagOne: correlation(means, mean, 1),
    ...memoryOf(means, mean),
  }
}

const MOST_LAGS = 5

/** A correlation that is weak but lasts, as of a slow level under much noise, shows only in the sum of its lags. */
function memoryOf(
  means: readonly BlockMean[],
  mean: number,
): { readonly memory: number; readonly memoryError: number } {
  const blocks = means.length
  const lags = Math.max(1, Math.min(MOST_LAGS, Math.floor(blocks / 4)))
  let memory = 0
  let squares = 0
  for (let lag = 1; lag <= lags; lag += 1) {
    const weight = 1 - lag / (lags + 1)
    memory += weight * (correlation(means, mean, lag) + 1 / blocks)
    squares += weight * weight
  }
  return { memory, memoryError: Math.sqrt(squares / blocks) }
}

/** A variance this small is the rounding of means within [−1, 1], not a variance. */
const ROUNDING = 1e-24

/** Correlation of each block's mean with that of the block `lag` after it; 0 where there are no such pairs. */
function correlation(means: readonly BlockMean[], mean: number, lag: number): number {
  let products = 0
  let squares = 0
  let later = 0
  for (const here of means) {
    squares += (here.mean - mean) * (here.mean - mean)
    while (later < means.length && means[later]!.block < here.block + lag) later += 1
    const next = means[later]
    if (next !== undefined && next.block === here.block + lag) {
      products += (here.mean - mean) * (next.mean - mean)
    }
  }
  return squares > ROUNDING * means.length ? products / squares : 0
}

// Four directions are asked, so each is at 0.25 % to be wrong once in a hundred together (Bonferroni).
const LAG_ONE_LIMIT = 2.8070337683438042

// Once in twenty: where shorter blocks were correlated, doubt counts against longer ones.
const SUSPECTED_LIMIT = 2.2414027276049473

// What lasts for hours lies six errors up (measured), so a limit that chance hardly ever passes finds it, too.
const MEMORY_LIMIT = 3.5

/**
 * True where neighbouring blocks are correlated beyond chance: where the lag-one correlation, freed of its bias of
 * −1/blocks, lies above its 0.25 % point 2.807/√blocks (where shorter blocks of the same stream were correlated, its
 * 1.25 % point 2.241/√blocks), or the memory above three and a half of its errors.
 *
 * Sources: Box, Jenkins, Time Series Analysis (1970) §2.1.6; bias: Kendall, Biometrika 41 (1954); the sum of lags is a
 * variance ratio less one: Lo, MacKinlay, Rev. Financ. Stud. 1 (1988).
 */
export function isAutocorrelated(variance: BlockVariance, isSuspected = false): boolean {
  const { lagOne, memory, memoryError, blocks } = variance
  const limit = isSuspected ? SUSPECTED_LIMIT : LAG_ONE_LIMIT
  const isLagOneLarge = lagOne + 1 / blocks > limit / Math.sqrt(blocks)
  return isLagOneLarge || memory > MEMORY_LIMIT * memoryError
}

/** A correlation beyond this leaves nothing to measure. */
const LARGEST_CORRELATION = 0.9

/**
 * The long-run factor on a block variance: (1 + ρ) / (1 − ρ) where neighbours agree by ρ, the lag-one correlation freed
 * of its bias of −(1 + 3ρ)/blocks; never below 1. With `bounded`, at least 1 + 2 · memory, and times the step from the
 * estimate to its upper 99 % confidence bound, (blocks − 1) / χ²₀.₀₁.
 *
 * Sources: Newey, West, Econometrica 55 (1987); Andrews, Econometrica 59 (1991), first-order autoregression; bias:
 * Kendall, Biometrika 41 (1954).
 */
export function longRunFactor(variance: BlockVariance, bounded: boolean): number {
  const { lagOne, memory, blocks } = variance
  const correlation = Math.min(LARGEST_CORRELATION, Math.max(0, lagOne + (1 + 3 * lagOne) / blocks))
  const correlated = (1 + correlation) / (1 - correlation)
  const degrees = blocks - 1
  return bounded
    ? (Math.max(correlated, 1 + 2 * memory) * degrees) / chiSquareOnePercent(degrees)
    : correlated
}
