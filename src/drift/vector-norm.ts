import { log2Q16 } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'
import type { Component } from './components.js'
import type { DetectorState } from './detector-state.js'
import {
  type AnchorValue,
  binOfValue,
  blockHoursOf,
  type FeatureNorm,
  fitValues,
  normOfFit,
} from './feature-norm.js'
import type { CommonNorm } from './stream-norm.js'
import { addVector, type MomentSums, makeScale, momentFields, type VectorScale } from './vector-moments.js'

/**
 * What is normal for a stream of vectors: for each projection what is normal for ranked values, over blocks of one
 * length. Its directions are the four of the first projection, then those of the next; its components likewise.
 */
export interface VectorNorm extends CommonNorm {
  readonly kind: 'vector'
  readonly lanes: readonly FeatureNorm[]
  readonly scale: VectorScale
  /** Of the anchor's vectors. */
  readonly usual: MomentSums
}

/** @param lanes the anchor's values of each projection, as `makeFeatureNorm` takes them */
export function makeVectorNorm(lanes: readonly (readonly AnchorValue[])[], spanHours: number): VectorNorm {
  const fits = lanes.map(fitValues)
  // A projection whose own blocks would be shorter is all the less correlated over longer ones.
  const blockHours = Math.max(...fits.map(blockHoursOf))
  const norms = fits.map((fit) => normOfFit(fit, spanHours, blockHours))
  const projections = lanes.map((values) => values.map(({ value }) => value))
  const scale = makeScale(projections)
  const usual = new Float64Array(momentFields(lanes.length))
  for (let index = 0; index < projections[0]!.length; index += 1) {
    const vector = projections.map((values) => values[index]!)
    addVector(usual, scale, vector, 1)
  }
  return joinLanes(norms, scale, usual)
}

/** The norm of all projections from those of each; all have the same block, values and hours. */
export function joinLanes(lanes: readonly FeatureNorm[], scale: VectorScale, usual: MomentSums): VectorNorm {
  const { blockHours, values, hourShare } = lanes[0]!
  const lighter = log2Q16(lanes.length)
  return {
    kind: 'vector',
    lanes,
    blockHours,
    directions: lanes.flatMap(({ directions }) => directions),
    components: lanes.flatMap(({ components }, lane) =>
      components.map(
        (component): Component => ({ ...component, direction: lane * SCORE_ORDERS + component.direction }),
      ),
    ),
    logWeights: Float64Array.from(
      lanes.flatMap(({ logWeights }) => [...logWeights].map((weight) => weight - lighter)),
    ),
    penalties: Int32Array.from(lanes.flatMap(({ penalties }) => [...penalties])),
    values,
    hourShare,
    scale,
    usual,
  }
}

/** The projection that a direction is one of. */
function laneOfDirection(direction: number): number {
  return Math.floor(direction / SCORE_ORDERS)
}

/** The first bin of each projection, where the bins of all follow one another. */
export function laneStarts(lanes: readonly FeatureNorm[]): readonly number[] {
  let start = 0
  return lanes.map(({ counts }) => {
    const own = start
    start += counts.length
    return own
  })
}

/** The bins of the projections of a vector that was observed at a local hour, one of each projection. */
export function binsOfVector(
  { lanes }: VectorNorm,
  projections: readonly number[],
  localHour: number,
): readonly number[] {
  const starts = laneStarts(lanes)
  return lanes.map((norm, lane) => starts[lane]! + binOfValue(norm, projections[lane]!, localHour))
}

/** The projection that says most: of the latest episode, else of the component that leads. */
export function leadingLane({ components, logWeights }: VectorNorm, detector: DetectorState): number {
  if (detector.episode !== null) return laneOfDirection(detector.episode.direction)
  let leader = 0
  for (let index = 1; index < components.length; index += 1) {
    const lead = detector.levels[index]! + logWeights[index]! - detector.levels[leader]! - logWeights[leader]!
    if (lead > 0) leader = index
  }
  return laneOfDirection(components[leader]!.direction)
}
