import { createDriftMonitor } from 'keelson/drift'
import { encodeBase64Url, sha256 } from 'keelson/hash'
import { expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY } from './feed.js'

// Law 1: these change only together with the binary form's version or with docs/statistics.md, never by themselves.
test('the bytes and the report of one month are the same everywhere and always', () => {
  const monitor = createDriftMonitor({
    features: [
      { name: 'latency', kind: 'numeric' },
      { name: 'changes', kind: 'count' },
    ],
    utcOffset: 60,
  })
  const { uniform, normal } = randomStream(2026)
  for (let at = MONDAY; at < MONDAY + 50 * DAY; at += HOUR / 4) {
    if (at === MONDAY + 14 * DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 14 * DAY, reference: 'CHG-1' })
    }
    const level = at >= MONDAY + 40 * DAY ? 1 : 0
    const hour = Math.floor(at / HOUR) % 24
    monitor.observe({ at, feature: 'latency', value: normal() + level + hour / 8 })
    monitor.observe({
      at,
      feature: 'changes',
      value: Math.floor(uniform() * (hour < 8 ? 2 : 6)),
      id: `${at}`,
    })
  }
  const report = monitor.assess(MONDAY + 50 * DAY)
  expect(report.features.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['abrupt', 'stable'])
  expect([encodeBase64Url(sha256(monitor.toBytes())), report.digest]).toEqual([
    'bMdfebQzwsgtH94ED-3XmCSyfns5AHCQWmIjJeoL8o0',
    'ks1:sha256:peP8-0ZBDLR0S0c22XimHiEu1YNlqOhZStywJW6wuDo',
  ])
})

test('the bytes and the report of vectors are the same everywhere and always', () => {
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'vector', dimensions: 20 }] })
  const { normal } = randomStream(2027)
  for (let at = MONDAY; at < MONDAY + 10 * DAY; at += HOUR / 4) {
    if (at === MONDAY + 5 * DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: MONDAY + 5 * DAY, reference: 'CHG-1' })
    }
    const level = at >= MONDAY + 8 * DAY ? 1 : 0
    const value = Array.from({ length: 20 }, (_, index) => normal() + (index < 10 ? level : 0))
    monitor.observe({ at, feature: 'x', value })
  }
  const report = monitor.assess(MONDAY + 10 * DAY)
  expect(report.features[0]).toMatchObject({ verdict: 'abrupt', alarms: 1 })
  expect([encodeBase64Url(sha256(monitor.toBytes())), report.digest]).toEqual([
    'k3pgNd_q-pKn6YauVAjk3yWYDdcn02f_-Dd5_b6MDqM',
    'ks1:sha256:sndaLO7F-ALA9toIhV9rSGsPnogHKFC1KoHVyz6s91M',
  ])
})
