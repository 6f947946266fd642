import { SCORE_ORDERS } from '../stats/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { betGain } from './bet-gain.js'
import type { StreamNorm } from './stream-norm.js'

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
      const { gain, deviation } = betGain(norm, rule, index, effect)
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
