import { log2Q16 } from '../core/index.js'
import type { Component } from './components.js'
import type { StandardBlock } from './stream-norm.js'

/** More than the rounding of this logarithm and of one step of R together, so that none of it adds to R. */
const STRICT_ROUNDING = 3

/**
 * log2 of 1 + λ(s · shift − τ), Q16, rounded down: positive since λ lies below 1 / (reach + τ), and at most 1 in mean
 * wherever the shift of the mean score, given the past, lies within ±τ.
 */
export function strictBet(
  { sign, share }: Component,
  { shift, reach }: Pick<StandardBlock, 'shift' | 'reach'>,
  tolerance: number,
): number {
  return log2Q16(1 + (share / (reach + tolerance)) * (sign * shift - tolerance)) - STRICT_ROUNDING
}
