import { createDriftMonitor, type DriftMonitor, mergeDriftMonitors, restoreDriftMonitor } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MONDAY } from './feed.js'

const make = (longestSilenceMs?: number): DriftMonitor =>
  createDriftMonitor({
    features: [
      { name: 'x', kind: 'numeric' },
      { name: 'rare', kind: 'numeric' },
    ],
    ...(longestSilenceMs === undefined ? {} : { longestSilenceMs }),
  })

function codeAt(monitor: DriftMonitor, at: number, feature = 'x'): string | null {
  try {
    monitor.observe({ at, feature, value: 1 })
    return null
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

describe('a clock that leaps', () => {
  test('is refused beyond 90 days, and changes nothing', () => {
    const monitor = make()
    expect(codeAt(monitor, MONDAY)).toBeNull()
    const before = monitor.toBytes()
    expect(codeAt(monitor, MONDAY + 90 * DAY + 1)).toBe('drift/clock-leap')
    expect(() => monitor.check({ at: MONDAY * 1000, feature: 'x', value: 1 })).toThrow('far ahead')
    expect([...monitor.toBytes()]).toEqual([...before])
    expect(codeAt(monitor, MONDAY + HOUR)).toBeNull()
    expect(monitor.late).toBe(0)
  })

  test('is judged by the latest observation of any feature: a rare one is no leap', () => {
    const monitor = make(DAY)
    expect(codeAt(monitor, MONDAY, 'rare')).toBeNull()
    for (let day = 1; day < 60; day += 1) expect(codeAt(monitor, MONDAY + day * DAY)).toBeNull()
    expect(codeAt(monitor, MONDAY + 60 * DAY, 'rare')).toBeNull()
  })

  test('is a silence once resume says so, also after restoring and merging', () => {
    const monitor = make(DAY)
    codeAt(monitor, MONDAY)
    const later = MONDAY + 90 * DAY
    expect(codeAt(monitor, later)).toBe('drift/clock-leap')
    monitor.resume(later - HOUR)
    const restored = restoreDriftMonitor(monitor.toBytes())
    const merged = mergeDriftMonitors([make(DAY), monitor])
    for (const each of [monitor, restored, merged]) {
      expect(codeAt(each, later + DAY)).toBe('drift/clock-leap')
      expect(codeAt(each, later)).toBeNull()
    }
    expect([...restored.toBytes()]).toEqual([...monitor.toBytes()])
    expect([...merged.toBytes()]).toEqual([...monitor.toBytes()])
  })

  test('resume never takes time back, and takes epoch milliseconds only', () => {
    const monitor = make(DAY)
    codeAt(monitor, MONDAY)
    monitor.resume(MONDAY + 9 * DAY)
    monitor.resume(MONDAY)
    expect(codeAt(monitor, MONDAY + 10 * DAY)).toBeNull()
    expect(() => monitor.resume(Number.NaN)).toThrow('whole epoch milliseconds')
  })

  test.each([0, HOUR - 1, 1.5 * HOUR + 0.5, 3661 * DAY, Number.NaN])(
    'a longest silence of %s is refused',
    (given) => {
      expect(() => make(given)).toThrow('from 1 h to 3,660 d')
    },
  )
})
