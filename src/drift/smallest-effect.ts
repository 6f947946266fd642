import { log2Q16 } from '../core/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { blockDeviation, zoneOf } from './block-deviation.js'
import { COMPONENTS, LARGEST_EXCEEDANCE, LOG_WEIGHTS, LOG2_E_Q16 } from './components.js'
import type { FeatureNorm } from './feature-norm.js'

/** A normal variable lies below this in four of five cases. */
const NORMAL_EIGHTY = 0.8416212335729143

const LARGEST_EFFECT = 1

/** Halvings of [0, 1]: the answer is exact to 2^-20. */
const HALVINGS = 20

/**
 * The smallest effect in location that lasts, either way, and raises an alarm within some hours in four of five cases:
 * where the gain of one of the three bets over so many blocks of usual size, less 0.84 of its standard deviations, is
 * the threshold over the weight. `null` where not even the largest effect does.
 */
export function smallestEffectWithin(norm: FeatureNorm, rule: AlarmRule, hours: number): number | null {
  const blocks = Math.floor((hours * norm.hourShare) / norm.blockHours)
  if (!isSeen(norm, rule, blocks, LARGEST_EFFECT)) return null
  let unseen = 0
  let seen: number = LARGEST_EFFECT
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (unseen + seen) / 2
    if (isSeen(norm, rule, blocks, middle)) seen = middle
    else unseen = middle
  }
  return seen
}

function isSeen(norm: FeatureNorm, rule: AlarmRule, blocks: number, effect: number): boolean {
  return [1, -1].every((sign) =>
    COMPONENTS.some((component, index) => {
      if (component.direction !== 0 || component.sign !== sign) return false
      const { gain, deviation } =
        rule.strictTolerance === null
          ? calibratedGain(norm, index, effect)
          : strictGain(norm, index, effect, rule.strictTolerance)
      const needed = rule.threshold - LOG_WEIGHTS[index]!
      return blocks * gain - NORMAL_EIGHTY * Math.sqrt(blocks) * deviation >= needed
    }),
  )
}

/** Mean and deviation of the log2 of a bet on one block, Q16. */
interface Gain {
  readonly gain: number
  readonly deviation: number
}

function calibratedGain(norm: FeatureNorm, index: number, effect: number): Gain {
  const location = norm.directions[0]!
  const { stake } = COMPONENTS[index]!
  const deviation = blockDeviation(location, location.usualCount)
  const exceedance = Math.min(LARGEST_EXCEEDANCE, effect / deviation - zoneOf(location, deviation))
  return { gain: stake * exceedance * LOG2_E_Q16 - norm.penalties[index]!, deviation: stake * LOG2_E_Q16 }
}

/** To the second order around the mean: log2(1 + a) − (λ · deviation / (1 + a))² / 2 nats. */
function strictGain(norm: FeatureNorm, index: number, effect: number, tolerance: number): Gain {
  const location = norm.directions[0]!
  const stake = COMPONENTS[index]!.share / (1 + tolerance)
  const factor = 1 + stake * (effect - tolerance)
  const deviation = (stake * blockDeviation(location, location.usualCount)) / factor
  return {
    gain: log2Q16(factor) - (deviation * deviation * LOG2_E_Q16) / 2,
    deviation: deviation * LOG2_E_Q16,
  }
}
