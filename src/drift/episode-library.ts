import { type CellHistory, cellMeans } from './cell-history.js'
import type { StreamNorm } from './stream-norm.js'
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
  /** Mean scores less the anchor's in each direction, and their variances, Q16. */
  readonly effects: readonly number[]
  readonly variances: readonly number[]
}

/** The mean scores of a stretch of time: the first four coefficients of its shares by rank, or the shares. */
type Signature = Pick<StoredEpisode, 'effects' | 'variances'>

/** Squared difference of mean scores that is no difference in practice. */
const SHAPE_TOLERANCE: number = 0.1 * 0.1

const NORMAL_NINETY_NINE = 2.3263478740408408

/**
 * χ² with so many degrees of freedom stays below this in 99 of 100 cases.
 *
 * Source: Wilson, Hilferty, PNAS 17 (1931): 13.21 for four, where 13.28 is exact.
 */
function largestDistance(directions: number): number {
  const ninth = 2 / (9 * directions)
  const root = 1 - ninth + NORMAL_NINETY_NINE * Math.sqrt(ninth)
  return directions * root * root * root
}

/** The signature of [from, to); `null` where no cell is left of it. A cell that began before `from` counts if it is all. */
export function signatureOf(
  history: CellHistory,
  norm: StreamNorm,
  from: number,
  to: number,
): Signature | null {
  const effects: number[] = []
  const variances: number[] = []
  for (let direction = 0; direction < norm.directions.length; direction += 1) {
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
 * The stored episode that a change repeats: the nearest one of the same direction and sign whose mean scores do not
 * differ beyond chance and 0.1, that ended a day or more before this one began, and that this one has not outlasted by
 * more than its own length and a day.
 */
export function recurrenceOf(
  pastEpisodes: readonly StoredEpisode[],
  change: {
    readonly direction: number
    readonly sign: 1 | -1
    readonly from: number
    readonly to: number
  },
  signature: Signature,
): StoredEpisode | null {
  let nearest: StoredEpisode | null = null
  let smallest = largestDistance(signature.effects.length)
  for (const stored of pastEpisodes) {
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
  pastEpisodes: readonly StoredEpisode[],
  ended: StoredEpisode,
  repeats: StoredEpisode | null,
): readonly StoredEpisode[] {
  // INVARIANT: in order of `to`, since episodes end one after the other: the first is the oldest.
  const kept = [...pastEpisodes.filter((stored) => stored !== repeats), ended]
  return kept.slice(-MOST_SHAPES)
}

function distanceOf(left: Signature, right: Signature): number {
  let distance = 0
  for (let direction = 0; direction < left.effects.length; direction += 1) {
    const difference = (left.effects[direction]! - right.effects[direction]!) / SIGNATURE_ONE
    const variance = (left.variances[direction]! + right.variances[direction]!) / SIGNATURE_ONE
    distance += (difference * difference) / (variance + SHAPE_TOLERANCE)
  }
  return distance
}
