import {
  createDriftMonitor,
  type DriftMonitor,
  type DriftObservation,
  restoreDriftMonitor,
} from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { categoryLabel } from '../../src/drift/category-dictionary.js'
import { expectCode } from '../support/expect-code.js'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY, seeds } from './feed.js'

const USUAL = [0.4, 0.25, 0.2, 0.1, 0.05]

function draw(uniform: number, shares: readonly number[]): string {
  let rest = uniform
  for (const [index, share] of shares.entries()) {
    rest -= share
    if (rest < 0) return String(index)
  }
  return String(shares.length - 1)
}

function watch(
  seed: number,
  value: (days: number, random: RandomStream) => string | null,
  days: number,
): DriftMonitor {
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'categorical' }] })
  const random = randomStream(seed)
  for (let at = MONDAY; at < MONDAY + days * DAY; at += HOUR / 6) {
    if (at === MONDAY + 14 * DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
    }
    monitor.observe({ at, feature: 'x', value: value((at - MONDAY) / DAY, random) })
  }
  return monitor
}

const reportOf = (monitor: DriftMonitor, days: number) =>
  monitor.assess(MONDAY + days * DAY + HOUR).features[0]!

describe('a categorical feature', () => {
  test.each<[string, unknown]>([
    ['a number', 1],
    ['a truth value', true],
    ['a list', ['a']],
    ['nothing', undefined],
    ['half a surrogate pair', '\ud800'],
    ['a million units', 'x'.repeat(1_000_000)],
  ])('refuses %s and changes nothing', (_, value) => {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'categorical' }] })
    const before = monitor.toBytes()
    const observation = { at: 0, feature: 'x', value } as DriftObservation
    expect(expectCode('drift/invalid-observation', () => monitor.observe(observation)).path).toBe('/value')
    expect(monitor.toBytes()).toEqual(before)
  })

  test('is quiet while the mix stays', () => {
    for (const seed of seeds(5)) {
      const { verdict, alarms } = reportOf(
        watch(seed, (_, { uniform }) => draw(uniform(), USUAL), 40),
        40,
      )
      expect([verdict, alarms]).toEqual(['stable', 0])
    }
  })

  test('is quiet where neighbours agree, where the mix has a season, and where an event is rare', () => {
    const streams: readonly ((random: RandomStream) => (days: number) => string)[] = [
      ({ uniform }) => {
        let last = '0'
        return () => {
          if (uniform() < 0.1) last = draw(uniform(), USUAL)
          return last
        }
      },
      ({ uniform }) =>
        (days) =>
          draw(uniform(), days % 1 < 0.5 ? [0.7, 0.2, 0.1] : [0.2, 0.3, 0.5]),
      ({ uniform }) =>
        () =>
          uniform() < 0.001 ? 'rare' : 'usual',
      () => () => 'constant',
    ]
    for (const stream of streams) {
      for (const seed of seeds(2)) {
        const random = randomStream(100 + seed)
        const next = stream(random)
        expect(
          reportOf(
            watch(seed, (days) => next(days), 60),
            60,
          ).alarms,
        ).toBe(0)
      }
    }
  })

  test('finds mass that moves, within a day, and names the category', () => {
    for (const seed of seeds(5)) {
      const moved = [0.2, 0.25, 0.2, 0.1, 0.25]
      const monitor = watch(seed, (days, { uniform }) => draw(uniform(), days < 20 ? USUAL : moved), 26)
      const report = reportOf(monitor, 26)
      expect([report.verdict, report.alarms]).toEqual(['abrupt', 1])
      expect(report.alarmedAt! - (MONDAY + 20 * DAY)).toBeLessThan(1.5 * DAY)
      expect(report.onset!.from).toBeGreaterThan(MONDAY + 19 * DAY)
      expect(report.bins.map(({ category }) => category)).toContain('4')
      expect(Math.abs(report.effect)).toBeGreaterThan(0.1)
    }
  })

  test('names what is new', () => {
    const shares = (days: number) => (days < 20 ? 0 : 0.1)
    const monitor = watch(
      1,
      (days, { uniform }) => (uniform() < shares(days) ? 'intruder' : draw(uniform(), USUAL)),
      24,
    )
    const { verdict, bins } = reportOf(monitor, 24)
    expect(verdict).toBe('abrupt')
    const group = bins.find((bin) => bin.group === 'new')!
    const named = bins.find(({ category }) => category === 'intruder')!
    expect([group.from, group.to, named.expected]).toEqual([null, null, 0])
    expect(named.observed).toBeCloseTo(group.observed)
  })

  test('is quiet where the anchor happened to see nothing of what is rare', () => {
    // Twice in an hour, an hour that the anchor never had, was an alarm while a share of 0 was taken for one of 1e-6.
    const monitor = watch(
      4,
      (days) => (days > 16 && Math.floor(days * 144) % 900 === 0 ? 'rare' : 'usual'),
      60,
    )
    expect(reportOf(monitor, 60).alarms).toBe(0)
  })

  test('takes new categories for usual where the anchor was full of them', () => {
    let count = 0
    const nextId = () => {
      count += 1
      return `id ${count}`
    }
    const monitor = watch(2, (_, { uniform }) => (uniform() < 0.3 ? nextId() : 'usual'), 40)
    expect(reportOf(monitor, 40).alarms).toBe(0)
  })

  test('calls a mix that moves by 2 % a day slow poisoning', () => {
    for (const seed of seeds(3)) {
      const monitor = watch(
        seed,
        (days, { uniform }) => {
          const moved = Math.min(0.4, Math.max(0, 0.02 * (days - 20)))
          return draw(uniform(), [0.4 - moved, 0.25, 0.2, 0.1, 0.05 + moved])
        },
        60,
      )
      expect(reportOf(monitor, 60).verdict).toBe('slow-poisoning')
    }
  })

  test('stays small with a million categories', () => {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'categorical' }] })
    for (let index = 0; index < 1_000_000; index += 1) {
      monitor.observe({
        at: MONDAY + Math.floor((index * 3 * DAY) / 1_000_000),
        feature: 'x',
        value: `id ${index}`,
      })
    }
    expect(monitor.toBytes().length).toBeLessThan(1_048_576)
    monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 3 * DAY, reference: 'CHG-1' })
    const bytes = monitor.toBytes()
    expect(bytes.length).toBeLessThan(200_000)
    expect([...restoreDriftMonitor(bytes).toBytes()]).toEqual([...bytes])
  })

  test('keeps 35 days of crowded hours within a mebibyte', () => {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'categorical' }] })
    for (let hour = 0; hour < 840; hour += 1) {
      for (let index = 0; index < 100; index += 1) {
        monitor.observe({
          at: MONDAY + hour * HOUR + index,
          feature: 'x',
          value: `${hour} ${index} ${'é'.repeat(20)}`,
        })
      }
    }
    expect(monitor.toBytes().length).toBeLessThan(1_048_576)
  })

  test('says insufficient, not stable, when the feature vanishes; its arrival drifts', () => {
    const monitor = watch(3, (_, { uniform }) => draw(uniform(), USUAL), 20)
    const { status, features } = monitor.assess(MONDAY + 22 * DAY)
    expect(features.map(({ verdict }) => verdict)).toEqual([
      'insufficient',
      'insufficient',
      'abrupt',
      'insufficient',
    ])
    expect([status, features[0]!.alarms]).toEqual(['drifting', 0])
  })

  test('refuses an anchor that is too short', () => {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'categorical' }] })
    for (let hour = 0; hour < 48; hour += 3)
      monitor.observe({ at: MONDAY + hour * HOUR, feature: 'x', value: 'a' })
    expectCode('drift/anchor-too-short', () =>
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 2 * DAY, reference: 'CHG-1' }),
    )
  })

  test('knows a long category by its begin, its end and a hash', () => {
    expect(categoryLabel('a'.repeat(40))).toBe('a'.repeat(40))
    const long = `arn:aws:iam::1234:role/${'x'.repeat(900)}/deployer`
    expect(categoryLabel(long)).toMatch(/^arn:aws:iam:…xxxxx\/deployer~[0-9a-f]{8}$/)
    expect(categoryLabel(`${long}s`)).not.toBe(categoryLabel(long))
    // Neither end is half of a pair.
    expect(categoryLabel(`a${'🦜'.repeat(30)}`)).not.toMatch(/[\ud800-\udfff]/u)
  })
})
