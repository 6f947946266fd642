import { exponential } from './exponential.js'
import { upperGamma } from './incomplete-gamma.js'
import { naturalLog } from './natural-log.js'

const SQRT_TWO_PI = 2.5066282746310002

/**
 * The chance that a standard normal variable is at most `value`.
 *
 * Error: relative, below 1e-12, also far out in the lower tail.
 */
export function normalCumulative(value: number): number {
  const tail = upperGamma(0.5, (value * value) / 2) / 2
  return value < 0 ? tail : 1 - tail
}

/** Newton's steps double the digits of a start that has four. */
const STEPS = 4

/**
 * The value that a standard normal variable is at most with chance `share`.
 *
 * Start by Hastings (Abramowitz, Stegun 26.2.23, error 4.5e-4), then Newton on ln Φ, which is nearly a parabola in the
 * tail.
 *
 * Error: relative, below 1e-12.
 *
 * @param share in (0, 1); 0 and 1 give −∞ and +∞
 */
export function normalQuantile(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN
  if (share === 0) return Number.NEGATIVE_INFINITY
  if (share === 0.5) return 0
  if (share > 0.5) return -normalQuantile(1 - share)
  const wanted = naturalLog(share)
  const root = Math.sqrt(-2 * wanted)
  const above = 2.515517 + root * (0.802853 + root * 0.010328)
  const below = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
  let value = above / below - root
  for (let step = 0; step < STEPS; step += 1) {
    const share = normalCumulative(value)
    const density = exponential((-value * value) / 2) / SQRT_TWO_PI
    value -= ((naturalLog(share) - wanted) * share) / density
  }
  return value
}
