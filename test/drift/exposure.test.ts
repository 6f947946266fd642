import { createDriftMonitor, type DriftFeatureReport, restoreDriftMonitor } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY, seeds } from './feed.js'

function poisson(mean: number, { uniform }: RandomStream): number {
  let count = 0
  for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count += 1
  return count
}

/** Errors among requests: how many requests there are changes by the hour, and, if asked, at random and for good. */
function watch(
  seed: number,
  rate: (days: number) => number,
  load: (days: number) => number,
): DriftFeatureReport {
  const monitor = createDriftMonitor({ features: [{ name: 'errors', kind: 'count' }] })
  const random = randomStream(seed)
  for (let at = MONDAY; at < MONDAY + 40 * DAY; at += HOUR / 6) {
    if (at === MONDAY + 14 * DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
    }
    const days = (at - MONDAY) / DAY
    const exposure = load(days) * (0.5 + random.uniform())
    monitor.observe({ at, feature: 'errors', value: poisson(rate(days) * exposure, random), exposure })
  }
  return monitor.assess(MONDAY + 40 * DAY + HOUR).features[0]!
}

const wave = (days: number): number => 1 + 0.8 * Math.sin(2 * Math.PI * days)

describe('counts with exposure', () => {
  test('are quiet while the rate stays, whatever the load does', () => {
    for (const seed of seeds(3)) {
      expect(
        watch(
          seed,
          () => 0.05,
          (days) => 100 * wave(days) + 10,
        ).alarms,
      ).toBe(0)
      expect(
        watch(
          seed,
          (days) => 0.04 * wave(days) + 0.02,
          () => 100,
        ).alarms,
      ).toBe(0)
    }
    // Twice the requests and twice the errors are no drift of the errors.
    expect(
      watch(
        9,
        () => 0.2,
        (days) => (days < 20 ? 100 : 150),
      ).alarms,
    ).toBe(0)
  })

  test('find a rate that rises and one that falls', () => {
    const up = watch(
      1,
      (days) => (days < 20 ? 0.05 : 0.08),
      (days) => 100 * wave(days) + 10,
    )
    const down = watch(
      1,
      (days) => (days < 20 ? 0.05 : 0.03),
      (days) => 100 * wave(days) + 10,
    )
    expect([up.verdict, down.verdict]).toEqual(['abrupt', 'abrupt'])
    expect(up.effect).toBeGreaterThan(0.1)
    expect(down.effect).toBeLessThan(-0.1)
  })

  test('are refused where the anchor had none', () => {
    const monitor = createDriftMonitor({ features: [{ name: 'errors', kind: 'count' }] })
    for (let hour = 0; hour < 72; hour += 1) {
      monitor.observe({ at: MONDAY + hour * HOUR, feature: 'errors', value: hour % 5, exposure: 1 })
    }
    monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 3 * DAY, reference: 'CHG-1' })
    const observation = { at: MONDAY + 3 * DAY, feature: 'errors', value: 1, exposure: 2 }
    expect(expectCode('drift/invalid-observation', () => monitor.observe(observation)).path).toBe('/exposure')
    monitor.observe({ ...observation, exposure: 1 })
  })

  test('are kept in the bytes, before the freeze and after', () => {
    const monitor = createDriftMonitor({ features: [{ name: 'errors', kind: 'count' }] })
    for (let hour = 0; hour < 72; hour += 1) {
      monitor.observe({
        at: MONDAY + hour * HOUR,
        feature: 'errors',
        value: hour % 5,
        exposure: 1 + (hour % 3),
      })
    }
    const copy = restoreDriftMonitor(monitor.toBytes())
    for (const each of [monitor, copy]) {
      each.freezeAnchor({ from: MONDAY, to: MONDAY + 3 * DAY, reference: 'CHG-1' })
      each.observe({ at: MONDAY + 3 * DAY, feature: 'errors', value: 1, exposure: 2 })
    }
    expect([...copy.toBytes()]).toEqual([...monitor.toBytes()])
    expect([...restoreDriftMonitor(copy.toBytes()).toBytes()]).toEqual([...copy.toBytes()])
  })
})
