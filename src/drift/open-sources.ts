import { KeelsonError } from '../core/index.js'
import type { EvidenceRing } from './evidence-ring.js'

/** Most sources that one feature tells apart in one hour. */
const MAX_SOURCES_AN_HOUR = 100_000

/** How often each bin was seen of one source. */
export type SourceBins = Map<number, number>

/** By hour, then by source, of the hours that are not sealed. */
export type OpenSources = Map<number, Map<string, SourceBins>>

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
  const bins = ownBins(open, hour, source)
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
    for (const [source, bins] of sources) {
      const own = ownBins(target, hour, source)
      const shared = common.get(hour)?.get(source)
      for (const [bin, count] of bins) own.set(bin, (own.get(bin) ?? 0) + count - (shared?.get(bin) ?? 0))
    }
  }
}

export function copySources(open: OpenSources): OpenSources {
  return new Map(
    [...open].map(([hour, sources]) => [
      hour,
      new Map([...sources].map(([source, bins]) => [source, new Map(bins)])),
    ]),
  )
}

function ownBins(open: OpenSources, hour: number, source: string): SourceBins {
  let sources = open.get(hour)
  if (sources === undefined) {
    sources = new Map()
    open.set(hour, sources)
  }
  let bins = sources.get(source)
  if (bins === undefined) {
    bins = new Map()
    sources.set(source, bins)
  }
  return bins
}
