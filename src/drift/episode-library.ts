import { SCORE_ORDERS } from '../stats/index.js'
import { type CellHistory, cellMeans } from './cell-history.js'
import type { FeatureNorm } from './feature-norm.js'
import { alignDown, CELL_HOURS, DAY_HOURS } from './time.js'

/** Shapes that a detector remembers of earlier episodes. */
const MOST_SHAPES = 16

/** One in the fixed-point form of signatures. */
const SIGNATURE_ONE = 65_536

/** What an episode looked like, and when it was last seen. Hours are counted from the epoch. */
export interface StoredEpisode {
  readonly direction: number
  readonly sign: 1 | -1
  /** The middle of the onset, and the hour from which the feature was back, at its latest occurrence. */
  readonly from: number
  readonly to: number
  /** How often it occurred. */
  readonly count: number
  /** Mean scores less the anchor's in the four directions, and their variances, Q16. */
  readonly effects: readonly number[]
  readonly variances: readonly number[]
}

/** The four mean scores of a stretch of time: the first four coefficients of its shares by rank. */
type Signature = Pick<StoredEpisode, 'effects' | 'variances'>

/** Squared difference of mean scores that is no difference in practice. */
const SHAPE_TOLERANCE: number = 0.1 * 0.1

/** χ² with four degrees of freedom stays below this in 99 of 100 cases. */
const LARGEST_DISTANCE = 13.277

/** The signature of [from, to); `null` where no cell is left of it. A cell that began before `from` counts if it is all. */
export function signatureOf(
  history: CellHistory,
  norm: FeatureNorm,
  from: number,
  to: number,
): Signature | null {
  const effects: number[] = []
  const variances: number[] = []
  for (let direction = 0; direction < SCORE_ORDERS; direction += 1) {
    const means = cellMeans(history, norm, direction, alignDown(from, CELL_HOURS), to)
    const since = means.filter(({ hour }) => hour + CELL_HOURS / 2 >= from)
    let weights = 0
    let sum = 0
    for (const { deviation, weight } of since.length > 0 ? since : means) {
      weights += weight
      sum += weight * deviation
    }
    if (weights === 0) return null
    effects.push(Math.round((sum / weights) * SIGNATURE_ONE))
    variances.push(Math.round(SIGNATURE_ONE / weights))
  }
  return { effects, variances }
}

/**
 * The stored episode that a change repeats: the nearest one of the same direction and sign whose four mean scores do not
 * differ beyond chance and 0.1, that ended a day or more before this one began, and that this one has not outlasted by
 * more than its own length and a day.
 */
export function recurrenceOf(
  library: readonly StoredEpisode[],
  change: {
    readonly direction: number
    readonly sign: 1 | -1
    readonly from: number
    readonly to: number
  },
  signature: Signature,
): StoredEpisode | null {
  let nearest: StoredEpisode | null = null
  let smallest = LARGEST_DISTANCE
  for (const stored of library) {
    const { direction, sign, from, to } = stored
    if (direction !== change.direction || sign !== change.sign) continue
    if (change.from < to + DAY_HOURS || change.to - change.from > 2 * (to - from) + DAY_HOURS) continue
    const distance = distanceOf(stored, signature)
    if (distance > smallest) continue
    nearest = stored
    smallest = distance
  }
  return nearest
}

/**
 * The library with an episode that has ended. One that repeats a stored one takes its place; beyond 16 shapes, the one
 * that was not seen for the longest time is forgotten.
 */
export function storeEpisode(
  library: readonly StoredEpisode[],
  ended: StoredEpisode,
  repeats: StoredEpisode | null,
): readonly StoredEpisode[] {
  // INVARIANT: in order of `to`, since episodes end one after the other: the first is the oldest.
  const kept = [...library.filter((stored) => stored !== repeats), ended]
  return kept.slice(-MOST_SHAPES)
}

function distanceOf(left: Signature, right: Signature): number {
  let distance = 0
  for (let direction = 0; direction < SCORE_ORDERS; direction += 1) {
    const difference = (left.effects[direction]! - right.effects[direction]!) / SIGNATURE_ONE
    const variance = (left.variances[direction]! + right.variances[direction]!) / SIGNATURE_ONE
    distance += (difference * difference) / (variance + SHAPE_TOLERANCE)
  }
  return distance
}
