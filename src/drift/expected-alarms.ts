import { log2Q16, Q16_ONE } from '../core/index.js'
import { chiSquareOnePercent, exp2Q16 } from '../stats/index.js'
import { type AlarmRule, HOURS_A_YEAR } from './alarm-rule.js'
import { type BetGain, betGain } from './bet-gain.js'
import { blockDeviation, type DirectionNorm } from './block-deviation.js'
import { LOG2_E_Q16 } from './components.js'
import type { StreamNorm } from './stream-norm.js'

/** How far a normal variable lies off, in deviations: of the anchor's mean, and of what its variance follows. */
const MEAN_ERRORS = /* @__PURE__ */ normalGrid(4)
const VARIANCE_ERRORS = /* @__PURE__ */ normalGrid(2)

/** Beyond the square nothing is gained: what such a bet raises is too little to matter. */
const LARGEST_EXPONENT = 2

/** No block adds more to the evidence, bits Q16: an alarm takes as many blocks as its threshold holds of these. */
const LARGEST_GAIN: number = 7.4 * Q16_ONE

/**
 * False alarms a year that a stream should raise, as far as its anchor can tell: of each direction and sign the bet
 * that raises most, in mean over where the anchor's mean and variance may truly lie.
 *
 * A bet whose log has mean g and variance v a block grows, to the power θ = −2g/v, by a factor of 1 in mean. So R^θ
 * gains (1 + R)^θ − R^θ a block, and takes A^θ over the mean of that to reach A^θ (Kesten, Acta Math. 131, 1973).
 */
export function expectedAlarms(norm: StreamNorm, rule: AlarmRule): number {
  const families = new Map<number, number>()
  for (const [index, { direction, sign }] of norm.components.entries()) {
    const family = sign * (direction + 1)
    families.set(family, Math.max(families.get(family) ?? 0, meanRate(norm, rule, index)))
  }
  let rate = 0
  for (const most of families.values()) rate += most
  return (rate * norm.hourShare * HOURS_A_YEAR) / norm.blockHours
}

/** Alarms a block that the bet of a component should raise. */
function meanRate(norm: StreamNorm, rule: AlarmRule, index: number): number {
  const usual = norm.directions[norm.components[index]!.direction]!
  const error = blockDeviation(usual, usual.usualCount) / Math.sqrt(usual.blocks)
  const threshold = rule.threshold - norm.logWeights[index]!
  // The penalty is λ²/2 for Gaussian blocks; where the anchor's have heavier tails it is what those add.
  const penalty = rule.strictTolerance === null ? norm.penalties[index]! : 0
  const tails = Math.sqrt(2 * penalty * LOG2_E_Q16)
  let sum = 0
  for (const spread of VARIANCE_ERRORS) {
    const ratio = deviationRatio(usual, norm.blockHours > 1, spread.distance)
    for (const { distance, weight } of MEAN_ERRORS) {
      const { gain, deviation } = betGain(norm, rule, index, distance * ratio * error)
      const bet = { gain, deviation: ratio * Math.max(deviation, tails) }
      sum += spread.weight * weight * alarmRate(bet, threshold)
    }
  }
  return sum
}

/**
 * True over assumed deviation of a block, where what is estimated lies `distance` deviations off: the χ² of the anchor's
 * blocks by the cube of Wilson and Hilferty (PNAS 17, 1931). Blocks of several hours are assumed to deviate by their
 * upper bound.
 */
function deviationRatio({ blocks }: DirectionNorm, isBounded: boolean, distance: number): number {
  const degrees = blocks - 1
  const spread = 2 / (9 * degrees)
  const root = 1 - spread + distance * Math.sqrt(spread)
  const bound = chiSquareOnePercent(degrees)
  return Math.sqrt((isBounded ? bound : degrees) / Math.max(bound / 4, degrees * root * root * root))
}

/** Alarms a block of one bet with a threshold of its own, log2 Q16. */
function alarmRate({ gain, deviation }: BetGain, threshold: number): number {
  const most = LARGEST_GAIN / Math.max(LARGEST_GAIN, threshold)
  const variance = (deviation * deviation) / LOG2_E_Q16
  const exponent = Math.min(LARGEST_EXPONENT, (-2 * gain) / variance)
  if (exponent <= 0) return most
  const rate = growth(exponent, gain + variance / 2) * exp2Q16(Math.round(-exponent * threshold))
  return Math.min(most, rate)
}

/** What R^θ gains a block: at most 1 for θ ≤ 1, else what it does at the mean of R. */
function growth(exponent: number, logMean: number): number {
  if (exponent <= 1 || logMean >= 0) return 1
  const mean = exp2Q16(Math.round(logMean))
  const level = mean / (1 - mean)
  if (!(level > 0 && level < Number.POSITIVE_INFINITY)) return 1
  const power = (base: number): number => exp2Q16(Math.round(exponent * log2Q16(base)))
  return power(1 + level) - power(level)
}

interface GridPoint {
  readonly distance: number
  /** Its share of the normal density. */
  readonly weight: number
}

function normalGrid(reach: number): readonly GridPoint[] {
  const points = Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const distance = index - reach
    return { distance, weight: exp2Q16(Math.round((-distance * distance * LOG2_E_Q16) / 2)) }
  })
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  return points.map(({ distance, weight }) => ({ distance, weight: weight / total }))
}
