import { type DriftFeatureReport, type DriftVerdict, restoreDriftMonitor } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'
import { CHANGE_DAY, DAY, feed, feedChanged, HOUR, MONDAY, type StreamValue, season, seeds } from './feed.js'

/** The day on which every stream below changes, if it does. */
const CHANGE = CHANGE_DAY

const since = (days: number): number => Math.max(0, days - CHANGE)
const ramp = (days: number, length: number): number => Math.min(1, since(days) / length)
const alarmDays = (report: DriftFeatureReport): number => (report.alarmedAt! - MONDAY) / DAY - CHANGE

/** Autocorrelated noise of variance 1. */
function autoregressive(share: number): () => StreamValue {
  return () => {
    let level = 0
    return (_, { normal }) => {
      level = share * level + Math.sqrt(1 - share * share) * normal()
      return level
    }
  }
}

const NULLS: readonly (readonly [name: string, stream: () => StreamValue])[] = [
  [
    'independent',
    () =>
      (_, { normal }) =>
        normal(),
  ],
  [
    'with a season',
    () =>
      (days, { normal }) =>
        season(days) + normal(),
  ],
  ['autocorrelated by 0.8 from value to value', autoregressive(0.8)],
  ['autocorrelated by 0.99 from value to value', autoregressive(0.99)],
  [
    'rare ones among zeros',
    () =>
      (_, { uniform }) =>
        uniform() < 0.01 ? 1 : 0,
  ],
  [
    'with a spread that follows the hour',
    () =>
      (days, { normal }) =>
        (2 + Math.sin(2 * Math.PI * days)) * normal(),
  ],
  ['constant', () => () => 5],
  ['that follow the hour to the last bit', () => (days) => Math.floor(days * 24 + 1e-6) % 24],
]

describe('where nothing changes', () => {
  test.each(NULLS)('no alarm in 60 days of any of 6 seeds: values %s', (_, stream) => {
    for (const seed of seeds(6)) {
      const { report } = feed(seed, stream())
      expect({ seed, alarms: report.alarms, verdict: report.verdict }).toEqual({
        seed,
        alarms: 0,
        verdict: 'stable',
      })
    }
  })
})

/** The table of docs/statistics.md: what happens, and the verdict at the end of 60 days. */
const SCENARIOS: readonly (readonly [
  name: string,
  verdict: DriftVerdict,
  withinDays: number,
  stream: StreamValue,
])[] = [
  ['a step of +1 σ', 'abrupt', 3, (days, { normal }) => normal() + (days >= CHANGE ? 1 : 0)],
  ['a step of −1 σ', 'abrupt', 3, (days, { normal }) => normal() - (days >= CHANGE ? 1 : 0)],
  [
    'a step of +1 σ under a season',
    'abrupt',
    3,
    (days, { normal }) => season(days) + normal() + (days >= CHANGE ? 1 : 0),
  ],
  ['a spread twice as wide', 'abrupt', 3, (days, { normal }) => normal() * (days >= CHANGE ? 2 : 1)],
  ['a ramp of 7 days to +1 σ', 'gradual', 10, (days, { normal }) => normal() + ramp(days, 7)],
  [
    'a mixture that moves over within 7 days',
    'gradual',
    10,
    (days, { normal, uniform }) => normal() + (uniform() < ramp(days, 7) ? 1 : 0),
  ],
  ['a drift of +0.1 σ a day', 'slow-poisoning', 10, (days, { normal }) => normal() + 0.1 * since(days)],
  ['a drift of +0.2 σ a day', 'slow-poisoning', 7, (days, { normal }) => normal() + 0.2 * since(days)],
  [
    'a burst of +6 σ for eight hours',
    'transient',
    1,
    (days, { normal }) => normal() + (days >= CHANGE && days < CHANGE + 1 / 3 ? 6 : 0),
  ],
]

/** Those whose values before the change are not `normal()` alone. */
const DRAWN_OTHERWISE: ReadonlySet<string> = new Set([
  'a step of +1 σ under a season',
  'a mixture that moves over within 7 days',
])

describe('where something changes', () => {
  test.each(SCENARIOS)('%s is seen in every seed and ends as %s', (name, verdict, withinDays, stream) => {
    const from = DRAWN_OTHERWISE.has(name) ? feed : feedChanged
    const verdicts = seeds(10).map((seed) => {
      const { report } = from(seed, stream)
      expect(report.alarms).toBe(1)
      const first = report.escalations === undefined ? report : from(seed, stream, CHANGE + withinDays).report
      expect(alarmDays(first)).toBeGreaterThan(0)
      expect(alarmDays(first)).toBeLessThan(withinDays)
      return report.verdict
    })
    // A ramp of just seven days lies on the border: one seed in ten may fall on its other side.
    expect(verdicts.filter((found) => found === verdict).length).toBeGreaterThanOrEqual(9)
  })

  test('a step is dated to within a day, and its effect has its sign and size', () => {
    for (const seed of seeds(10)) {
      const up = feedChanged(seed, (days, { normal }) => normal() + (days >= CHANGE ? 1 : 0)).report
      expect(Math.abs(up.onset!.from - (MONDAY + CHANGE * DAY))).toBeLessThanOrEqual(DAY)
      expect(Math.abs(up.onset!.to - (MONDAY + CHANGE * DAY))).toBeLessThanOrEqual(DAY)
      expect(up.effect).toBeGreaterThan(0.4)
      expect(up.effect).toBeLessThan(0.7)
    }
  })

  test('slow poisoning is dated to its first days, long before it could be seen', () => {
    const days = seeds(10).map((seed) => {
      const { report } = feedChanged(seed, (at, { normal }) => normal() + 0.1 * since(at))
      return (report.onset!.from - MONDAY) / DAY - CHANGE
    })
    expect(Math.max(...days)).toBeLessThan(3)
    expect(Math.min(...days)).toBeGreaterThan(-8)
  })

  test('every return to the anchor closes an episode, and the like of it is recurring', () => {
    const verdicts = seeds(10).map((seed) => {
      const { report } = feedChanged(seed, (days, { normal }) => {
        const phase = since(days) % 10
        return normal() + (days >= CHANGE && phase < 2 ? 1 : 0)
      })
      expect(report.alarms).toBe(3)
      if (report.verdict === 'recurring') {
        expect(report.occurrences).toBe(3)
        expect(Math.abs(report.recursOf!.from - (MONDAY + 40 * DAY))).toBeLessThan(DAY)
        expect(Math.abs(report.recursOf!.to - (MONDAY + 42 * DAY))).toBeLessThan(DAY)
      }
      return report.verdict
    })
    expect(verdicts.filter((verdict) => verdict === 'recurring').length).toBeGreaterThanOrEqual(9)
  })

  test('what is remembered of folded episodes is in the bytes', () => {
    const { monitor, report } = feed(
      4,
      (days, { normal }) => normal() + (days >= 18 && (days - 18) % 20 < 2 ? 1 : 0),
      62,
    )
    expect(report).toMatchObject({ verdict: 'recurring', occurrences: 3, alarms: 3 })
    const bytes = monitor.toBytes()
    const restored = restoreDriftMonitor(bytes)
    const at = MONDAY + 62 * DAY + HOUR
    expect(restored.assess(at)).toEqual(monitor.assess(at))
    expect(restored.toBytes()).toEqual(bytes)
  })

  test('the first of its kind, another kind, the other way and one that stays are not recurring', () => {
    const twice =
      (second: (normal: () => number) => number, length = 2): StreamValue =>
      (days, { normal }) => {
        if (days >= CHANGE && days < CHANGE + 2) return normal() + 1
        return days >= CHANGE + 10 && days < CHANGE + 10 + length ? second(normal) : normal()
      }
    for (const seed of seeds(5)) {
      expect(
        feedChanged(
          seed,
          twice((normal) => normal() + 1),
          35,
        ).report.verdict,
      ).toBe('abrupt')
      expect(
        feedChanged(
          seed,
          twice((normal) => normal() - 1),
        ).report.verdict,
      ).toBe('abrupt')
      expect(
        feedChanged(
          seed,
          twice((normal) => normal() + 3),
        ).report.verdict,
      ).toBe('abrupt')
      expect(
        feedChanged(
          seed,
          twice((normal) => 2.5 * normal()),
        ).report.verdict,
      ).toBe('abrupt')
      const stays = twice((normal) => normal() + 1, 20)
      expect(feedChanged(seed, stays, 43).report).toMatchObject({ verdict: 'recurring', occurrences: 2 })
      const settled = feedChanged(seed, stays).report
      expect(settled.verdict).toBe('abrupt')
      expect(settled).not.toHaveProperty('recursOf')
    }
  })

  test('an open episode alarms again only if its effect doubles', () => {
    const doubling = (first: number, second: number): DriftFeatureReport[] =>
      seeds(8).map(
        (seed) =>
          feedChanged(
            seed,
            (days, { normal }) => normal() + (days < CHANGE ? 0 : days < CHANGE + 8 ? first : second),
          ).report,
      )
    for (const report of doubling(0.4, 3)) {
      expect(report).toMatchObject({ alarms: 1, escalations: 1 })
      expect(alarmDays(report)).toBeGreaterThan(8)
      expect(alarmDays(report)).toBeLessThan(9.5)
    }
    for (const report of [...doubling(0.4, 0.4), ...doubling(1, 1.3), ...doubling(3, 3)]) {
      expect(report.alarms).toBe(1)
      expect(report).not.toHaveProperty('escalations')
      expect(alarmDays(report)).toBeLessThan(4)
    }
  })

  test('the same events under four times the stated rate alarm no later', () => {
    const stream: StreamValue = (days, { normal }) => normal() + (days >= CHANGE ? 0.4 : 0)
    for (const seed of seeds(4)) {
      const strict = feed(seed, stream, 60, { falseAlarmsPerYear: 0.5 }).report
      const loose = feed(seed, stream, 60, { falseAlarmsPerYear: 2 }).report
      expect(loose.alarmedAt!).toBeLessThanOrEqual(strict.alarmedAt!)
    }
  })
})

describe('one value', () => {
  test('however extreme, neither raises an alarm nor moves the evidence further than a moderate one', () => {
    const quiet = (extra: number): DriftFeatureReport =>
      feed(7, (days, { normal }) => (days === 25 ? extra : normal()), 26).report
    const moderate = quiet(8)
    const extreme = quiet(1e300)
    expect(extreme.alarms).toBe(0)
    expect(extreme.evidence).toBe(moderate.evidence)
  })

  test('a single hour of extreme values raises no alarm', () => {
    for (const seed of seeds(10)) {
      const { report } = feed(
        seed,
        (days, { normal }) => (days >= 25 && days < 25 + 1 / 24 ? 1e6 : normal()),
        27,
      )
      expect(report.alarms).toBe(0)
    }
  })
})

describe('silence', () => {
  test('is insufficient, not stable', () => {
    const { monitor, report } = feed(1, (_, { normal }) => normal(), 20)
    expect(report.verdict).toBe('stable')
    const later = monitor.assess(MONDAY + 23 * DAY)
    expect(later.features[0]!.verdict).toBe('insufficient')
    // Nothing can be said of the values; that none came is drift of the arrival.
    expect(later.features.find(({ name }) => name === 'x#arrival')!.verdict).toBe('abrupt')
    expect(later.status).toBe('drifting')
  })

  test('of missing values is no crash and no stability', () => {
    const { report, monitor } = feed(1, (days, { normal }) => (days >= 20 ? null : normal()), 23)
    expect(report.verdict).toBe('insufficient')
    expect(monitor.late).toBe(0)
  })

  test('of five weeks in the middle of an episode leaves its verdict and closes it when values are back', () => {
    const { monitor } = feed(1, (days, { normal }) => normal() + (days >= 20 ? 2 : 0), 21)
    const { normal } = randomStream(9)
    for (let hour = 0; hour < 72; hour += 1) {
      monitor.observe({ at: MONDAY + 60 * DAY + hour * HOUR, feature: 'x', value: normal() })
    }
    const report = monitor.assess(MONDAY + 64 * DAY).features[0]!
    expect([report.alarms, report.verdict]).toEqual([1, 'abrupt'])
    // Values come back at a sixth of the rate, and then no more.
    const { status, features } = monitor.assess(MONDAY + 63 * DAY)
    expect([status, features.find(({ name }) => name === 'x#arrival')!.verdict]).toEqual([
      'drifting',
      'abrupt',
    ])
  })
})
