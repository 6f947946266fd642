import { log2Q16 } from '../core/index.js'
import { medianOfSorted } from '../stats/index.js'
import { alignDown, DAY_HOURS } from './time.js'

/** How hours are grouped into strata that share a level. In order of size; the smallest that explains wins ties. */
export const SEASONS = ['none', 'hour-of-day', 'hour-and-weekend', 'hour-of-week'] as const
export type SeasonName = (typeof SEASONS)[number]

/** What is usual for each stratum. */
export interface Season {
  readonly name: SeasonName
  /** Median values; or rates, counts per exposure, where `isRate`. */
  readonly medians: Float64Array
  readonly isRate: boolean
  /** Median distances from the median by stratum, or `null` where one spread holds for all. Positive. */
  readonly spreads: Float64Array | null
}

/** A value of the anchor, with its local hour counted from the epoch. */
export interface SeasonValue {
  readonly value: number
  readonly localHour: number
  /** What a count is counted over; 1 where nothing was said. */
  readonly exposure: number
}

/** A season and the distances of the anchor's values from it, each judged without the values of its own day. */
export interface SeasonFit {
  readonly season: Season
  readonly residuals: Float64Array
}

// 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
const EPOCH_WEEKDAY = 3

/** What a finer season must save over a coarser one, in bits a value, Q16: less than that is chance. */
export const SMALLEST_SAVING = 655

/** The stratum of a local hour. */
export function stratumOf(name: SeasonName, localHour: number): number {
  if (name === 'none') return 0
  const day = Math.floor(localHour / DAY_HOURS)
  const hour = localHour - day * DAY_HOURS
  if (name === 'hour-of-day') return hour
  const weekday = day + EPOCH_WEEKDAY - alignDown(day + EPOCH_WEEKDAY, 7)
  if (name === 'hour-and-weekend') return (weekday >= 5 ? DAY_HOURS : 0) + hour
  return weekday * DAY_HOURS + hour
}

export function strataOf(name: SeasonName): number {
  return name === 'none' ? 1 : name === 'hour-of-day' ? 24 : name === 'hour-and-weekend' ? 48 : 168
}

/** How far a value lies from what is usual for its hour, in spreads where the season has them. */
export function residualOf(season: Season, value: number, localHour: number, exposure: number): number {
  const stratum = stratumOf(season.name, localHour)
  if (season.isRate) return rateResidual(value, season.medians[stratum]!, exposure)
  return residual(value, season.medians[stratum]!, season.spreads === null ? 1 : season.spreads[stratum]!)
}

/**
 * Chooses the season that predicts a day best from all other days: the grouping of hours, with or without a spread of
 * its own for each group, whose left-out-day residuals have the highest Laplace likelihood. A short anchor has few
 * days a group, so it pools by itself.
 *
 * Source: leave-one-group-out cross-validation, Stone, J. R. Statist. Soc. B 36 (1974).
 *
 * @param values in a fixed order, of at least two local days
 */
export function fitSeason(values: readonly SeasonValue[]): SeasonFit {
  let best = tryName('none', values, false)!
  for (const name of SEASONS) {
    for (const seasonalSpread of [false, true]) {
      if (name === 'none') continue
      const candidate = tryName(name, values, seasonalSpread)
      if (candidate !== null && candidate.bits < best.bits - SMALLEST_SAVING * values.length) best = candidate
    }
  }
  return { season: finalSeason(best.name, values, best.seasonalSpread), residuals: best.residuals }
}

/**
 * How far a count lies from what its exposure lets expect, in standard deviations of a Poisson count.
 *
 * Source: Anscombe, Biometrika 35 (1948).
 */
export function rateResidual(count: number, rate: number, exposure: number): number {
  return 2 * (Math.sqrt(count + 0.375) - Math.sqrt(rate * exposure + 0.375))
}

interface Candidate {
  readonly name: SeasonName
  readonly seasonalSpread: boolean
  readonly residuals: Float64Array
  /** Negative log2 likelihood, Q16. */
  readonly bits: number
}

function tryName(
  name: SeasonName,
  values: readonly SeasonValue[],
  seasonalSpread: boolean,
): Candidate | null {
  const residuals = new Float64Array(values.length)
  const pooledSpread = seasonalSpread ? spreadOfAll(values) : 1
  let spreadBits = 0
  for (const members of groupByStratum(name, values).values()) {
    const days = new Set(members.map((index) => dayOf(values[index]!)))
    if (days.size < 2) return null
    // Sorted once by value: the rest of any day is then a subsequence, and its median a lookup.
    const ordered = members.sort((left, right) => values[left]!.value - values[right]!.value || left - right)
    for (const day of days) {
      const others = ordered.filter((index) => dayOf(values[index]!) !== day)
      const median = medianOfSorted(others.map((index) => values[index]!.value))
      const spread = seasonalSpread ? spreadAround(median, others, values, pooledSpread) : 1
      for (const index of ordered) {
        if (dayOf(values[index]!) !== day) continue
        residuals[index] = residual(values[index]!.value, median, spread)
        spreadBits += log2Q16(spread)
      }
    }
  }
  let distance = 0
  for (const value of residuals) distance += Math.abs(value)
  const scale = distance / values.length
  return { name, seasonalSpread, residuals, bits: laplaceBits(spreadBits, values.length, scale) }
}

/** Laplace: Σ log2 spread + n log2(2 e scale), less the constant that is the same for all candidates. Q16. */
export function laplaceBits(spreadBits: number, count: number, scale: number): number {
  // What is explained to the last bit cannot be bettered, and what overflows cannot be compared.
  if (scale === 0) return Number.NEGATIVE_INFINITY
  return scale < Number.POSITIVE_INFINITY ? spreadBits + count * log2Q16(scale) : Number.POSITIVE_INFINITY
}

function finalSeason(name: SeasonName, values: readonly SeasonValue[], seasonalSpread: boolean): Season {
  // A stratum that the anchor never saw falls back on the level and the spread of all.
  const pooledSpread = seasonalSpread ? spreadOfAll(values) : 1
  const medians = new Float64Array(strataOf(name)).fill(medianOf(values))
  const spreads = seasonalSpread ? new Float64Array(medians.length).fill(pooledSpread) : null
  for (const [stratum, members] of groupByStratum(name, values)) {
    const median = medianOf(members.map((index) => values[index]!))
    medians[stratum] = median
    if (spreads !== null) spreads[stratum] = spreadAround(median, members, values, pooledSpread)
  }
  return { name, medians, spreads, isRate: false }
}

/** Indexes of the values by stratum. */
export function groupByStratum(name: SeasonName, values: readonly SeasonValue[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (let index = 0; index < values.length; index += 1) {
    const stratum = stratumOf(name, values[index]!.localHour)
    const members = groups.get(stratum)
    if (members === undefined) groups.set(stratum, [index])
    else members.push(index)
  }
  return groups
}

function medianOf(values: readonly SeasonValue[]): number {
  return medianOfSorted(Float64Array.from(values, ({ value }) => value).sort())
}

function spreadOfAll(values: readonly SeasonValue[]): number {
  const members = values.map((_, index) => index)
  return spreadAround(medianOf(values), members, values, 1)
}

/** The median distance from a level, or the other spread where that is 0 or overflows: it can always divide. */
function spreadAround(
  level: number,
  members: readonly number[],
  values: readonly SeasonValue[],
  otherwise: number,
): number {
  const distances = Float64Array.from(members, (index) => Math.abs(values[index]!.value - level)).sort()
  const median = medianOfSorted(distances)
  return median > 0 && median < LARGEST_RESIDUAL ? median : otherwise
}

// Finite, so that edges made of residuals are finite, too.
const LARGEST_RESIDUAL = 1e308

function residual(value: number, median: number, spread: number): number {
  return Math.min(LARGEST_RESIDUAL, Math.max(-LARGEST_RESIDUAL, (value - median) / spread))
}

/** The local day of a value. */
export function dayOf(value: SeasonValue): number {
  return Math.floor(value.localHour / DAY_HOURS)
}
