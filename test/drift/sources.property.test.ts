import fc from 'fast-check'
import { createDriftMonitor, type DriftMonitor, type DriftObservation } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { countsOf } from '../../src/drift/anchor-hours.js'
import { EvidenceRing } from '../../src/drift/evidence-ring.js'
import {
  arrivalsOf,
  boundedWeights,
  CATEGORY_SAMPLE_SIZE,
  emptyHourSample,
  type HourSample,
  mergeHourSamples,
  sourceLimit,
} from '../../src/drift/hour-sample.js'
import {
  addFromSource,
  addVectorFromSource,
  checkRoomForSource,
  type OpenSources,
  shareOf,
} from '../../src/drift/open-sources.js'
import { collectObservation } from '../../src/drift/take-observation.js'
import { momentFields } from '../../src/drift/vector-moments.js'
import { law } from '../support/law.js'
import { randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY } from './feed.js'

const BINS = 5

/** Everything a source may send in an hour, and in another order. */
function shuffles<Item>(items: fc.Arbitrary<readonly Item[]>): fc.Arbitrary<readonly (readonly Item[])[]> {
  return items.chain((drawn) =>
    fc.tuple(fc.constant(drawn), fc.shuffledSubarray([...drawn], { minLength: drawn.length })),
  )
}
const counts = fc.array(fc.nat({ max: BINS - 1 }), { maxLength: 60 })
const limits = fc.integer({ min: 1, max: 12 })

function ringOf(bins: readonly number[], limit: number): number[] {
  const ring = new EvidenceRing({ bins: BINS, scores: new Int32Array(4 * BINS), starts: [0] })
  const open: OpenSources = new Map()
  for (const bin of bins) addFromSource(open, ring, 7, 'east', [bin], limit)
  const beyond = Math.max(0, bins.length - limit)
  expect(ring.denseHour(7)[BINS + 2]).toBe(beyond)
  return [...ring.denseHour(7)].slice(0, BINS)
}

describe('a source in an hour', () => {
  law(
    'counts for its limit at most, in any order the same, and each bin within one of its share',
    fc
      .tuple(counts, limits)
      .chain(([bins, limit]) =>
        fc.tuple(
          fc.constant(bins),
          fc.constant(limit),
          fc.shuffledSubarray(bins, { minLength: bins.length }),
        ),
      ),
    ([bins, limit, shuffled]) => {
      const counted = ringOf(bins, limit)
      expect(ringOf(shuffled, limit)).toEqual(counted)
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(Math.min(bins.length, limit))
      for (let bin = 0; bin < BINS; bin += 1) {
        const seen = bins.filter((given) => given === bin).length
        const share = bins.length <= limit ? seen : (seen * limit) / bins.length
        expect(Math.abs(counted[bin]! - share)).toBeLessThan(1)
      }
    },
  )

  test('shares by largest remainders, the lower bin first', () => {
    const bins = new Map([
      [3, 10],
      [1, 10],
      [2, 10],
    ])
    expect([...shareOf(bins, 4)].sort(([left], [right]) => left - right)).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ])
  })

  test('has room among 100,000 and no more', () => {
    const sources = new Map(
      Array.from({ length: 100_000 }, (_, index) => [String(index), { bins: new Map(), moments: null }]),
    )
    const open: OpenSources = new Map([[7, sources]])
    expect(() => checkRoomForSource(open, 7, '99999')).not.toThrow()
    expect(() => checkRoomForSource(open, 8, 'more')).not.toThrow()
    expect(() => checkRoomForSource(open, 7, 'more')).toThrow(
      expect.objectContaining({ code: 'drift/too-many-sources' }),
    )
  })
})

describe('a source of vectors', () => {
  const scale = { centers: new Float64Array(2), spreads: new Float64Array(2).fill(1) }
  const coordinate = fc.double({ min: -9, max: 9, noNaN: true })
  const vectors = fc.array(fc.tuple(coordinate, coordinate), {
    maxLength: 30,
  })
  const momentsOf = (drawn: readonly (readonly number[])[], limit: number): number[] => {
    const open: OpenSources = new Map()
    const cell = new Float64Array(momentFields(2))
    for (const vector of drawn) addVectorFromSource(open, cell, 7, 'east', scale, vector, limit)
    return [...cell]
  }

  law(
    'adds its limit at most to the moments, in any order the same, and its own mean and products',
    fc.tuple(shuffles(vectors), limits),
    ([[drawn, shuffled], limit]) => {
      const bounded = momentsOf(drawn!, limit)
      expect(momentsOf(shuffled!, limit)).toEqual(bounded)
      expect(bounded[0]).toBe(Math.min(drawn!.length, limit))
      const all = momentsOf(drawn!, 1000)
      const share = drawn!.length <= limit ? 1 : limit / drawn!.length
      for (const [field, sum] of bounded.entries()) {
        expect(Math.abs(sum - share * all[field]!)).toBeLessThanOrEqual(0.5)
      }
    },
  )
})

describe('the hours of an anchor', () => {
  const CATEGORIES = ['a', 'b', 'c'] as const
  /** Categories of three sources, some of them the same observation again. */
  const observations = fc.array(
    fc.record({
      at: fc.nat({ max: 20 }),
      value: fc.constantFrom(...CATEGORIES),
      source: fc.constantFrom('east', 'west', 'north'),
    }),
    { maxLength: 120 },
  )
  const sampled = (drawn: readonly Omit<DriftObservation, 'feature'>[], limit: number): HourSample => {
    const hours = new Map<number, HourSample>()
    for (const one of drawn) collectObservation('x', hours, { ...one, feature: 'x' }, limit)
    return hours.get(0) ?? emptyHourSample()
  }

  law(
    'count of each source its limit at most, in any order and by any shards the same',
    fc.tuple(shuffles(observations), fc.integer({ min: 1, max: 80 })),
    ([[drawn, shuffled], limit]) => {
      const sample = sampled(drawn!, limit)
      expect(sampled(shuffled!, limit)).toEqual(sample)
      const [east, rest] = [true, false].map((isEast) =>
        sampled(
          drawn!.filter(({ source }) => (source === 'east') === isEast),
          limit,
        ),
      )
      expect(mergeHourSamples(east!, rest!, limit).entries).toEqual(sample.entries)
      expect(arrivalsOf(sample)).toBe(drawn!.length)
      const most = sourceLimit(CATEGORY_SAMPLE_SIZE, limit)
      const weights = boundedWeights(sample.entries, limit)
      const counted = new Map<number, number>()
      for (const [index, { origin }] of sample.entries.entries()) {
        counted.set(origin, (counted.get(origin) ?? 0) + weights[index]!)
      }
      for (const count of counted.values()) expect(count).toBeLessThanOrEqual(most)
      let total = 0
      for (const count of countsOf(sample, limit).values()) total += count
      expect(total).toBe(weights.reduce((sum, weight) => sum + weight, 0))
    },
  )
})

describe('a source that floods', () => {
  /** Forty sources with a value an hour each, one of which may send a thousand of its own choice. */
  function watched(anchorFlood: number | null, flood: number | null): DriftMonitor {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }], sourceLimitAnHour: 2 })
    const { normal } = randomStream(5)
    for (let hour = 0; hour < 24 * 24; hour += 1) {
      const isAnchor = hour < 14 * 24
      if (hour === 14 * 24) {
        monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
      }
      for (let source = 0; source < 40; source += 1) {
        monitor.observe({
          at: MONDAY + hour * HOUR + source,
          feature: 'x',
          value: normal(),
          source: `host ${source}`,
        })
      }
      const value = isAnchor ? anchorFlood : flood
      for (let index = 0; value !== null && index < 300; index += 1) {
        monitor.observe({
          at: MONDAY + hour * HOUR + index,
          feature: 'x',
          value: value + index / 1e6,
          source: 'hostile',
        })
      }
    }
    return monitor
  }
  const END = MONDAY + 24 * DAY

  test('moves the norm by its bound, and hides nothing of the others', () => {
    const [honest, poisoned] = [watched(null, null), watched(8, 8)]
    for (const monitor of [honest, poisoned]) {
      expect(monitor.assess(END).features[0]).toMatchObject({ verdict: 'stable', alarms: 0 })
      for (let hour = 24 * 24; hour < 27 * 24; hour += 1) {
        for (let source = 0; source < 40; source += 1) {
          const at = MONDAY + hour * HOUR + source
          monitor.observe({ at, feature: 'x', value: 1 + source / 40, source: `host ${source}` })
        }
      }
      expect(monitor.assess(MONDAY + 27 * DAY).features[0]).toMatchObject({ alarms: 1 })
    }
  })

  test('shows as 2 values of 42 an hour', () => {
    const { bins } = watched(null, 8).assess(END).features[0]!
    const top = bins.find(({ to }) => to === null)!
    expect(top.observed).toBeCloseTo(2 / 42, 2)
  })

  /** Forty sources with a category an hour each; one of them may send its own three hundred times. */
  function watchedCategories(anchorFlood: boolean, flood: boolean): DriftMonitor {
    const monitor = createDriftMonitor({
      features: [{ name: 'x', kind: 'categorical' }],
      sourceLimitAnHour: 16,
    })
    const { uniform } = randomStream(6)
    for (let hour = 0; hour < 24 * 24; hour += 1) {
      if (hour === 14 * 24) {
        monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
      }
      const at = MONDAY + hour * HOUR
      for (let source = 0; source < 40; source += 1) {
        const value = uniform() < 0.7 ? 'usual' : 'other'
        monitor.observe({ at: at + source, feature: 'x', value, source: `host ${source}` })
      }
      if (!(hour < 14 * 24 ? anchorFlood : flood)) continue
      for (let index = 0; index < 300; index += 1) {
        monitor.observe({ at: at + index, feature: 'x', value: 'theirs', source: 'hostile' })
      }
    }
    return monitor
  }

  test('with a category has the same bounded share before and after the freeze', () => {
    const report = watchedCategories(true, true).assess(END).features[0]!
    expect(report).toMatchObject({ verdict: 'stable', alarms: 0 })
    const monitor = watchedCategories(false, true)
    const { bins } = monitor.assess(END).features[0]!
    // A quarter of 16, beside 40 others.
    expect(bins.find(({ category }) => category === 'theirs')!.observed).toBeCloseTo(4 / 44, 2)
  })
})
