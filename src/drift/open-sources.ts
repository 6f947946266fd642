import { KeelsonError } from '../core/index.js'
import type { EvidenceRing } from './evidence-ring.js'
import { addVector, type MomentSums, type VectorScale } from './vector-moments.js'

/** Most sources that one feature tells apart in one hour. */
const MAX_SOURCES_AN_HOUR = 100_000

/** How often each bin was seen. */
type SourceBins = Map<number, number>

/** All that one source has shown in an hour: what it counts as depends on all of it. */
export interface SourceHour {
  readonly bins: SourceBins
  /** Of vectors; else `null`. */
  moments: MomentSums | null
}

/** By hour, then by source, of the hours that are not sealed. */
export type OpenSources = Map<number, Map<string, SourceHour>>

/**
 * Refuses a source that an hour has no room for.
 *
 * @throws KeelsonError `drift/too-many-sources`
 */
export function checkRoomForSource(open: OpenSources, hour: number, source: string): void {
  const sources = open.get(hour)
  if (sources === undefined || sources.has(source) || sources.size < MAX_SOURCES_AN_HOUR) return
  throw new KeelsonError('drift/too-many-sources', 'a feature has more than 100,000 sources in one hour', {
    path: '/source',
    help: 'name what answers for the values, such as a host or a team, and not each request',
  })
}

/**
 * Counts a value of a source in an hour. However many there are, they count as `limit` in proportion to their bins: a
 * function of how often each bin was seen, so that no order makes a difference. Of a vector each projection counts
 * by itself.
 *
 * @param observed the bin of the value; of a vector one of each projection
 */
export function addFromSource(
  open: OpenSources,
  ring: EvidenceRing,
  hour: number,
  source: string,
  observed: readonly number[],
  limit: number,
): void {
  const { bins } = shownBy(open, hour, source)
  let total = observed.length
  for (const count of bins.values()) total += count
  if (total <= limit * observed.length) {
    for (const bin of observed) {
      bins.set(bin, (bins.get(bin) ?? 0) + 1)
      ring.add(hour, bin, 1)
    }
    return
  }
  // It came all the same: what the bins no longer say, the number of arrivals does.
  ring.addBeyond(hour, 1)
  const { starts } = ring.layout
  for (const [part, bin] of observed.entries()) {
    const own = binsWithin(bins, starts[part]!, starts[part + 1] ?? ring.bins)
    const before = new Map(shareOf(own, limit))
    own.set(bin, (own.get(bin) ?? 0) + 1)
    bins.set(bin, own.get(bin)!)
    for (const [counted, share] of shareOf(own, limit)) {
      const more = share - (before.get(counted) ?? 0)
      if (more !== 0) ring.add(hour, counted, more)
    }
  }
}

/**
 * Adds a vector of a source to the moments of its hour's cell. Beyond `limit` vectors in the hour they count as `limit`,
 * in proportion: their sums times limit over how many they are, to the nearest whole numbers.
 *
 * @param cell the moments that all sources are added to
 */
export function addVectorFromSource(
  open: OpenSources,
  cell: MomentSums,
  hour: number,
  source: string,
  scale: VectorScale,
  projections: readonly number[],
  limit: number,
): void {
  const shown = shownBy(open, hour, source)
  shown.moments ??= new Float64Array(cell.length)
  const before = boundedMoments(shown.moments, limit)
  addVector(shown.moments, scale, projections, 1)
  const after = boundedMoments(shown.moments, limit)
  for (let field = 0; field < cell.length; field += 1) {
    cell[field] = cell[field]! + after[field]! - before[field]!
  }
}

function boundedMoments(sums: MomentSums, limit: number): MomentSums {
  const count = sums[0]!
  return count <= limit ? sums.slice() : sums.map((sum) => Math.round((sum * limit) / count))
}

function binsWithin(bins: SourceBins, from: number, to: number): SourceBins {
  return new Map([...bins].filter(([bin]) => bin >= from && bin < to))
}

/**
 * What the bins of a source count as: themselves up to `limit` in all, else whole numbers in their proportion that sum
 * to it, by largest remainders, the lower bin first (Hamilton's method).
 */
export function shareOf(bins: SourceBins, limit: number): SourceBins {
  let total = 0
  for (const count of bins.values()) total += count
  if (total <= limit) return bins
  let left = limit
  const shares = [...bins].map(([bin, count]) => {
    const whole = Math.floor((count * limit) / total)
    left -= whole
    return { bin, whole, remainder: (count * limit) % total }
  })
  shares.sort((a, b) => b.remainder - a.remainder || a.bin - b.bin)
  return new Map(shares.map(({ bin, whole }, index) => [bin, whole + (index < left ? 1 : 0)]))
}

/** Adds what another shard saw of its own sources; `common` is what both held already. */
export function mergeSources(target: OpenSources, other: OpenSources, common: OpenSources): void {
  for (const [hour, sources] of other) {
    for (const [source, { bins, moments }] of sources) {
      const own = shownBy(target, hour, source)
      const shared = common.get(hour)?.get(source)
      for (const [bin, count] of bins) {
        own.bins.set(bin, (own.bins.get(bin) ?? 0) + count - (shared?.bins.get(bin) ?? 0))
      }
      if (moments === null) continue
      const before = own.moments
      own.moments = moments.map(
        (sum, field) => sum + (before?.[field] ?? 0) - (shared?.moments?.[field] ?? 0),
      )
    }
  }
}

export function copySources(open: OpenSources): OpenSources {
  return new Map(
    [...open].map(([hour, sources]) => [
      hour,
      new Map(
        [...sources].map(([source, { bins, moments }]) => [
          source,
          { bins: new Map(bins), moments: moments?.slice() ?? null },
        ]),
      ),
    ]),
  )
}

function shownBy(open: OpenSources, hour: number, source: string): SourceHour {
  let sources = open.get(hour)
  if (sources === undefined) {
    sources = new Map()
    open.set(hour, sources)
  }
  let shown = sources.get(source)
  if (shown === undefined) {
    shown = { bins: new Map(), moments: null }
    sources.set(source, shown)
  }
  return shown
}
