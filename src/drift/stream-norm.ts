import { SCORE_ORDERS } from '../stats/index.js'
import { type DirectionNorm, zoneOf } from './block-deviation.js'
import type { Component } from './components.js'
import { effectSign } from './components.js'
import { type FeatureNorm, scoreIndifference } from './feature-norm.js'
import { scoreBets, scoreBlocks } from './scored-evidence.js'
import { SEASONS, type SeasonName } from './season.js'
import { shareBets, shareBlocks, shareZone } from './share-evidence.js'
import { type ShareNorm, shareIndifference } from './share-norm.js'
import { strictBet } from './strict-bet.js'
import type { VectorNorm } from './vector-norm.js'

/**
 * What is normal for a stream, of whatever kind: a block of it has a mean in some directions, each of which deviates
 * by so much, and bets on their changes.
 */
export type StreamNorm = FeatureNorm | ShareNorm | VectorNorm

/** What every norm has, whichever its kind. */
export interface CommonNorm {
  readonly blockHours: number
  readonly directions: readonly DirectionNorm[]
  readonly components: readonly Component[]
  /** log2 of the components' weights, which sum to 1. Q16. */
  readonly logWeights: Float64Array
  /** What each component pays a block for its stake. Q16. */
  readonly penalties: Int32Array
  readonly values: number
  /** Share of the anchor's hours that held something, 0 to 1. */
  readonly hourShare: number
}

/** A direction's block: its distance from the anchor in deviations, and the zone in the same unit. */
export interface StandardBlock {
  readonly distance: number
  readonly deviation: number
  readonly zone: number
  /** How far the mean score, or a share, lies from what the anchor expects. */
  readonly shift: number
  /** The shift is at most this, either way: 1 and the size of what is expected. */
  readonly reach: number
}

/** What a block says: where it lies, and what each component's bet on it won, in bits, Q16. */
export interface WeighedBlock {
  readonly directions: readonly StandardBlock[]
  readonly increments: ArrayLike<number>
}

/** Sums that a block of this stream consists of; the first are the scores of its directions, Q14. */
export function sumFields(norm: StreamNorm): number {
  return norm.kind === 'shares' ? 3 * norm.directions.length : norm.directions.length
}

/** Weighs a block by the bets of the calibrated mode, or with a tolerance by those of the strict mode. */
export function weighBlock(
  norm: StreamNorm,
  count: number,
  sums: ArrayLike<number>,
  strictTolerance: number | null,
): WeighedBlock {
  const directions = norm.kind === 'shares' ? shareBlocks(norm, count, sums) : scoreBlocks(norm, count, sums)
  if (strictTolerance !== null) {
    const increments = norm.components.map((component) =>
      strictBet(component, directions[component.direction]!, strictTolerance),
    )
    return { directions, increments }
  }
  const increments = norm.kind === 'shares' ? shareBets(norm, count, sums) : scoreBets(norm, directions)
  return { directions, increments }
}

/** The zone of a direction's block with such a deviation, in deviations. */
export function zoneAt(norm: StreamNorm, direction: number, deviation: number): number {
  return norm.kind === 'shares'
    ? shareZone(norm, direction, deviation)
    : zoneOf(norm.directions[direction]!, deviation)
}

/** Turns the mean score of a direction into an effect: positive for higher, wider, heavier above, a larger share. */
export function effectSignOf(norm: StreamNorm, direction: number): 1 | -1 {
  return norm.kind === 'shares' ? 1 : effectSign(direction)
}

/** True where a change in a direction is one of level, which goes up or down: of location, or of a share. */
export function isLevel(norm: StreamNorm, direction: number): boolean {
  return norm.kind === 'shares' || direction % SCORE_ORDERS === 0
}

/** The smallest effect that can ever raise an alarm, for blocks of the usual size. */
export function indifferenceOf(norm: StreamNorm, strictTolerance: number | null): number {
  if (strictTolerance !== null) return strictTolerance
  if (norm.kind === 'vector') return Math.min(...norm.lanes.map(scoreIndifference))
  return norm.kind === 'scored' ? scoreIndifference(norm) : shareIndifference(norm)
}

/** The grouping of hours by which the norm differs, and whether the spread does, too. */
export function seasonOf(norm: StreamNorm): {
  readonly season: SeasonName
  readonly seasonalSpread: boolean
} {
  if (norm.kind === 'shares') return { season: norm.strata.season, seasonalSpread: false }
  const seasons = (norm.kind === 'vector' ? norm.lanes : [norm]).map(({ season }) => season)
  // Of projections the finest.
  const finest = Math.max(...seasons.map(({ name }) => SEASONS.indexOf(name)))
  return { season: SEASONS[finest]!, seasonalSpread: seasons.some(({ spreads }) => spreads !== null) }
}
