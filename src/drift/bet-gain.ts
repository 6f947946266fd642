import { log2Q16 } from '../core/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { blockDeviation } from './block-deviation.js'
import { LARGEST_EXCEEDANCE, LOG2_E_Q16 } from './components.js'
import { type StreamNorm, zoneAt } from './stream-norm.js'

/** Mean and deviation of the log2 of a bet on one block, Q16. */
export interface BetGain {
  readonly gain: number
  readonly deviation: number
}

/** What the bet of a component gains on a block of usual size whose mean lies `effect` from the anchor's, its way. */
export function betGain(norm: StreamNorm, rule: AlarmRule, index: number, effect: number): BetGain {
  return rule.strictTolerance === null
    ? calibratedGain(norm, index, effect)
    : strictGain(norm, index, effect, rule.strictTolerance)
}

/** A likelihood ratio of shares gains, near the bound, what a Gaussian one does: λ(z − τ) − λ²/2 nats. */
function calibratedGain(norm: StreamNorm, index: number, effect: number): BetGain {
  const { direction, stake } = norm.components[index]!
  const usual = norm.directions[direction]!
  const deviation = blockDeviation(usual, usual.usualCount)
  const exceedance = Math.min(LARGEST_EXCEEDANCE, effect / deviation - zoneAt(norm, direction, deviation))
  const price = norm.kind !== 'shares' ? 0 : (stake * stake * LOG2_E_Q16) / 2
  const gain = stake * exceedance * LOG2_E_Q16 - price - norm.penalties[index]!
  return { gain, deviation: stake * LOG2_E_Q16 }
}

/** To the second order around the mean: log2(1 + a) − (λ · deviation / (1 + a))² / 2 nats. */
function strictGain(norm: StreamNorm, index: number, effect: number, tolerance: number): BetGain {
  const { direction, share } = norm.components[index]!
  const usual = norm.directions[direction]!
  const stake = share / (1 + Math.abs(usual.mean) + tolerance)
  const factor = 1 + stake * (effect - tolerance)
  const deviation = (stake * blockDeviation(usual, usual.usualCount)) / factor
  return {
    gain: log2Q16(factor) - (deviation * deviation * LOG2_E_Q16) / 2,
    deviation: deviation * LOG2_E_Q16,
  }
}
