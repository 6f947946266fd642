import { log2Q16, Q16_ONE } from '../core/index.js'
import { exp2Q16 } from './exp2.js'

// Beyond 18 bits the smaller term is below half a unit in the last place of Q16: log2(1 + 2^-18) · 2^16 = 0.36.
const NEGLIGIBLE = 18 * Q16_ONE

/**
 * log2(1 + 2^x) in Q16 fixed point, for a Q16 integer x.
 *
 * Error: below 0.6 units in the last place (0.52 of `log2Q16`, and a relative error of 2^-29.9 inside the logarithm,
 * which is below 0.0001 units; 0.37 where the smaller term is left out).
 */
export function log2OnePlusExp2Q16(exponent: number): number {
  if (exponent >= NEGLIGIBLE) return exponent
  if (exponent <= -NEGLIGIBLE) return 0
  if (exponent > 0) return exponent + log2Q16(1 + exp2Q16(-exponent))
  return log2Q16(1 + exp2Q16(exponent))
}

/**
 * log2 of a sum of powers of two, Σ 2^x, in Q16 fixed point. The largest term is taken out first, so nothing
 * overflows. The terms are added in the order given: hand them in an order that is fixed.
 *
 * @param exponents Q16 integers, at least one
 */
export function log2SumExp2Q16(exponents: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < exponents.length; index += 1) largest = Math.max(largest, exponents[index]!)
  let sum = 0
  for (let index = 0; index < exponents.length; index += 1) sum += exp2Q16(exponents[index]! - largest)
  return largest + log2Q16(sum)
}
