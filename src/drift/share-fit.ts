import { log2Q16 } from '../core/index.js'
import { SEASONS, type SeasonName, strataOf, stratumOf } from './season.js'
import { DAY_HOURS } from './time.js'

/** An hour of the anchor: how many observations, and how many of them are of each kind. */
export interface ShareHour {
  /** Since the epoch, in universal and in local time. */
  readonly hour: number
  readonly localHour: number
  readonly count: number
  readonly counts: ArrayLike<number>
}

/** Whole-number counts by stratum: all that shares are made of. */
export interface StratumCounts {
  readonly season: SeasonName
  /** Observations of each stratum. */
  readonly sizes: Float64Array
  /** Counts of each kind, stratum after stratum. */
  readonly counts: Float64Array
}

/** The counts by stratum, and what each hour's shares would be without its own day. */
export interface ShareFit {
  readonly strata: StratumCounts
  /** Expected shares of each hour's kinds, hour after hour. */
  readonly expected: Float64Array
}

/** What a finer season must save over a coarser one, in bits an observation, Q16: as for values. */
const SMALLEST_SAVING = 655

/** A stratum's own share weighs against that of all as this many observations of all would. */
const POOL_WEIGHT = 8

/**
 * Chooses the grouping of hours whose shares predict a day best from all other days, by multinomial likelihood.
 *
 * Source: leave-one-group-out cross-validation, Stone, J. R. Statist. Soc. B 36 (1974).
 *
 * @param hours in order of time, from at least two local days
 * @param kinds how many there are; an observation may be of none
 */
export function fitShares(hours: readonly ShareHour[], kinds: number): ShareFit {
  let best = trySeason('none', hours, kinds)!
  let total = 0
  for (const { count } of hours) total += count
  for (const season of SEASONS) {
    const candidate = season === 'none' ? null : trySeason(season, hours, kinds)
    if (candidate !== null && candidate.bits < best.bits - SMALLEST_SAVING * total) best = candidate
  }
  return { strata: countStrata(best.season, hours, kinds), expected: best.expected }
}

/** Pooled shares of each kind: (count + ½) / (observations + 1), never 0 or 1 (Krichevsky, Trofimov 1981). */
export function pooledShares({ sizes, counts }: StratumCounts, kinds: number): Float64Array {
  const total = totalSize({ sizes })
  const pooled = new Float64Array(kinds)
  for (let index = 0; index < counts.length; index += 1) {
    pooled[index % kinds] = pooled[index % kinds]! + counts[index]!
  }
  return pooled.map((count) => (count + 0.5) / (total + 1))
}

/** All observations. */
export function totalSize({ sizes }: Pick<StratumCounts, 'sizes'>): number {
  let total = 0
  for (const size of sizes) total += size
  return total
}

/**
 * The share of a kind in a stratum, drawn towards that of all; where one stratum is all, exactly that. The ½ of the
 * pooled share is spread over the strata by their sizes.
 */
export function stratumShare(count: number, size: number, pooled: number, total: number): number {
  const part = total === 0 ? 0 : size / total
  return (count + part / 2 + POOL_WEIGHT * pooled) / (size + part + POOL_WEIGHT)
}

interface Candidate {
  readonly season: SeasonName
  readonly expected: Float64Array
  /** Negative log2 likelihood of the days left out, Q16. */
  readonly bits: number
}

function countStrata(season: SeasonName, hours: readonly ShareHour[], kinds: number): StratumCounts {
  const sizes = new Float64Array(strataOf(season))
  const counts = new Float64Array(sizes.length * kinds)
  for (const hour of hours) addHour(sizes, counts, stratumOf(season, hour.localHour), hour, kinds)
  return { season, sizes, counts }
}

function addHour(
  sizes: Float64Array,
  counts: Float64Array,
  stratum: number,
  hour: ShareHour,
  kinds: number,
): void {
  sizes[stratum] = sizes[stratum]! + hour.count
  for (let kind = 0; kind < kinds; kind += 1) {
    counts[stratum * kinds + kind] = counts[stratum * kinds + kind]! + hour.counts[kind]!
  }
}

function trySeason(season: SeasonName, hours: readonly ShareHour[], kinds: number): Candidate | null {
  const all = countStrata(season, hours, kinds)
  const days = groupByDay(hours)
  if (season !== 'none' && !hasTwoDaysEach(season, hours)) return null
  const expected = new Float64Array(hours.length * kinds)
  let bits = 0
  for (const members of days.values()) {
    const rest = { season, sizes: all.sizes.slice(), counts: all.counts.slice() }
    for (const index of members) {
      const hour = hours[index]!
      const stratum = stratumOf(season, hour.localHour)
      rest.sizes[stratum] = rest.sizes[stratum]! - hour.count
      for (let kind = 0; kind < kinds; kind += 1) {
        const at = stratum * kinds + kind
        rest.counts[at] = rest.counts[at]! - hour.counts[kind]!
      }
    }
    const pooled = pooledShares(rest, kinds)
    const restTotal = totalSize(rest)
    for (const index of members) {
      const hour = hours[index]!
      const stratum = stratumOf(season, hour.localHour)
      let others = hour.count
      let othersShare = 1
      for (let kind = 0; kind < kinds; kind += 1) {
        const share = stratumShare(
          rest.counts[stratum * kinds + kind]!,
          rest.sizes[stratum]!,
          pooled[kind]!,
          restTotal,
        )
        expected[index * kinds + kind] = share
        if (hour.counts[kind]! > 0) bits -= hour.counts[kind]! * log2Q16(share)
        others -= hour.counts[kind]!
        othersShare -= share
      }
      if (others > 0) bits -= others * log2Q16(Math.max(SMALLEST_REST, othersShare))
    }
  }
  return { season, expected, bits }
}

/** The kinds' shares are drawn towards ½ a little, so that together they may come to 1. */
const SMALLEST_REST = 1e-6

function groupByDay(hours: readonly ShareHour[]): Map<number, number[]> {
  const days = new Map<number, number[]>()
  for (let index = 0; index < hours.length; index += 1) {
    const day = Math.floor(hours[index]!.localHour / DAY_HOURS)
    const members = days.get(day)
    if (members === undefined) days.set(day, [index])
    else members.push(index)
  }
  return days
}

function hasTwoDaysEach(season: SeasonName, hours: readonly ShareHour[]): boolean {
  const first = new Map<number, number>()
  const twice = new Set<number>()
  for (const { localHour } of hours) {
    const stratum = stratumOf(season, localHour)
    const day = Math.floor(localHour / DAY_HOURS)
    const before = first.get(stratum)
    if (before === undefined) first.set(stratum, day)
    else if (before !== day) twice.add(stratum)
  }
  return twice.size === first.size
}
