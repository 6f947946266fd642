import { SCORE_ONE } from '../stats/index.js'
import { blockDeviation, zoneOf } from './block-deviation.js'
import { LARGEST_EXCEEDANCE, LOG2_E_Q16 } from './components.js'
import type { CommonNorm, StandardBlock, WeighedBlock } from './stream-norm.js'

/** Weighs a block of ranked values: standardised mean scores, and Gaussian bets on them less what each component pays. */
export function weighScores(norm: CommonNorm, count: number, sums: ArrayLike<number>): WeighedBlock {
  const directions = norm.directions.map((direction, index): StandardBlock => {
    const deviation = blockDeviation(direction, count)
    const mean = sums[index]! / (count * SCORE_ONE)
    return { distance: (mean - direction.mean) / deviation, deviation, zone: zoneOf(direction, deviation) }
  })
  const increments = norm.components.map(({ direction, sign, stake }, index) => {
    const { distance, zone } = directions[direction]!
    const exceedance = Math.min(LARGEST_EXCEEDANCE, sign * distance - zone)
    return Math.round(stake * exceedance * LOG2_E_Q16) - norm.penalties[index]!
  })
  return { directions, increments }
}
