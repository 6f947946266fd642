import { log2Q16, Q16_ONE } from '../core/index.js'
import { exponential, logOnePlus } from '../stats/index.js'
import { blockDeviation } from './block-deviation.js'
import { type Component, LOG2_E_Q16 } from './components.js'
import type { ShareNorm } from './share-norm.js'
import type { StandardBlock } from './stream-norm.js'

/** Best for a standardised change of this size; smaller ones than for scores, since rare events say little an hour. */
const STAKES: readonly (readonly [stake: number, share: number])[] = [
  [0.2, 0.25],
  [0.4, 0.5],
  [0.8, 0.75],
  [1.6, 0.9375],
]

/** One observation wins at most this many nats: the odds of what is bet on are at most e^4 = 55 times the anchor's. */
const LARGEST_TILT = 4

/** One block adds at most 7.4 bits to any component, as for scores. Q16. */
const LARGEST_GAIN: number = Math.round(7.4 * Q16_ONE)

/** Share of the bets on what the anchor never saw. */
const NEW_WEIGHT = 0.125

/** Bets on a rise, and where asked on a fall, of each share: in a fixed order, which the binary form relies on. */
export function shareComponents(directions: number, fallsToo: boolean): readonly Component[] {
  const components: Component[] = []
  for (let direction = 0; direction < directions; direction += 1) {
    for (const sign of fallsToo ? ([1, -1] as const) : ([1] as const)) {
      for (const [stake, share] of STAKES) components.push({ direction, sign, stake, share })
    }
  }
  return components
}

/** log2 of the weights, Q16: even, but for the last direction where it stands for what is new. */
export function shareWeights(
  components: readonly Component[],
  directions: number,
  hasNew: boolean,
): Float64Array {
  const each = directions / components.length
  const isShared = hasNew && directions > 1
  return Float64Array.from(components, ({ direction }) => {
    if (!isShared) return log2Q16(each / directions)
    const share = direction === directions - 1 ? NEW_WEIGHT : (1 - NEW_WEIGHT) / (directions - 1)
    return log2Q16(share * each)
  })
}

/**
 * Where the shares of a block lie.
 *
 * @param sums score sums of each direction (not needed here), then the counts, then what the anchor would expect
 */
export function shareBlocks(norm: ShareNorm, count: number, sums: ArrayLike<number>): StandardBlock[] {
  const { length } = norm.directions
  return norm.directions.map((direction, index) => {
    const deviation = blockDeviation(direction, count)
    const shift = (sums[length + index]! - sums[2 * length + index]!) / count
    return {
      distance: shift / deviation,
      deviation,
      zone: shareZone(norm, index, deviation),
      shift,
      reach: 1,
    }
  })
}

/** How far the upper bound of a share lies from it, in deviations of a block. */
export function shareZone(norm: ShareNorm, direction: number, deviation: number): number {
  const pooled = norm.pooled[direction]!
  return (scaleOdds(pooled, norm.upper[direction]!) - pooled) / deviation
}

/**
 * Bets on a block of observations that each are, or are not, of some kinds: for each kind a likelihood ratio of the
 * binomial against the confidence bound of the anchor's share, to the power of one over the dispersion, less what the
 * component pays.
 *
 * @param sums as in {@link shareBlocks}
 */
export function shareBets(norm: ShareNorm, count: number, sums: ArrayLike<number>): number[] {
  const { length } = norm.directions
  return norm.components.map((component, index) => {
    const { direction } = component
    const seen = sums[length + direction]!
    const expected = sums[2 * length + direction]!
    return gainOf(norm, component, count, seen, expected) - norm.penalties[index]!
  })
}

/** log2 of the quasi-likelihood ratio of one component on a block, Q16, without what it pays. */
export function gainOf(
  norm: Pick<ShareNorm, 'directions' | 'pooled' | 'upper' | 'lower'>,
  { direction, sign, stake }: Component,
  count: number,
  seen: number,
  expected: number,
): number {
  const usual = norm.pooled[direction]!
  const deviation = blockDeviation(norm.directions[direction]!, count)
  const dispersion = Math.max(1, (deviation * deviation * count) / (usual * (1 - usual)))
  const share = Math.min(LARGEST_SHARE, Math.max(SMALLEST_SHARE, expected / count))
  // INVARIANT: tilt and dispersion follow from the count and the norm alone, so that the ratio's mean is at most 1
  // for every share within the bound; hours of different shares only make it less (log is concave).
  const tilt = sign * Math.min(LARGEST_TILT, stake * Math.sqrt(dispersion / (count * share * (1 - share))))
  const bound = scaleOdds(share, sign === 1 ? norm.upper[direction]! : norm.lower[direction]!)
  const nats = tilt * seen - count * logOnePlus(bound * (exponential(tilt) - 1))
  return Math.min(LARGEST_GAIN, Math.round((nats / dispersion) * LOG2_E_Q16))
}

const SMALLEST_SHARE = 1e-9
const LARGEST_SHARE: number = 1 - SMALLEST_SHARE

/** The share whose odds are so many times those of another. */
function scaleOdds(share: number, ratio: number): number {
  const odds = (share / (1 - share)) * ratio
  return odds / (1 + odds)
}
