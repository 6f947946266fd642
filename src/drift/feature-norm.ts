import { log2Q16 } from '../core/index.js'
import {
  type BlockMean,
  binOf,
  blockVariance,
  exp2Q16,
  midranks,
  neymanScore,
  quantileEdges,
  SCORE_ONE,
  SCORE_ORDERS,
} from '../stats/index.js'
import { blockDeviation, type DirectionNorm, directionNorm, TOLERANCE, zoneOf } from './block-deviation.js'
import { chooseBlockHours } from './block-hours.js'
import { COMPONENTS, LARGEST_EXCEEDANCE, LOG_WEIGHTS, LOG2_E_Q16 } from './components.js'
import { fitRates } from './rate-season.js'
import { fitSeason, residualOf, type Season } from './season.js'
import type { CommonNorm } from './stream-norm.js'

/** What is normal for a stream of ranked values: frozen with the anchor, never changed after. */
export interface FeatureNorm extends CommonNorm {
  readonly kind: 'scored'
  readonly season: Season
  /** At most 63, strictly increasing, of residuals. */
  readonly edges: Float64Array
  /** The anchor's values in each bin, one more than there are edges. */
  readonly counts: Float64Array
  /** Scores of each bin, four in a row, Q14: made from the counts. */
  readonly scores: Int32Array
}

/** A value of the anchor: its hour since the epoch, and its local hour for the season. */
export interface AnchorValue {
  readonly hour: number
  readonly localHour: number
  readonly value: number
  readonly exposure: number
}

const EDGES = 63

/**
 * Makes the norm of a feature from the anchor's values: the season that predicts best, 63 edges of the residuals,
 * mid-rank scores, the smallest block whose neighbours are uncorrelated, and what a block deviates by.
 *
 * Every residual comes from a season fitted without its own day, so that the norm contains the error of the season.
 *
 * @param values in a fixed order of hours, from at least two local days and 24 hours
 * @param spanHours hours from the anchor's begin to its end
 */
export function makeFeatureNorm(values: readonly AnchorValue[], spanHours: number): FeatureNorm {
  return normOfFit(fitValues(values), spanHours)
}

/** What a norm says of the anchor's values before their blocks are chosen. */
interface ValueFit extends Pick<FeatureNorm, 'season' | 'edges' | 'counts' | 'scores' | 'values'> {
  readonly hours: readonly HourSums[]
}

/** The first half of {@link makeFeatureNorm}: season, edges and scores. */
export function fitValues(values: readonly AnchorValue[]): ValueFit {
  // Exposures of 1 throughout say nothing: then a count is a number like any other.
  const hasExposures = values.some(({ exposure }) => exposure !== 1)
  const { season, residuals } = hasExposures ? fitRates(values) : fitSeason(values)
  const edges = quantileEdges(residuals.slice().sort(), EDGES)
  const bins = residuals.map((residual) => binOf(edges, residual))
  const counts = new Float64Array(edges.length + 1)
  for (const bin of bins) counts[bin] = counts[bin]! + 1
  const scores = scoresOf(counts)
  return { season, edges, counts, scores, values: values.length, hours: sumByHour(values, bins, scores) }
}

/** The hours of a block whose neighbours are uncorrelated. */
export function blockHoursOf({ hours }: ValueFit): number {
  return chooseBlockHours((length) => blocksOf(hours, length)).blockHours
}

/** The second half of {@link makeFeatureNorm}: what a block deviates by. */
export function normOfFit(
  fit: ValueFit,
  spanHours: number,
  blockHours: number = blockHoursOf(fit),
): FeatureNorm {
  const { season, edges, counts, scores, values, hours } = fit
  const blocks = blocksOf(hours, blockHours)
  const directions = blocks.map((means) => directionNorm(means.variance, values, blockHours))
  return {
    kind: 'scored',
    components: COMPONENTS,
    logWeights: LOG_WEIGHTS,
    season,
    edges,
    counts,
    scores,
    blockHours,
    directions,
    penalties: Int32Array.from(COMPONENTS, ({ direction, sign, stake }) =>
      penaltyOf(directions[direction]!, blocks[direction]!.means, sign, stake),
    ),
    values,
    hourShare: hours.length / spanHours,
  }
}

/** The bin of a value that was observed at a local hour. */
export function binOfValue(norm: FeatureNorm, value: number, localHour: number, exposure = 1): number {
  return binOf(norm.edges, residualOf(norm.season, value, localHour, exposure))
}

/** The scores of each bin, from the anchor's counts alone: a restored norm makes them again. */
export function scoresOf(counts: Float64Array): Int32Array {
  const ranks = midranks(counts)
  const scores = new Int32Array(counts.length * SCORE_ORDERS)
  for (let bin = 0; bin < counts.length; bin += 1) {
    for (let order = 1; order <= SCORE_ORDERS; order += 1) {
      scores[bin * SCORE_ORDERS + order - 1] = neymanScore(order, ranks[bin]!)
    }
  }
  return scores
}

/** The smallest location effect that can ever raise an alarm, for blocks of the usual size. */
export function scoreIndifference(norm: FeatureNorm): number {
  const location = norm.directions[0]!
  return TOLERANCE + (2 * blockDeviation(location, location.usualCount)) / Math.sqrt(location.blocks)
}

interface HourSums {
  readonly hour: number
  count: number
  /** Sums of the four scores, then of their squares. */
  readonly sums: Float64Array
}

function sumByHour(
  values: readonly AnchorValue[],
  bins: Float64Array,
  scores: Int32Array,
): readonly HourSums[] {
  const hours: HourSums[] = []
  for (let index = 0; index < values.length; index += 1) {
    const { hour } = values[index]!
    let current = hours[hours.length - 1]
    if (current === undefined || current.hour !== hour) {
      current = { hour, count: 0, sums: new Float64Array(2 * SCORE_ORDERS) }
      hours.push(current)
    }
    current.count += 1
    for (let direction = 0; direction < SCORE_ORDERS; direction += 1) {
      const score = scores[bins[index]! * SCORE_ORDERS + direction]!
      current.sums[direction] = current.sums[direction]! + score
      current.sums[SCORE_ORDERS + direction] = current.sums[SCORE_ORDERS + direction]! + score * score
    }
  }
  return hours
}

interface DirectionBlocks {
  readonly means: readonly BlockMean[]
  readonly variance: ReturnType<typeof blockVariance>
}

function blocksOf(hours: readonly HourSums[], blockHours: number): readonly DirectionBlocks[] {
  const blocks: { block: number; count: number; sums: Float64Array }[] = []
  for (const { hour, count, sums } of hours) {
    const block = Math.floor(hour / blockHours)
    const current = blocks[blocks.length - 1]
    if (current === undefined || current.block !== block) {
      blocks.push({ block, count, sums: sums.slice() })
      continue
    }
    current.count += count
    for (let index = 0; index < sums.length; index += 1) {
      current.sums[index] = current.sums[index]! + sums[index]!
    }
  }
  return [0, 1, 2, 3].map((direction) => {
    let withinSquares = 0
    const means = blocks.map(({ block, count, sums }) => {
      const sum = sums[direction]!
      withinSquares += sums[SCORE_ORDERS + direction]! - (sum * sum) / count
      return { block, count, mean: sum / (count * SCORE_ONE) }
    })
    return { means, variance: blockVariance(means, withinSquares / (SCORE_ONE * SCORE_ONE)) }
  })
}

/**
 * A Gaussian block would pay λ²/2. Blocks of rare or lumpy values have heavier tails than that, so the mean bet on
 * the anchor's own blocks is charged where it is more.
 */
function penaltyOf(norm: DirectionNorm, means: readonly BlockMean[], sign: number, stake: number): number {
  let sum = 0
  for (const { mean, count } of means) {
    const deviation = blockDeviation(norm, count)
    const distance = (sign * (mean - norm.mean)) / deviation
    const capped = Math.min(distance, LARGEST_EXCEEDANCE + zoneOf(norm, deviation))
    sum += exp2Q16(Math.round(stake * capped * LOG2_E_Q16))
  }
  const gaussian = Math.round((stake * stake * LOG2_E_Q16) / 2)
  return Math.max(gaussian, log2Q16(sum / means.length))
}
