import { log2Q16 } from '../core/index.js'
import type { Component } from './components.js'

/** More than the rounding of this logarithm and of one step of R together, so that none of it adds to R. */
const STRICT_ROUNDING = 3

/**
 * log2 of 1 + λ(s · mean − τ), Q16, rounded down: positive since λ lies below 1 / (1 + τ), and at most 1 in mean
 * wherever the mean score, given the past, lies within ±τ.
 *
 * @param mean of a block, −1 to 1
 */
export function strictBet({ sign, share }: Component, mean: number, tolerance: number): number {
  return log2Q16(1 + (share / (1 + tolerance)) * (sign * mean - tolerance)) - STRICT_ROUNDING
}
