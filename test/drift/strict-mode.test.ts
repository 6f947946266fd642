import {
  createDriftMonitor,
  type DriftMonitorOptions,
  mergeDriftMonitors,
  restoreDriftMonitor,
} from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { alarmRule } from '../../src/drift/alarm-rule.js'
import { completeOptions } from '../../src/drift/configuration.js'
import { advanceDetector } from '../../src/drift/detector.js'
import { type DetectorContext, initialDetector } from '../../src/drift/detector-state.js'
import { EvidenceRing } from '../../src/drift/evidence-ring.js'
import { binOfValue, makeFeatureNorm } from '../../src/drift/feature-norm.js'
import { valueHours } from '../../src/drift/hour-source.js'
import { ringLayout } from '../../src/drift/watched-stream.js'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { DAY, feed, HOUR, MONDAY, type StreamValue, seeds } from './feed.js'

const FIRST = MONDAY / HOUR
const ANCHOR_HOURS = 14 * 24
const AN_HOUR = 6
const LONGEST = 30 * 24

/** Chooses the six values of an hour, knowing all values before. */
type Adversary = (random: RandomStream, past: readonly number[]) => number

const features = [{ name: 'x', kind: 'numeric' }] as const

/** Hours until the first alarm, at most 30 days. */
function hoursToAlarm(seed: number, options: Omit<DriftMonitorOptions, 'features'>, next: Adversary): number {
  const random = randomStream(seed)
  const values = Array.from({ length: ANCHOR_HOURS * AN_HOUR }, (_, index) => {
    const hour = FIRST + Math.floor(index / AN_HOUR)
    return { hour, localHour: hour, value: random.normal(), exposure: 1 }
  })
  const norm = makeFeatureNorm(values, ANCHOR_HOURS)
  const rule = alarmRule(completeOptions({ features, ...options }), norm.blockHours, 1)
  const context: DetectorContext = { feature: 'x', norm, declarations: [], ...rule }
  const ring = new EvidenceRing(ringLayout(norm))
  const start = FIRST + ANCHOR_HOURS
  const detector = initialDetector(start, start, norm)
  const past: number[] = []
  for (let hour = start; hour < start + LONGEST; hour += 1) {
    for (let step = 0; step < AN_HOUR; step += 1) {
      const value = next(random, past)
      past.push(value)
      ring.add(hour, binOfValue(norm, value, hour), 1)
    }
    advanceDetector(detector, context, valueHours(ring), hour + 1)
    if (detector.alarms > 0) return hour + 1 - start
  }
  return LONGEST
}

const SHARE = 0.07

/** A value beyond all the anchor moves any mean score by 1 at most, so that a share of it moves it by the share. */
const pushed = ({ normal, uniform }: RandomStream, sign: number): number =>
  uniform() < SHARE ? sign * 1e9 : normal()

/** Streams whose mean scores, given the past, lie within 0.07 and the anchor's own error (0.016) of 0. */
const WITHIN: readonly (readonly [name: string, adversary: Adversary])[] = [
  ['of the anchor’s law', ({ normal }) => normal()],
  ['that push up for ever', (random) => pushed(random, 1)],
  ['that push where the latest hour went', (random, past) => pushed(random, signOf(past.slice(-AN_HOUR)))],
  ['that push where most values of a day lay', (random, past) => pushed(random, signOf(past.slice(-144)))],
]

function signOf(values: readonly number[]): 1 | -1 {
  let above = 0
  for (const value of values) above += value > 0 ? 1 : -1
  return above >= 0 ? 1 : -1
}

const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

describe('the strict mode', () => {
  // A = 8,766 / 60 = 146 blocks of an hour.
  const loose = { falseAlarmsPerYear: 60, mode: 'strict' } as const

  test.each(WITHIN)('runs on for A blocks in mean before a false alarm: values %s', (_, adversary) => {
    const runs = seeds(30).map((seed) => hoursToAlarm(seed, loose, adversary))
    expect(average(runs)).toBeGreaterThanOrEqual(8766 / 60)
  })

  test('promises nothing where its assumption does not hold', () => {
    const tight = { ...loose, strictTolerance: 0.01 }
    const runs = seeds(30).map((seed) => hoursToAlarm(seed, tight, WITHIN[1]![1]))
    expect(average(runs)).toBeLessThan(2 * (8766 / 60))
    expect(runs.filter((run) => run < LONGEST).length).toBeGreaterThan(20)
  })

  test('finds a step of 1 σ within four days in every seed, and calls it so', () => {
    for (const seed of seeds(10)) {
      const { report } = feed(seed, (days, { normal }) => normal() + (days >= 30 ? 1 : 0), 45, {
        mode: 'strict',
      })
      expect(report).toMatchObject({ verdict: 'abrupt', alarms: 1 })
      expect(report.alarmedAt! - (MONDAY + 30 * DAY)).toBeGreaterThan(0)
      expect(report.alarmedAt! - (MONDAY + 30 * DAY)).toBeLessThan(4 * DAY)
    }
  })

  test.each<[string, StreamValue]>([
    ['a constant', () => 3],
    ['one in ten', (_, { uniform }) => (uniform() < 0.1 ? 1 : 0)],
    ['normal values', (_, { normal }) => normal()],
  ])('takes the mean score of %s as the anchor had it, and of arrivals by the clock', (_, value) => {
    const { monitor } = feed(3, value, 60, { mode: 'strict' })
    const { features: streams } = monitor.assess(MONDAY + 60 * DAY)
    expect(streams.map(({ name, alarms }) => [name, alarms])).toEqual([
      ['x', 0],
      ['x#missing', 0],
      ['x#arrival', 0],
      ['x#lateness', 0],
    ])
  })

  test('never looks for what lies within its tolerance', () => {
    for (const seed of seeds(4)) {
      const { report } = feed(seed, (days, { normal }) => normal() + (days >= 20 ? 0.3 : 0), 45, {
        mode: 'strict',
        strictTolerance: 0.25,
      })
      expect(report.alarms).toBe(0)
    }
  })

  test('says in the summary what it does not look for', () => {
    const monitor = createDriftMonitor({ features, mode: 'strict', strictTolerance: 0.2 })
    const { normal } = randomStream(1)
    for (let at = MONDAY; at < MONDAY + 4 * DAY; at += HOUR / 2) {
      monitor.observe({ at, feature: 'x', value: normal() })
    }
    const to = MONDAY + 4 * DAY
    expect(monitor.freezeAnchor({ from: MONDAY, to, reference: 'CHG-1' }).features[0]!.indifference).toBe(0.2)
    const restored = restoreDriftMonitor(monitor.toBytes())
    expect(restored.toBytes()).toEqual(monitor.toBytes())
    expect(restored.assess(to + DAY)).toEqual(monitor.assess(to + DAY))
  })

  test('does not merge with another mode or tolerance', () => {
    const strict = createDriftMonitor({ features, mode: 'strict' })
    for (const other of [{}, { mode: 'strict', strictTolerance: 0.2 } as const]) {
      expect(() => mergeDriftMonitors([strict, createDriftMonitor({ features, ...other })])).toThrow(
        expect.objectContaining({ code: 'drift/merge-mismatch' }),
      )
    }
    const same = createDriftMonitor({ features, mode: 'strict', strictTolerance: 0.1 })
    expect(mergeDriftMonitors([strict, same]).toBytes()).toEqual(strict.toBytes())
  })

  test.each([
    ['/mode', { mode: 'careful' }],
    ['/strictTolerance', { mode: 'strict', strictTolerance: 0 }],
    ['/strictTolerance', { mode: 'strict', strictTolerance: 1 }],
    ['/strictTolerance', { mode: 'strict', strictTolerance: '0.1' }],
    ['/strictTolerance', { strictTolerance: 0.1 }],
  ])('refuses at %s: %j', (path, options) => {
    expect(() => createDriftMonitor({ features, ...options } as unknown as DriftMonitorOptions)).toThrow(
      expect.objectContaining({ code: 'drift/invalid-options', path }),
    )
  })
})
