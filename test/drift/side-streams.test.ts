import { createDriftMonitor, type DriftMonitor, type DriftReport } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY, seeds } from './feed.js'

interface Happening {
  readonly value: number | null
  /** Milliseconds after the time of the observation at which it comes. */
  readonly delay?: number
}

/** Feeds one feature in order of arrival, the anchor being 14 days. */
function watch(
  seed: number,
  happen: (days: number, random: RandomStream) => Happening | null,
  days: number,
): DriftMonitor {
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }] })
  const random = randomStream(seed)
  const arrivals: { readonly at: number; readonly value: number | null; readonly comes: number }[] = []
  for (let at = MONDAY; at < MONDAY + days * DAY; at += HOUR / 6) {
    const happening = happen((at - MONDAY) / DAY, random)
    if (happening !== null) arrivals.push({ at, value: happening.value, comes: at + (happening.delay ?? 0) })
  }
  arrivals.sort((left, right) => left.comes - right.comes)
  let frozen = false
  for (const { at, value, comes } of arrivals) {
    if (!frozen && comes >= MONDAY + 14 * DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
      frozen = true
    }
    monitor.observe({ at, feature: 'x', value })
  }
  return monitor
}

const sides = ({ features }: DriftReport) =>
  Object.fromEntries(features.map(({ name, alarms }) => [name, alarms]))

describe('side streams', () => {
  test('come after the declared features, in their order', () => {
    const features = ['b', 'a'].map((name) => ({ name, kind: 'numeric' as const }))
    const names = createDriftMonitor({ features })
      .assess(0)
      .features.map(({ name }) => name)
    expect(names).toEqual([
      'b',
      'a',
      'b#missing',
      'b#arrival',
      'b#lateness',
      'a#missing',
      'a#arrival',
      'a#lateness',
    ])
  })

  test('stay quiet where values go missing, come at random hours and come late as they always did', () => {
    for (const seed of seeds(3)) {
      const monitor = watch(
        seed,
        (days, { normal, uniform }) => {
          const isDay = days % 1 < 0.5
          if (uniform() < (isDay ? 0.1 : 0.6)) return null
          return { value: uniform() < 0.1 ? null : normal(), delay: uniform() < 0.05 ? 3 * HOUR : 0 }
        },
        60,
      )
      expect(sides(monitor.assess(MONDAY + 60 * DAY))).toEqual({
        x: 0,
        'x#missing': 0,
        'x#arrival': 0,
        'x#lateness': 0,
      })
    }
  })

  test('find more missing values, without an alarm on the values', () => {
    const monitor = watch(
      1,
      (days, { normal, uniform }) => ({ value: uniform() < (days < 20 ? 0.05 : 0.25) ? null : normal() }),
      24,
    )
    const report = monitor.assess(MONDAY + 24 * DAY)
    expect(sides(report)).toEqual({ x: 0, 'x#missing': 1, 'x#arrival': 0, 'x#lateness': 0 })
    expect(report.status).toBe('drifting')
    expect(report.features[1]!.verdict).toBe('abrupt')
    expect(report.features[1]!.effect).toBeCloseTo(0.2, 1)
  })

  test('find silence within hours, though nothing comes that could say so', () => {
    const monitor = watch(2, (_, { normal }) => ({ value: normal() }), 20)
    const end = MONDAY + 20 * DAY
    expect(monitor.assess(end + HOUR).status).toBe('stable')
    const report = monitor.assess(end + 6 * HOUR)
    expect(sides(report)).toEqual({ x: 0, 'x#missing': 0, 'x#arrival': 1, 'x#lateness': 0 })
    expect(report.features[2]!.onset!.from).toBeGreaterThanOrEqual(end - 3 * HOUR)
    expect(report.status).toBe('drifting')
  })

  test('a restart after some silent days is an episode of the arrival that ends, not one of the values', () => {
    const monitor = watch(3, (days, { normal }) => (days > 20 && days < 23 ? null : { value: normal() }), 40)
    const report = monitor.assess(MONDAY + 40 * DAY)
    expect(sides(report)).toEqual({ x: 0, 'x#missing': 0, 'x#arrival': 1, 'x#lateness': 0 })
    expect(report.status).toBe('stable')
  })

  test('find twice as many', () => {
    const monitor = watch(4, (_, { normal }) => ({ value: normal() }), 20)
    for (let at = MONDAY + 20 * DAY; at < MONDAY + 21 * DAY; at += HOUR / 12) {
      monitor.observe({ at, feature: 'x', value: at % 7 })
    }
    expect(monitor.assess(MONDAY + 21 * DAY + HOUR).features[2]!.alarms).toBe(1)
  })

  test('find lateness, attributed to when it came', () => {
    const monitor = watch(
      5,
      (days, { normal, uniform }) => ({
        value: normal(),
        delay: uniform() < (days < 20 ? 0.02 : 0.3) ? 3 * HOUR : 0,
      }),
      24,
    )
    const report = monitor.assess(MONDAY + 24 * DAY)
    const { alarms, alarmedAt } = report.features[3]!
    expect([alarms, report.features[0]!.alarms]).toEqual([1, 0])
    expect(alarmedAt).toBeGreaterThan(MONDAY + 20 * DAY)
    expect(monitor.late).toBeGreaterThan(50)
  })

  test('do not mind less lateness', () => {
    const monitor = watch(
      6,
      (days, { normal, uniform }) => ({
        value: normal(),
        delay: uniform() < (days < 20 ? 0.3 : 0) ? 3 * HOUR : 0,
      }),
      40,
    )
    expect(monitor.assess(MONDAY + 40 * DAY).features[3]!.alarms).toBe(0)
  })

  test('can be declared', () => {
    const monitor = watch(7, (_, { normal }) => ({ value: normal() }), 20)
    const end = MONDAY + 20 * DAY
    monitor.declare({ reference: 'CHG-2', features: ['x#arrival'], from: end - HOUR, to: end + DAY })
    const report = monitor.assess(end + 12 * HOUR)
    expect(report.features[2]).toMatchObject({ verdict: 'declared-evolution', reference: 'CHG-2' })
    expect(report.status).not.toBe('drifting')
  })

  test('a leap of the clock is bounded work, and no NaN', () => {
    const monitor = watch(8, (_, { normal }) => ({ value: normal() }), 20)
    monitor.resume(MONDAY + 400_000 * DAY)
    monitor.observe({ at: MONDAY + 400_000 * DAY, feature: 'x', value: 1 })
    const report = monitor.assess(MONDAY + 400_010 * DAY)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report.features[2]!.verdict).not.toBe('stable')
  })
})
