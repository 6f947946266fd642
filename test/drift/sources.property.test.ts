import fc from 'fast-check'
import { createDriftMonitor, type DriftMonitor } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { EvidenceRing } from '../../src/drift/evidence-ring.js'
import { addFromSource, checkRoomForSource, type OpenSources, shareOf } from '../../src/drift/open-sources.js'
import { law } from '../support/law.js'
import { randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY } from './feed.js'

const BINS = 5
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
    const sources = new Map(Array.from({ length: 100_000 }, (_, index) => [String(index), new Map()]))
    const open: OpenSources = new Map([[7, sources]])
    expect(() => checkRoomForSource(open, 7, '99999')).not.toThrow()
    expect(() => checkRoomForSource(open, 8, 'more')).not.toThrow()
    expect(() => checkRoomForSource(open, 7, 'more')).toThrow(
      expect.objectContaining({ code: 'drift/too-many-sources' }),
    )
  })
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
})
