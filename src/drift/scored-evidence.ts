import { SCORE_ONE } from '../stats/index.js'
import { blockDeviation, zoneOf } from './block-deviation.js'
import { LARGEST_EXCEEDANCE, LOG2_E_Q16 } from './components.js'
import type { CommonNorm, StandardBlock } from './stream-norm.js'

/** The standardised mean scores of a block of ranked values. */
export function scoreBlocks(norm: CommonNorm, count: number, sums: ArrayLike<number>): StandardBlock[] {
  return norm.directions.map((direction, index) => {
    const deviation = blockDeviation(direction, count)
    const shift = sums[index]! / (count * SCORE_ONE) - direction.mean
    const reach = 1 + Math.abs(direction.mean)
    return { distance: shift / deviation, deviation, zone: zoneOf(direction, deviation), shift, reach }
  })
}

/** log2 of exp(λ · min(4, z − τ)) of each component, less what it pays, Q16. */
export function scoreBets(norm: CommonNorm, blocks: readonly StandardBlock[]): number[] {
  return norm.components.map(({ direction, sign, stake }, index) => {
    const { distance, zone } = blocks[direction]!
    const exceedance = Math.min(LARGEST_EXCEEDANCE, sign * distance - zone)
    return Math.round(stake * exceedance * LOG2_E_Q16) - norm.penalties[index]!
  })
}
