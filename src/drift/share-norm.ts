import { log2Q16 } from '../core/index.js'
import { type BlockMean, blockVariance, exp2Q16, SCORE_ONE } from '../stats/index.js'
import { blockDeviation, type DirectionNorm, directionNorm, TOLERANCE } from './block-deviation.js'
import { chooseBlockHours } from './block-hours.js'
import type { CategoryDictionary } from './category-dictionary.js'
import type { Component } from './components.js'
import { gainOf, shareComponents, shareWeights } from './share-evidence.js'
import {
  fitShares,
  pooledShares,
  type ShareHour,
  type StratumCounts,
  stratumShare,
  totalSize,
} from './share-fit.js'
import type { CommonNorm } from './stream-norm.js'

/** What is normal for a stream of observations that each are, or are not, of some kinds: categories, missing, late. */
export interface ShareNorm extends CommonNorm {
  readonly kind: 'shares'
  /** The categories; `null` for a stream of one kind, such as missing or not. */
  readonly dictionary: CategoryDictionary | null
  /** False where a share may fall as it likes. */
  readonly fallsToo: boolean
  readonly strata: StratumCounts
  /** Shares by stratum and kind, made from the strata. */
  readonly shares: Float64Array
  /** Shares of all strata by kind. */
  readonly pooled: Float64Array
  /** How many times the odds of a share its upper and its lower confidence bound have. */
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/** Standard errors of the anchor's share that a change must exceed. */
const BOUND_ERRORS = 2

/** What is stored of a norm; the rest follows from it. */
export type StoredShareNorm = Pick<
  ShareNorm,
  'dictionary' | 'fallsToo' | 'strata' | 'blockHours' | 'directions' | 'penalties' | 'values' | 'hourShare'
>

/**
 * Makes the norm of shares from the anchor's hours: the season that predicts a day best, the smallest block whose
 * neighbours are uncorrelated, the dispersion of blocks beyond the binomial, and the bounds of each share.
 *
 * @param hours in order of time, those with observations, from at least two local days
 * @param spanHours hours from the anchor's begin to its end
 */
export function makeShareNorm(
  hours: readonly ShareHour[],
  kinds: number,
  spanHours: number,
  dictionary: CategoryDictionary | null,
  fallsToo: boolean,
): ShareNorm {
  const { strata, expected } = fitShares(hours, kinds)
  let values = 0
  for (const { count } of hours) values += count
  const pooled = pooledShares(strata, kinds)
  const { blockHours, blocks } = chooseBlockHours((length) => blocksOf(hours, expected, kinds, length))
  const directions = poolDispersion(
    blocks.map(({ variance }, kind): DirectionNorm => {
      const share = pooled[kind]!
      // A block varies at least as independent draws do.
      return { ...directionNorm(variance, values, blockHours), mean: 0, floor: share * (1 - share) }
    }),
  )
  const stored = {
    dictionary,
    fallsToo,
    strata,
    blockHours,
    directions,
    values,
    hourShare: hours.length / spanHours,
  }
  const free = completeShareNorm({
    ...stored,
    penalties: new Int32Array(shareComponents(kinds, fallsToo).length),
  })
  return {
    ...free,
    penalties: Int32Array.from(free.components, (component) => penaltyOf(free, component, blocks)),
  }
}

/** The norm with all that follows from what is stored. */
export function completeShareNorm(stored: StoredShareNorm): ShareNorm {
  const kinds = stored.directions.length
  const { strata } = stored
  const pooled = pooledShares(strata, kinds)
  const components = shareComponents(kinds, stored.fallsToo)
  const total = totalSize(strata)
  return {
    ...stored,
    kind: 'shares',
    components,
    logWeights: shareWeights(components, kinds, stored.dictionary !== null),
    shares: strata.counts.map((count, index) =>
      stratumShare(count, strata.sizes[Math.floor(index / kinds)]!, pooled[index % kinds]!, total),
    ),
    pooled,
    upper: pooled.map((share, kind) => boundOdds(stored.directions[kind]!, share, stored.values, 1)),
    lower: pooled.map((share, kind) => boundOdds(stored.directions[kind]!, share, stored.values, -1)),
  }
}

const NORMAL_NINETY_NINE = 2.3263478740408408

/**
 * One dispersion for all kinds, as of a Dirichlet-multinomial, but for kinds that surely exceed it: what one kind alone
 * says of a dispersion near 1 is mostly chance. The mean is by the variance of each kind.
 *
 * Sources: Mosimann, Biometrika 49 (1962); error of a dispersion of counts: McCullagh, Nelder, Generalized Linear
 * Models (1989) §4.5.
 */
function poolDispersion(directions: readonly DirectionNorm[]): readonly DirectionNorm[] {
  const own = directions.map((norm) => {
    const unfloored = blockDeviation({ ...norm, floor: 0 }, norm.usualCount)
    return (unfloored * unfloored * norm.usualCount) / norm.floor
  })
  let variances = 0
  let sum = 0
  for (const [kind, { floor }] of directions.entries()) {
    variances += floor
    sum += floor * own[kind]!
  }
  const common = sum / variances
  return directions.map((norm, kind) => {
    const { floor, usualCount, blocks } = norm
    const error = Math.sqrt((2 + 1 / (usualCount * floor)) / (blocks - 1))
    const isOwn = own[kind]! > common * (1 + NORMAL_NINETY_NINE * error)
    return isOwn || own[kind]! < SMALLEST ? norm : { ...norm, factor: (norm.factor * common) / own[kind]! }
  })
}

/**
 * Wilson's bound of a share at two standard errors, for as many independent observations as the anchor's blocks are
 * worth, or the tolerance, whichever is further; as a ratio of odds.
 *
 * Source: Wilson, J. Amer. Statist. Assoc. 22 (1927).
 */
function boundOdds(norm: DirectionNorm, share: number, values: number, sign: 1 | -1): number {
  const variance = share * (1 - share)
  const deviation = blockDeviation(norm, norm.usualCount)
  const worth = Math.min(values, (variance * norm.blocks) / (deviation * deviation))
  const square = (BOUND_ERRORS * BOUND_ERRORS) / worth
  const reach = Math.sqrt(square * variance + (square * square) / 4)
  const wilson = (share + square / 2 + sign * reach) / (1 + square)
  const practical = share + sign * TOLERANCE * Math.sqrt(variance)
  const outer = sign === 1 ? Math.max(wilson, practical) : Math.min(wilson, practical)
  const bound = Math.min(1 - SMALLEST, Math.max(SMALLEST, outer))
  return bound / (1 - bound) / (share / (1 - share))
}

const SMALLEST = 1e-9

/** The largest change of a share that can never raise an alarm, in blocks of the usual size. */
export function shareIndifference(norm: ShareNorm): number {
  let largest = 0
  for (const [kind, share] of norm.pooled.entries()) {
    const odds = (share / (1 - share)) * norm.upper[kind]!
    largest = Math.max(largest, odds / (1 + odds) - share)
  }
  return largest
}

interface ShareBlock extends BlockMean {
  readonly seen: number
  readonly expected: number
}

interface KindBlocks {
  readonly means: readonly ShareBlock[]
  readonly variance: ReturnType<typeof blockVariance>
}

/** For each kind, blocks of what was seen less what the other days expect, in shares of a block. */
function blocksOf(
  hours: readonly ShareHour[],
  expected: Float64Array,
  kinds: number,
  blockHours: number,
): readonly KindBlocks[] {
  return Array.from({ length: kinds }, (_, kind) => {
    const blocks: { block: number; count: number; seen: number; expected: number; squares: number }[] = []
    for (const [index, { hour, count, counts }] of hours.entries()) {
      const block = Math.floor(hour / blockHours)
      let current = blocks[blocks.length - 1]
      if (current === undefined || current.block !== block) {
        current = { block, count: 0, seen: 0, expected: 0, squares: 0 }
        blocks.push(current)
      }
      const share = expected[index * kinds + kind]!
      const seen = counts[kind]!
      current.count += count
      current.seen += seen
      current.expected += count * share
      current.squares += seen * (1 - share) * (1 - share) + (count - seen) * share * share
    }
    let withinSquares = 0
    const means = blocks.map((block): ShareBlock => {
      const sum = block.seen - block.expected
      withinSquares += Math.max(0, block.squares - (sum * sum) / block.count)
      return { ...block, mean: sum / block.count }
    })
    return { means, variance: blockVariance(means, withinSquares) }
  })
}

/**
 * Every block costs a component this much at least, 1/50 bit in Q16: where nothing can be won, as of a category that is
 * always there, R would otherwise grow by one a block until it is an alarm.
 */
const LEAST_CHARGE = 1311

/** The mean bet on the anchor's own blocks, where it is more than the stake. */
function penaltyOf(norm: ShareNorm, component: Component, blocks: readonly KindBlocks[]): number {
  const { means } = blocks[component.direction]!
  let sum = 0
  for (const { count, seen, expected } of means)
    sum += exp2Q16(gainOf(norm, component, count, seen, expected))
  return Math.max(LEAST_CHARGE, log2Q16(sum / means.length))
}

/** The expected share of a kind in a stratum. */
export function shareOf(norm: ShareNorm, stratum: number, kind: number): number {
  return norm.shares[stratum * norm.directions.length + kind]!
}

/** The score of what an hour has seen of a kind, Q14: seen less expected. */
export function shareScore(seen: number, expected: number): number {
  return Math.round((seen - expected) * SCORE_ONE)
}
