import { exponential } from './exponential.js'
import { logGamma } from './log-gamma.js'
import { logOnePlus, naturalLog } from './natural-log.js'

const PRECISION = 1e-16
const TINY = 1e-300
const MOST_STEPS = 100_000

/**
 * The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction on the side where it converges
 * fast (Abramowitz, Stegun 26.5.8; Press et al., Numerical Recipes §6.4).
 *
 * Error: relative, below 1e-12 for a, b ≤ 1,000.
 *
 * @param first a > 0
 * @param second b > 0
 * @param value x in [0, 1]
 */
export function incompleteBeta(first: number, second: number, value: number): number {
  if (!(first > 0) || !(second > 0) || !(value >= 0 && value <= 1)) return Number.NaN
  if (value === 0 || value === 1) return value
  const factor = exponential(
    logGamma(first + second) -
      logGamma(first) -
      logGamma(second) +
      first * naturalLog(value) +
      second * logOnePlus(-value),
  )
  return value < (first + 1) / (first + second + 2)
    ? (factor * betaFraction(first, second, value)) / first
    : 1 - (factor * betaFraction(second, first, 1 - value)) / second
}

/** The chance that Student's t with this many degrees of freedom is at least `statistic`. */
export function studentTail(statistic: number, degrees: number): number {
  const half = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + statistic * statistic)) / 2
  return statistic >= 0 ? half : 1 - half
}

/** The chance that Fisher's F with these degrees of freedom is at least `statistic`. */
export function fisherTail(statistic: number, upper: number, lower: number): number {
  return incompleteBeta(lower / 2, upper / 2, lower / (lower + upper * statistic))
}

function betaFraction(first: number, second: number, value: number): number {
  const sum = first + second
  let upper = 1
  let lower = 1 / nonZero(1 - (sum * value) / (first + 1))
  let fraction = lower
  for (let step = 1; step < MOST_STEPS; step += 1) {
    const twice = first + 2 * step
    const even = (step * (second - step) * value) / ((twice - 1) * twice)
    lower = 1 / nonZero(1 + even * lower)
    upper = nonZero(1 + even / upper)
    fraction *= lower * upper
    const odd = (-(first + step) * (sum + step) * value) / (twice * (twice + 1))
    lower = 1 / nonZero(1 + odd * lower)
    upper = nonZero(1 + odd / upper)
    const change = lower * upper
    fraction *= change
    if (Math.abs(change - 1) < PRECISION) break
  }
  return fraction
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}
