import { log2Q16, Q16_ONE } from '../core/index.js'
import type { CellMean } from './cell-history.js'
import { CELL_HOURS, DAY_HOURS } from './time.js'

/** How a change came about. */
export interface EpisodeShape {
  readonly verdict: 'abrupt' | 'gradual' | 'slow-poisoning'
  /** First and last hour at which it may have begun. */
  readonly onsetFrom: number
  readonly onsetTo: number
}

/** A step takes at most this long. */
const STEP_HOURS: number = DAY_HOURS

/** A ramp that takes longer than this is slow poisoning. */
const SLOW_HOURS: number = 7 * DAY_HOURS

/**
 * What a longer ramp must explain more than the best shorter one, in units of χ² (twice the log likelihood): what one
 * further parameter gains by chance once in ten times. Measured at the look of 14 days: steps of 0.3 σ stay below 1.7
 * and ramps of seven days below 0.8 in 90 % of cases; +0.05, +0.1 and +0.2 σ a day exceed 6.5 in 90 %.
 */
const PREFERENCE = 2.7

/** Onsets that explain the change this nearly as well as the best remain possible: two standard deviations. */
const ONSET_SLACK = 4

interface Ramp {
  /** χ² that the ramp explains. */
  readonly gain: number
  readonly start: number
  readonly end: number
}

/**
 * Fits a ramp (nothing until it starts, linear until it ends, level after) to the deviations of an episode's leading
 * direction, over all starts and ends in cells of six hours. A ramp of at most a day is a step: `abrupt`; one of at
 * most seven days is `gradual`; a longer one is `slow-poisoning`. The shorter wins unless the longer explains clearly
 * more. A mixture whose share grows has the mean of a ramp.
 *
 * @param means in order of time, at least one, with deviations signed so that the change is positive
 */
export function shapeOf(means: readonly CellMean[]): EpisodeShape {
  const points = means.map(linearised)
  const firstHour = points[0]!.hour
  const lastHour = points[points.length - 1]!.hour + CELL_HOURS
  const ramps: Ramp[] = []
  for (let start = firstHour; start < lastHour; start += CELL_HOURS) {
    for (let end = start; end <= lastHour; end += CELL_HOURS) {
      ramps.push({ gain: gainOf(points, start, end), start, end })
    }
  }
  const best = strongest(ramps)
  const steps = ramps.filter(({ start, end }) => end - start <= STEP_HOURS)
  if (strongest(steps).gain >= best.gain - PREFERENCE) return describe('abrupt', steps)
  const weekly = ramps.filter(({ start, end }) => end - start <= SLOW_HOURS)
  if (strongest(weekly).gain >= best.gain - PREFERENCE) return describe('gradual', weekly)
  return describe('slow-poisoning', ramps)
}

function describe(verdict: EpisodeShape['verdict'], ramps: readonly Ramp[]): EpisodeShape {
  const best = strongest(ramps)
  let onsetFrom = best.start
  let onsetTo = best.start
  for (const { gain, start } of ramps) {
    if (gain < best.gain - ONSET_SLACK) continue
    onsetFrom = Math.min(onsetFrom, start)
    onsetTo = Math.max(onsetTo, start)
  }
  return { verdict, onsetFrom, onsetTo: onsetTo + CELL_HOURS }
}

/** The first of the ramps with the largest gain. */
function strongest(ramps: readonly Ramp[]): Ramp {
  let best = ramps[0]!
  for (const ramp of ramps) if (ramp.gain > best.gain) best = ramp
  return best
}

/** Weighted least squares of a ramp of free height: (Σ w r y)² / Σ w r², or 0 if the height is not up. */
function gainOf(points: readonly CellMean[], start: number, end: number): number {
  let products = 0
  let squares = 0
  for (const { hour, deviation, weight } of points) {
    const middle = hour + CELL_HOURS / 2
    if (middle <= start) continue
    const share = middle >= end ? 1 : (middle - start) / (end - start)
    products += weight * share * deviation
    squares += weight * share * share
  }
  return products > 0 ? (products * products) / squares : 0
}

const LARGEST_LINEAR = 0.95

const HALF_LN_2 = 0.34657359027997264

/**
 * Mean scores flatten as a shift grows (0.60 at 1 σ, 0.91 at 2 σ), which would make every long ramp look ended.
 * artanh straightens them; its slope 1 / (1 − d²) carries over to the weight.
 */
function linearised(point: CellMean): CellMean {
  const deviation = limited(point.deviation)
  const slope = 1 - deviation * deviation
  return {
    hour: point.hour,
    deviation: straightened(deviation),
    weight: point.weight * slope * slope,
  }
}

/** artanh of a mean score's deviation, limited to ±0.95. */
export function straightened(deviation: number): number {
  const within = limited(deviation)
  return (HALF_LN_2 * log2Q16((1 + within) / (1 - within))) / Q16_ONE
}

function limited(deviation: number): number {
  return Math.max(-LARGEST_LINEAR, Math.min(LARGEST_LINEAR, deviation))
}
