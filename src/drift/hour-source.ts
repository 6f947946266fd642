import { SCORE_ORDERS } from '../stats/index.js'
import { arrivalsIn, type EvidenceRing, type HourTally } from './evidence-ring.js'
import { binOfValue, type FeatureNorm } from './feature-norm.js'
import { localHourOf } from './local-hour.js'
import { stratumOf } from './season.js'
import { type ShareNorm, shareOf, shareScore } from './share-norm.js'
import type { UtcOffsetChange } from './types.js'

/** The hours of a stream as its detector takes them. */
export interface HourSource {
  /**
   * Visits the hours in [from, to) that say something, in order of time: how many observations, and an array that
   * holds their sums from `offset` on, as `sumFields` of the stream's norm says.
   */
  forEachHour(
    from: number,
    to: number,
    visit: (hour: number, count: number, sums: ArrayLike<number>, offset: number) => void,
  ): void
}

/** Ranked values: the ring's own score sums. */
export function valueHours(ring: EvidenceRing): HourSource {
  return {
    forEachHour: (from, to, visit) =>
      ring.forEachHour(from, to, (hour, { values }, sums, offset) => {
        if (values > 0) visit(hour, values, sums, offset)
      }),
  }
}

/** Categories: the ring's bins. */
export function categoryHours(
  ring: EvidenceRing,
  norm: ShareNorm,
  offsets: readonly UtcOffsetChange[],
): HourSource {
  return {
    forEachHour: (from, to, visit) =>
      ring.forEachHour(from, to, (hour, { values }, bins) => {
        if (values > 0) visit(hour, values, shareSums(norm, offsets, hour, values, bins), 0)
      }),
  }
}

/** Observations that are, or are not, of one kind, such as missing. */
export function shareHours(
  ring: EvidenceRing,
  norm: ShareNorm,
  offsets: readonly UtcOffsetChange[],
  countOf: (tally: HourTally) => number,
  seenOf: (tally: HourTally) => number,
): HourSource {
  return {
    forEachHour: (from, to, visit) =>
      ring.forEachHour(from, to, (hour, tally) => {
        const count = countOf(tally)
        if (count > 0) visit(hour, count, shareSums(norm, offsets, hour, count, [seenOf(tally)]), 0)
      }),
  }
}

/** After this many hours without an observation, silence is no news any more. */
const LONGEST_SILENCE = 1536

/**
 * How many observations came in each hour, silent hours among them: one value an hour.
 *
 * @param since the first whole hour after the anchor
 */
export function arrivalHours(
  ring: EvidenceRing,
  norm: FeatureNorm,
  offsets: readonly UtcOffsetChange[],
  since: number,
): HourSource {
  return {
    forEachHour: (from, to, visit) => {
      const first = Math.max(from, since)
      const visitHour = (hour: number, arrivals: number): void => {
        const bin = binOfValue(norm, arrivals, localHourOf(offsets, hour))
        visit(hour, 1, norm.scores, bin * SCORE_ORDERS)
      }
      // INVARIANT: which silent hours are visited depends on the observations alone, not on where the visit begins.
      let observed = Math.max(since - 1, ring.lastObserved(first - 1) ?? since - 1)
      let next = first
      const visitSilence = (end: number): void => {
        const last = Math.min(end, observed + 1 + LONGEST_SILENCE)
        for (; next < last; next += 1) visitHour(next, 0)
      }
      ring.forEachHour(first, to, (hour, tally) => {
        const arrivals = arrivalsIn(tally)
        if (arrivals === 0) return
        visitSilence(hour)
        visitHour(hour, arrivals)
        observed = hour
        next = hour + 1
      })
      visitSilence(to)
    },
  }
}

function shareSums(
  norm: ShareNorm,
  offsets: readonly UtcOffsetChange[],
  hour: number,
  count: number,
  counts: ArrayLike<number>,
): Float64Array {
  const kinds = norm.directions.length
  const stratum = stratumOf(norm.strata.season, localHourOf(offsets, hour))
  const sums = new Float64Array(3 * kinds)
  for (let kind = 0; kind < kinds; kind += 1) {
    const seen = counts[kind]!
    const expected = count * shareOf(norm, stratum, kind)
    sums[kind] = shareScore(seen, expected)
    sums[kinds + kind] = seen
    sums[2 * kinds + kind] = expected
  }
  return sums
}
