import { log2Q16 } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { blockDeviation } from './block-deviation.js'
import { LARGEST_EXCEEDANCE, LOG2_E_Q16 } from './components.js'
import { type StreamNorm, zoneAt } from './stream-norm.js'

/** A normal variable lies below this in four of five cases. */
const NORMAL_EIGHTY = 0.8416212335729143

const LARGEST_EFFECT = 1

/** Halvings of [0, 1]: the answer is exact to 2^-20. */
const HALVINGS = 20

/**
 * The smallest effect in location that lasts, either way, or the smallest rise of a share, whichever it is of, that
 * raises an alarm within some hours in four of five cases: where the gain of one of the bets over so many blocks of
 * usual size, less 0.84 of its standard deviations, is the threshold over the weight. `null` where not even the largest
 * effect does.
 */
export function smallestEffectWithin(norm: StreamNorm, rule: AlarmRule, hours: number): number | null {
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

function isSeen(norm: StreamNorm, rule: AlarmRule, blocks: number, effect: number): boolean {
  return lookedFor(norm).every(({ direction, sign }) =>
    norm.components.some((component, index) => {
      if (component.direction !== direction || component.sign !== sign) return false
      const { gain, deviation } =
        rule.strictTolerance === null
          ? calibratedGain(norm, index, effect)
          : strictGain(norm, index, effect, rule.strictTolerance)
      const needed = rule.threshold - norm.logWeights[index]!
      return blocks * gain - NORMAL_EIGHTY * Math.sqrt(blocks) * deviation >= needed
    }),
  )
}

/** Location either way, of each projection of a vector; or the rise of each share. */
function lookedFor(norm: StreamNorm): { readonly direction: number; readonly sign: number }[] {
  if (norm.kind === 'shares') return norm.directions.map((_, direction) => ({ direction, sign: 1 }))
  const locations = norm.directions.flatMap((_, direction) =>
    direction % SCORE_ORDERS === 0 ? [direction] : [],
  )
  return locations.flatMap((direction) => [1, -1].map((sign) => ({ direction, sign })))
}

/** Mean and deviation of the log2 of a bet on one block, Q16. */
interface Gain {
  readonly gain: number
  readonly deviation: number
}

/** A likelihood ratio of shares gains, near the bound, what a Gaussian one does: λ(z − τ) − λ²/2 nats. */
function calibratedGain(norm: StreamNorm, index: number, effect: number): Gain {
  const { direction, stake } = norm.components[index]!
  const usual = norm.directions[direction]!
  const deviation = blockDeviation(usual, usual.usualCount)
  const exceedance = Math.min(LARGEST_EXCEEDANCE, effect / deviation - zoneAt(norm, direction, deviation))
  const price = norm.kind !== 'shares' ? 0 : (stake * stake * LOG2_E_Q16) / 2
  const gain = stake * exceedance * LOG2_E_Q16 - price - norm.penalties[index]!
  return { gain, deviation: stake * LOG2_E_Q16 }
}

/** To the second order around the mean: log2(1 + a) − (λ · deviation / (1 + a))² / 2 nats. */
function strictGain(norm: StreamNorm, index: number, effect: number, tolerance: number): Gain {
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
