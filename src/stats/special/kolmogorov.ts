import { exponential } from './exponential.js'

const SQRT_TWO_PI = 2.5066282746310002
const PI_SQUARED = 9.869604401089358

/** Both series leave less than 1e-20 after eight terms on their own side of this point. */
const TURN = 1.18
const TERMS = 8

/**
 * The chance that Kolmogorov's limiting variable, the supremum of a Brownian bridge's size, is at least `value`: the
 * limit of √n times the distance of an empirical distribution from its own.
 *
 * Source: Kolmogorov, Giornale dell'Istituto Italiano degli Attuari 4 (1933): 2 Σ (−1)^(k−1) e^(−2k²z²), and its theta
 * transform for small arguments.
 *
 * Error: below 1e-15 absolute; relative in the tail, below 1e-13.
 */
export function kolmogorovTail(value: number): number {
  if (!(value > 0)) return Number.isNaN(value) ? value : 1
  if (value < TURN) return 1 - kolmogorovCumulative(value)
  let tail = 0
  for (let term = TERMS; term >= 1; term -= 1) {
    tail = exponential(-2 * term * term * value * value) - tail
  }
  return 2 * tail
}

function kolmogorovCumulative(value: number): number {
  let sum = 0
  for (let term = TERMS; term >= 1; term -= 1) {
    const odd = 2 * term - 1
    sum += exponential((-odd * odd * PI_SQUARED) / (8 * value * value))
  }
  return (SQRT_TWO_PI / value) * sum
}
