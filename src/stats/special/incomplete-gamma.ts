import { exponential } from './exponential.js'
import { logGamma } from './log-gamma.js'
import { naturalLog } from './natural-log.js'

const PRECISION = 1e-16
const TINY = 1e-300

/** More than any order below 10^7 takes: both expansions need about √order steps where they are slowest. */
const MOST_STEPS = 100_000

/**
 * The regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), the tail of a gamma distribution.
 *
 * Series for x < a + 1, Lentz's continued fraction beyond (Abramowitz, Stegun 6.5.29, 6.5.31).
 *
 * Error: relative, below 1e-13 · max(1, a, x) / 100 in the tail; absolute below 1e-14 elsewhere for a ≤ 1,000.
 *
 * @param order a > 0
 * @param value x ≥ 0
 */
export function upperGamma(order: number, value: number): number {
  if (!(order > 0) || !(value >= 0)) return Number.NaN
  if (value === 0) return 1
  if (value === Number.POSITIVE_INFINITY) return 0
  const factor = exponential(order * naturalLog(value) - value - logGamma(order))
  return value < order + 1 ? 1 - factor * lowerSeries(order, value) : factor * upperFraction(order, value)
}

/** The chance that a χ² variable with this many degrees of freedom is at least `statistic`. */
export function chiSquareTail(statistic: number, degrees: number): number {
  return upperGamma(degrees / 2, statistic / 2)
}

function lowerSeries(order: number, value: number): number {
  let term = 1 / order
  let sum = term
  for (let step = 1; step < MOST_STEPS; step += 1) {
    term *= value / (order + step)
    sum += term
    if (term < sum * PRECISION) break
  }
  return sum
}

function upperFraction(order: number, value: number): number {
  let denominator = value + 1 - order
  let upper = 1 / TINY
  let lower = 1 / denominator
  let fraction = lower
  for (let step = 1; step < MOST_STEPS; step += 1) {
    const part = -step * (step - order)
    denominator += 2
    lower = part * lower + denominator
    if (Math.abs(lower) < TINY) lower = TINY
    upper = denominator + part / upper
    if (Math.abs(upper) < TINY) upper = TINY
    lower = 1 / lower
    const change = lower * upper
    fraction *= change
    if (Math.abs(change - 1) < PRECISION) break
  }
  return fraction
}
