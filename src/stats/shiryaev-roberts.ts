import { Q16_ONE } from '../core/index.js'
import { exp2Q16 } from './exp2.js'
import { log2OnePlusExp2Q16, log2SumExp2Q16 } from './log2-sum.js'

/** log2 R of a detector that has seen nothing, R = 2^-64 standing for 0. Q16. */
export const LEVEL_FLOOR: number = -64 * Q16_ONE

/** Where log2 R stops growing. Q16. */
export const LEVEL_CEILING: number = 1024 * Q16_ONE

/** One step of {@link shiryaevRobertsStep}. */
export interface ShiryaevRobertsStep {
  /** log2 R after the block, Q16. */
  readonly level: number
  /** The share of R that belongs to a change that began with this very block, 1 / (1 + R before), from 0 to 1. */
  readonly newcomer: number
}

/**
 * One step of the Shiryaev–Roberts recursion R ← (1 + R) · e, in the log domain and Q16 fixed point. R is the sum,
 * over every block at which a change may have begun, of the evidence since then; if E[e | past] ≤ 1 while nothing
 * changed, then E[R after n blocks] ≤ n, so the mean run to a false alarm at R ≥ A is at least A blocks, however
 * often one looks.
 *
 * R itself is not an e-value: its mean grows with time.
 *
 * Error: at most 1.1 units of Q16 a step, for the rounding of the logarithm and of the increment.
 *
 * Sources: Shiryaev (1963), Roberts (1966), Pollak (1985); Shin, Ramdas, Rinaldo, arXiv 2203.03532.
 *
 * @param level log2 R before, Q16
 * @param increment log2 e, Q16
 */
export function shiryaevRobertsStep(level: number, increment: number): ShiryaevRobertsStep {
  const plusOne = log2OnePlusExp2Q16(level)
  return {
    level: Math.min(LEVEL_CEILING, Math.max(LEVEL_FLOOR, plusOne + increment)),
    newcomer: exp2Q16(-plusOne),
  }
}

/**
 * log2 of the mixture Σ w R over components, Q16. A mixture with weights that sum to 1 keeps the run length of its
 * components, whatever their dependence; so does one whose other components stay bounded.
 *
 * @param levels log2 R of each component, Q16
 * @param logWeights log2 of each weight, Q16
 */
export function mixtureEvidence(levels: ArrayLike<number>, logWeights: ArrayLike<number>): number {
  const terms = new Float64Array(levels.length)
  for (let index = 0; index < levels.length; index += 1) terms[index] = levels[index]! + logWeights[index]!
  return log2SumExp2Q16(terms)
}
