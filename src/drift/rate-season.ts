import {
  dayOf,
  groupByStratum,
  laplaceBits,
  rateResidual,
  SEASONS,
  type SeasonFit,
  type SeasonName,
  type SeasonValue,
  SMALLEST_SAVING,
  strataOf,
} from './season.js'

/**
 * Chooses the season of counts with exposures: rates, Σ count / Σ exposure, by the grouping of hours that predicts a
 * day best from all other days, as `fitSeason` does for values.
 *
 * @param values in a fixed order, of at least two local days
 */
export function fitRates(values: readonly SeasonValue[]): SeasonFit {
  let best = tryName('none', values)!
  for (const name of SEASONS) {
    const candidate = name === 'none' ? null : tryName(name, values)
    if (candidate !== null && candidate.bits < best.bits - SMALLEST_SAVING * values.length) best = candidate
  }
  const { name, residuals } = best
  // A stratum that the anchor never saw falls back on the rate of all.
  const medians = new Float64Array(strataOf(name)).fill(totalOf(values).rate)
  for (const [stratum, members] of groupByStratum(name, values)) {
    medians[stratum] = totalOf(members.map((index) => values[index]!)).rate
  }
  return { season: { name, medians, spreads: null, isRate: true }, residuals }
}

interface Candidate {
  readonly name: SeasonName
  readonly residuals: Float64Array
  /** Negative log2 likelihood, Q16. */
  readonly bits: number
}

function tryName(name: SeasonName, values: readonly SeasonValue[]): Candidate | null {
  const residuals = new Float64Array(values.length)
  let distance = 0
  for (const members of groupByStratum(name, values).values()) {
    const days = new Map<number, SeasonValue[]>()
    for (const index of members) {
      const value = values[index]!
      const day = days.get(dayOf(value))
      if (day === undefined) days.set(dayOf(value), [value])
      else day.push(value)
    }
    if (days.size < 2) return null
    const all = totalOf(members.map((index) => values[index]!))
    const rates = new Map<number, number>()
    for (const [day, own] of days) {
      const { count, exposure } = totalOf(own)
      rates.set(day, (all.count - count) / (all.exposure - exposure))
    }
    for (const index of members) {
      const value = values[index]!
      residuals[index] = rateResidual(value.value, rates.get(dayOf(value))!, value.exposure)
      distance += Math.abs(residuals[index]!)
    }
  }
  return { name, residuals, bits: laplaceBits(0, values.length, distance / values.length) }
}

function totalOf(values: readonly SeasonValue[]): {
  readonly count: number
  readonly exposure: number
  readonly rate: number
} {
  let count = 0
  let exposure = 0
  for (const value of values) {
    count += value.value
    exposure += value.exposure
  }
  return { count, exposure, rate: count / exposure }
}
