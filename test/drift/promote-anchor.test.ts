import {
  createDriftMonitor,
  type DriftMonitor,
  mergeDriftMonitors,
  type PromotionRequest,
  restoreDriftMonitor,
} from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY } from './feed.js'

const CHANGE = MONDAY + 20 * DAY
const STEP = 600_000

/** Two features; `moved` rises by two deviations on day 20, `steady` stays. */
function watched(until: number, seed = 3): DriftMonitor {
  const monitor = createDriftMonitor({
    features: [
      { name: 'moved', kind: 'numeric' },
      { name: 'steady', kind: 'numeric' },
    ],
  })
  observe(monitor, MONDAY, until, (at) => (at >= CHANGE ? 2 : 0), seed)
  return monitor
}

function observe(
  monitor: DriftMonitor,
  from: number,
  to: number,
  level: (at: number) => number,
  seed: number,
): void {
  const { normal } = randomStream(seed)
  for (let at = from; at < to; at += STEP) {
    if (at === MONDAY + 14 * DAY) {
      freezeAndDeclare(monitor)
    }
    monitor.observe({ at, feature: 'moved', value: normal() + level(at) })
    monitor.observe({ at, feature: 'steady', value: normal() })
  }
}

function freezeAndDeclare(monitor: DriftMonitor): void {
  monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
  monitor.declare({
    reference: 'CHG-2',
    features: ['moved'],
    from: CHANGE - HOUR,
    to: CHANGE + HOUR,
    expect: { moved: { direction: 'up', maxEffect: 1 } },
  })
}

const END = MONDAY + 34 * DAY

describe('promoteAnchor', () => {
  test('makes what was observed since the declared change the norm of its features, and of no other', () => {
    const monitor = watched(END)
    const before = monitor.assess(END)
    expect(before.features[0]).toMatchObject({ verdict: 'declared-evolution', reference: 'CHG-2' })
    const summary = monitor.promoteAnchor({ reference: 'CHG-3' })
    expect(summary).toMatchObject({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
    expect(summary.promotions).toEqual([
      { from: CHANGE + HOUR, to: END - HOUR, reference: 'CHG-3', features: ['moved'] },
    ])
    const after = monitor.assess(END)
    expect(after.features[0]).toMatchObject({ alarms: 0, alarmedAt: null, onset: null })
    expect(after.features[1]).toEqual(before.features[1])
    expect(after.digest).not.toBe(before.digest)
  })

  test('watches against the new norm: staying is stable, going back is drift', () => {
    const stays = watched(END)
    stays.promoteAnchor({ reference: 'CHG-3' })
    observe(stays, END, END + 10 * DAY, () => 2, 5)
    const stayed = stays.assess(END + 10 * DAY)
    expect([stayed.status, stayed.features[0]!.alarms]).toEqual(['stable', 0])
    const returns = watched(END)
    returns.promoteAnchor({ reference: 'CHG-3' })
    observe(returns, END, END + 10 * DAY, () => 0, 5)
    expect(returns.assess(END + 10 * DAY).features[0]).toMatchObject({ verdict: 'abrupt', alarms: 1 })
  })

  test('survives bytes, before and after', () => {
    const whole = watched(END)
    const restored = restoreDriftMonitor(whole.toBytes())
    for (const monitor of [whole, restored]) monitor.promoteAnchor({ reference: 'CHG-3' })
    expect([...restored.toBytes()]).toEqual([...whole.toBytes()])
    const again = restoreDriftMonitor(whole.toBytes())
    for (const monitor of [whole, again]) observe(monitor, END, END + 3 * DAY, () => 2, 7)
    expect([...again.toBytes()]).toEqual([...whole.toBytes()])
    expect(again.assess(END + 3 * DAY)).toEqual(whole.assess(END + 3 * DAY))
  })

  test('shards restored from the bytes of the promotion add up to the whole', () => {
    const whole = watched(END)
    whole.promoteAnchor({ reference: 'CHG-3' })
    const bytes = whole.toBytes()
    const [east, west] = [restoreDriftMonitor(bytes), restoreDriftMonitor(bytes)]
    const { normal } = randomStream(9)
    for (let at = END; at < END + 2 * DAY; at += STEP) {
      for (const [source, shard] of [
        ['east', east],
        ['west', west],
      ] as const) {
        const value = normal()
        for (const feature of ['moved', 'steady']) {
          whole.observe({ at, feature, value, source })
          shard.observe({ at, feature, value, source })
        }
      }
    }
    expect([...mergeDriftMonitors([west, east]).toBytes()]).toEqual([...whole.toBytes()])
  })

  test('what shards collect for the next norm adds up to what one monitor collects', () => {
    const frozen = watched(MONDAY + 14 * DAY)
    freezeAndDeclare(frozen)
    const bytes = frozen.toBytes()
    const [east, west, whole] = [1, 2, 3].map(() => restoreDriftMonitor(bytes)) as [
      DriftMonitor,
      DriftMonitor,
      DriftMonitor,
    ]
    const { normal } = randomStream(10)
    for (let at = MONDAY + 15 * DAY; at < CHANGE + 5 * DAY; at += 100_000) {
      const source = normal() > 0 ? 'east' : 'west'
      const value = normal() + (at >= CHANGE ? 2 : 0)
      whole.observe({ at, feature: 'moved', value, source })
      ;(source === 'east' ? east : west).observe({ at, feature: 'moved', value, source })
    }
    const merged = mergeDriftMonitors([east, west])
    expect([...merged.toBytes()]).toEqual([...whole.toBytes()])
    expect(merged.promoteAnchor({ reference: 'CHG-3' })).toEqual(whole.promoteAnchor({ reference: 'CHG-3' }))
  })

  test.each<[string, string, (monitor: DriftMonitor) => DriftMonitor, PromotionRequest]>([
    [
      'without another approval',
      'drift/second-approval-needed',
      (monitor) => monitor,
      { reference: 'CHG-2' },
    ],
    [
      'by the approval of the anchor',
      'drift/second-approval-needed',
      (monitor) => monitor,
      { reference: 'CHG-1' },
    ],
    ['without a reference', 'drift/invalid-anchor', (monitor) => monitor, { reference: '' }],
    ['of no features', 'drift/invalid-anchor', (monitor) => monitor, { reference: 'CHG-3', features: [] }],
    [
      'of a feature it lacks',
      'drift/unknown-feature',
      (monitor) => monitor,
      { reference: 'CHG-3', features: ['move'] },
    ],
    [
      'of a feature that nothing was declared of',
      'drift/nothing-to-promote',
      (monitor) => monitor,
      { reference: 'CHG-3', features: ['steady'] },
    ],
    [
      'before the freeze',
      'drift/not-frozen',
      () => createDriftMonitor({ features: [{ name: 'moved', kind: 'numeric' }] }),
      { reference: 'CHG-3' },
    ],
    ['too soon', 'drift/anchor-too-short', () => watched(CHANGE + 2 * DAY), { reference: 'CHG-3' }],
    ['before the change', 'drift/anchor-too-short', () => watched(CHANGE - DAY), { reference: 'CHG-3' }],
  ])('refuses %s, and changes nothing', (_, code, from, request) => {
    const monitor = from(watched(END))
    const before = monitor.toBytes()
    expectCode(code, () => monitor.promoteAnchor(request))
    expect([...monitor.toBytes()]).toEqual([...before])
  })

  test('refuses a feature that drifts beyond what was declared', () => {
    const monitor = watched(CHANGE)
    observe(monitor, CHANGE, END, () => -2, 4)
    expectCode('drift/undeclared-drift', () => monitor.promoteAnchor({ reference: 'CHG-3' }))
  })

  test('a later declared change begins the collection anew', () => {
    const monitor = watched(END)
    monitor.declare({ reference: 'CHG-4', features: ['moved'], from: END - DAY, to: END - DAY + 1 })
    expectCode('drift/anchor-too-short', () => monitor.promoteAnchor({ reference: 'CHG-5' }))
    observe(monitor, END, END + 5 * DAY, () => 2, 6)
    expect(monitor.promoteAnchor({ reference: 'CHG-5' }).promotions[0]).toMatchObject({
      from: END - DAY + HOUR,
    })
  })
})
