import {
  createDriftMonitor,
  type DriftDeclaration,
  type DriftMonitor,
  type DriftObservation,
  mergeDriftMonitors,
  restoreDriftMonitor,
} from 'keelson/drift'
import { packBinaryForm, unpackBinaryForm } from 'keelson/hash'
import { beforeEach, describe, expect, test } from 'vitest'
import type { WatchingPhase } from '../../src/drift/feature-state.js'
import { decodeMonitor, encodeMonitor } from '../../src/drift/monitor-bytes.js'
import { expectCode } from '../support/expect-code.js'
import { randomStream } from '../support/random-stream.js'
import { DAY, feed, HOUR, MONDAY, type StreamValue, season } from './feed.js'

const BYTES = { magic: 'KDRM', version: 1, code: 'drift/invalid-bytes' }

const numeric = (name: string) => ({ name, kind: 'numeric' as const })

function collected(days: number, stepMs: number = HOUR / 2, value?: (at: number) => number): DriftMonitor {
  const monitor = createDriftMonitor({ features: [numeric('x')] })
  const { normal } = randomStream(1)
  for (let at = MONDAY; at < MONDAY + days * DAY; at += stepMs) {
    monitor.observe({ at, feature: 'x', value: value === undefined ? normal() : value(at) })
  }
  return monitor
}

const freeze = (monitor: DriftMonitor, days: number) =>
  monitor.freezeAnchor({ from: MONDAY, to: MONDAY + days * DAY, reference: 'CHG-1' })

describe('createDriftMonitor', () => {
  const options = { features: [numeric('x')] }

  test.each<[string, string, unknown]>([
    ['no options', '', undefined],
    ['no features', '/features', { features: [] }],
    ['features that are no list', '/features', { features: numeric('x') }],
    ['a feature that is no object', '/features/0', { features: ['x'] }],
    ['an empty name', '/features/0/name', { features: [numeric('')] }],
    ['a name with #', '/features/0/name', { features: [numeric('x#missing')] }],
    ['a name with half a surrogate pair', '/features/0/name', { features: [numeric('\ud800')] }],
    ['a name given twice', '/features/1/name', { features: [numeric('x'), numeric('x')] }],
    ['an unknown kind', '/features/0/kind', { features: [{ name: 'x', kind: 'number' }] }],
    ['no false alarms at all', '/falseAlarmsPerYear', { ...options, falseAlarmsPerYear: 0 }],
    ['NaN false alarms', '/falseAlarmsPerYear', { ...options, falseAlarmsPerYear: Number.NaN }],
    ['a false alarm an hour', '/falseAlarmsPerYear', { ...options, falseAlarmsPerYear: 8766 }],
    ['a lateness beyond a day', '/latenessMs', { ...options, latenessMs: DAY + 1 }],
    ['a negative lateness', '/latenessMs', { ...options, latenessMs: -1 }],
    ['half a minute of offset', '/utcOffset', { ...options, utcOffset: 0.5 }],
    ['two days of offset', '/utcOffset', { ...options, utcOffset: 2880 }],
    ['an offset of no kind', '/utcOffset', { ...options, utcOffset: 'CET' }],
    ['an offset entry that is no object', '/utcOffset/0', { ...options, utcOffset: [60] }],
    [
      'an offset entry out of order',
      '/utcOffset/1/from',
      {
        ...options,
        utcOffset: [
          { from: 1, minutes: 0 },
          { from: 1, minutes: 60 },
        ],
      },
    ],
    ['an offset entry without minutes', '/utcOffset/0/minutes', { ...options, utcOffset: [{ from: 1 }] }],
  ])('refuses %s', (_, path, given) => {
    expect(expectCode('drift/invalid-options', () => createDriftMonitor(given as never)).path).toBe(path)
  })

  test('names what it watches, in the declared order', () => {
    const features = [numeric('z'), { name: 'a', kind: 'count' as const }]
    expect(createDriftMonitor({ features }).features).toEqual(features)
  })

  test('takes names that break naive code', () => {
    const features = ['__proto__', 'constructor', 'toString'].map(numeric)
    const monitor = createDriftMonitor({ features })
    monitor.observe({ at: 0, feature: '__proto__', value: 1 })
    const sides = features.flatMap(({ name }) =>
      ['missing', 'arrival', 'lateness'].map((of) => `${name}#${of}`),
    )
    expect(monitor.assess(DAY).features.map(({ name }) => name)).toEqual([
      ...features.map(({ name }) => name),
      ...sides,
    ])
    expectCode('drift/unknown-feature', () => monitor.observe({ at: 0, feature: 'valueOf', value: 1 }))
  })
})

describe('observe', () => {
  let monitor: DriftMonitor
  beforeEach(() => {
    monitor = createDriftMonitor({ features: [numeric('latency'), { name: 'changes', kind: 'count' }] })
  })

  test.each<[string, string, unknown]>([
    ['nothing', '', null],
    ['a time that is no number', '/at', { at: '0', feature: 'latency', value: 1 }],
    ['a time that is not whole', '/at', { at: 0.5, feature: 'latency', value: 1 }],
    ['a time beyond 2^52', '/at', { at: 2 ** 52, feature: 'latency', value: 1 }],
    ['NaN', '/value', { at: 0, feature: 'latency', value: Number.NaN }],
    ['an infinite value', '/value', { at: 0, feature: 'latency', value: Number.NEGATIVE_INFINITY }],
    ['no value', '/value', { at: 0, feature: 'latency' }],
    ['a text as value', '/value', { at: 0, feature: 'latency', value: '1' }],
    ['a count that is not whole', '/value', { at: 0, feature: 'changes', value: 1.5 }],
    ['a negative count', '/value', { at: 0, feature: 'changes', value: -1 }],
    ['an exposure of a number', '/exposure', { at: 0, feature: 'latency', value: 1, exposure: 2 }],
    ['no exposure at all', '/exposure', { at: 0, feature: 'changes', value: 1, exposure: 0 }],
    ['a NaN exposure', '/exposure', { at: 0, feature: 'changes', value: 1, exposure: Number.NaN }],
    ['an id that is no text', '/id', { at: 0, feature: 'latency', value: 1, id: 7 }],
    ['an id of a million units', '/id', { at: 0, feature: 'latency', value: 1, id: 'x'.repeat(1_000_000) }],
    [
      'a source with half a surrogate pair',
      '/source',
      { at: 0, feature: 'latency', value: 1, source: '\udc00' },
    ],
  ])('refuses %s and changes nothing', (_, path, given) => {
    const before = monitor.toBytes()
    expect(
      expectCode('drift/invalid-observation', () => monitor.observe(given as DriftObservation)).path,
    ).toBe(path)
    expect(monitor.toBytes()).toEqual(before)
  })

  test('suggests the feature that was meant', () => {
    const error = expectCode('drift/unknown-feature', () =>
      monitor.observe({ at: 0, feature: 'latncy', value: 1 }),
    )
    expect(error.help).toBe('did you mean "latency"?')
  })

  test('counts what comes after its hour was sealed, and leaves it out', () => {
    const frozen = collected(3)
    freeze(frozen, 3)
    frozen.observe({ at: MONDAY + 4 * DAY, feature: 'x', value: 1 })
    const before = frozen.assess(MONDAY + 4 * DAY)
    frozen.observe({ at: MONDAY + 4 * DAY - 2 * HOUR, feature: 'x', value: 1e9 })
    frozen.observe({ at: MONDAY + 2 * DAY, feature: 'x', value: 1e9 })
    expect(frozen.late).toBe(2)
    expect(frozen.assess(MONDAY + 4 * DAY)).toEqual(before)
  })

  test('before the freeze takes features one after the other, and any order', () => {
    for (let at = 30 * DAY; at >= 0; at -= HOUR) monitor.observe({ at, feature: 'latency', value: at % 7 })
    for (let at = 0; at < 30 * DAY; at += HOUR) monitor.observe({ at, feature: 'changes', value: at % 7 })
    expect(monitor.late).toBe(0)
    monitor.observe({ at: -6 * DAY, feature: 'latency', value: 1 })
    expect(monitor.late).toBe(1)
  })

  test('refuses more than 100,000 ids in an hour', () => {
    for (let index = 0; index < 100_000; index += 1) {
      monitor.observe({ at: index, feature: 'latency', value: 1, id: `${index}` })
    }
    expectCode('drift/too-many-ids', () =>
      monitor.observe({ at: 1, feature: 'latency', value: 1, id: 'one more' }),
    )
    monitor.observe({ at: 1, feature: 'latency', value: 1, id: '1' })
  })

  test('takes observations for one only if they agree in every member', () => {
    const same = { at: 1, feature: 'latency', value: 1, source: 'a', id: 'b' }
    const others = [{ at: 2 }, { value: 2 }, { value: null }, { source: 'a1' }, { source: '' }, { id: 'c' }]
    monitor.observe(same)
    const once = monitor.toBytes()
    monitor.observe({ ...same })
    expect(monitor.toBytes()).toEqual(once)
    const seen = new Set([String(once)])
    for (const other of others) {
      monitor.observe({ ...same, ...other })
      const bytes = monitor.toBytes()
      expect(seen.has(String(bytes))).toBe(false)
      monitor.observe({ ...same, ...other })
      expect(monitor.toBytes()).toEqual(bytes)
      seen.add(String(bytes))
    }
  })

  test('knows one zero only', () => {
    const [plus, minus] = [collected(1), collected(1)]
    plus.observe({ at: MONDAY, feature: 'x', value: 0 })
    minus.observe({ at: MONDAY, feature: 'x', value: -0 })
    expect(minus.toBytes()).toEqual(plus.toBytes())
  })

  test('survives the largest times and values', () => {
    const frozen = collected(3)
    freeze(frozen, 3)
    frozen.observe({ at: MONDAY + 4 * DAY, feature: 'x', value: Number.MAX_VALUE })
    frozen.observe({ at: MONDAY + 4 * DAY, feature: 'x', value: -Number.MAX_VALUE })
    frozen.resume(2 ** 52 - 1)
    frozen.observe({ at: 2 ** 52 - 1, feature: 'x', value: 5e-324 })
    frozen.observe({ at: 2 ** 52 - 1, feature: 'x', value: 0 })
    const report = frozen.assess(2 ** 52 - 1)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect([...restoreDriftMonitor(frozen.toBytes()).toBytes()]).toEqual([...frozen.toBytes()])
  })
})

describe('freezeAnchor', () => {
  test('tells what was frozen', () => {
    const summary = freeze(collected(14), 14)
    expect(summary).toEqual({
      from: MONDAY,
      to: MONDAY + 14 * DAY,
      reference: 'CHG-1',
      promotions: [],
      digest: expect.stringMatching(/^sha256:[\w-]{43}$/),
      features: [
        {
          name: 'x',
          values: 672,
          season: 'none',
          seasonalSpread: false,
          blockHours: 1,
          blocks: 336,
          expectedFalseAlarms: expect.closeTo(0.09, 2),
          indifference: expect.closeTo(0.065, 2),
          smallestEffect: {
            day: expect.closeTo(0.67, 2),
            week: expect.closeTo(0.29, 2),
            month: expect.closeTo(0.2, 2),
          },
        },
      ],
    })
  })

  test('finds the season of the hour and the weekend, its spread, and correlated hours', () => {
    const summaryOf = (value: (days: number) => number) => {
      const { normal } = randomStream(2)
      let level = 0
      const monitor = collected(14, HOUR / 6, (at) => {
        const days = (at - MONDAY) / DAY
        level = 0.9 * level + 0.43 * normal()
        return days < 0 ? 0 : value(days) === 0 ? level : season(days) + value(days) * normal()
      })
      return freeze(monitor, 14).features[0]!
    }
    expect(summaryOf(() => 1)).toMatchObject({ season: 'hour-and-weekend', seasonalSpread: false })
    expect(summaryOf((days) => 2 + 1.8 * Math.sin(2 * Math.PI * days))).toMatchObject({
      seasonalSpread: true,
    })
    expect(summaryOf(() => 0).blockHours).toBeGreaterThan(1)
  })

  test('pools a season that a short anchor cannot know', () => {
    const monitor = collected(2, HOUR, (at) => season((at - MONDAY) / DAY))
    expect(['none', 'hour-of-day']).toContain(freeze(monitor, 2).features[0]!.season)
  })

  test('follows local time through a change of the clock', () => {
    const changeAt = MONDAY + 20 * DAY
    const stream = (days: number, normal: () => number): number =>
      3 * season(days + (days >= 20 ? 3 / 24 : 0)) + 0.5 * normal()
    const verdictWith = (utcOffset: { from: number; minutes: number }[]) =>
      feed(5, (days, { normal }) => stream(days, normal), 30, { utcOffset }).report.alarms
    expect(verdictWith([{ from: changeAt, minutes: 180 }])).toBe(0)
    expect(verdictWith([])).toBeGreaterThan(0)
  })

  test('may come later than the end of the anchor: what was seen since is watched all the same', () => {
    const stream = (at: number) => ((at / HOUR) % 17) + (at >= MONDAY + 16 * DAY ? 12 : 0)
    const [early, late] = [collected(14, HOUR, stream), collected(20, HOUR, stream)]
    freeze(early, 14)
    for (let at = MONDAY + 14 * DAY; at < MONDAY + 20 * DAY; at += HOUR) {
      early.observe({ at, feature: 'x', value: stream(at) })
    }
    freeze(late, 14)
    expect(late.assess(MONDAY + 20 * DAY)).toEqual(early.assess(MONDAY + 20 * DAY))
    expect(late.assess(MONDAY + 20 * DAY).status).toBe('drifting')
  })

  test('watches from its end on, which may lie anywhere in a day and an hour', () => {
    const monitor = collected(5, HOUR / 4, (at) => (at < MONDAY + 3.5 * DAY ? ((at / HOUR) * 44) % 17 : 100))
    const to = MONDAY + 3.5 * DAY + HOUR / 2
    monitor.freezeAnchor({ from: MONDAY, to, reference: 'CHG-1' })
    const { evidence, bins, contrasts } = monitor.assess(to).features[0]!
    expect([evidence, bins, contrasts]).toEqual([0, [], []])
    expect(monitor.assess(to + HOUR).features[0]!.bins).toEqual([])
    expect(monitor.assess(MONDAY + 4 * DAY + HOUR).features[0]!.alarms).toBe(1)
  })

  test('takes the sample of a crowded hour for the hour', () => {
    const { normal } = randomStream(3)
    const monitor = createDriftMonitor({ features: [numeric('x')] })
    for (let at = MONDAY; at < MONDAY + 3 * DAY; at += 20_000)
      monitor.observe({ at, feature: 'x', value: normal() })
    expect(freeze(monitor, 3).features[0]!.values).toBe(3 * 24 * 64)
    for (let at = MONDAY + 3 * DAY; at < MONDAY + 8 * DAY; at += 20_000) {
      monitor.observe({ at, feature: 'x', value: normal() })
    }
    expect(monitor.assess(MONDAY + 9 * DAY).features[0]!.alarms).toBe(0)
  })

  test('weighs values that repeat at one instant', () => {
    const monitor = createDriftMonitor({ features: [numeric('x')] })
    const batch = (at: number, ones: number) => {
      for (let index = 0; index < 100; index += 1)
        monitor.observe({ at, feature: 'x', value: index < ones ? 1 : 0 })
    }
    for (let hour = 0; hour < 96; hour += 1) batch(MONDAY + hour * HOUR, 8 + (hour % 5))
    expect(freeze(monitor, 4).features[0]!.values).toBe(9600)
    for (let hour = 96; hour < 120; hour += 1) batch(MONDAY + hour * HOUR, 8 + (hour % 5))
    expect(monitor.assess(MONDAY + 5 * DAY).features[0]!.alarms).toBe(0)
    for (let hour = 120; hour < 144; hour += 1) batch(MONDAY + hour * HOUR, 50)
    expect(monitor.assess(MONDAY + 6 * DAY + HOUR).features[0]!.verdict).toBe('abrupt')
  })

  test.each<[string, string, object]>([
    ['no begin', '/from', { to: MONDAY, reference: 'a' }],
    ['an end before the begin', '/to', { from: MONDAY, to: MONDAY - 1, reference: 'a' }],
    ['no reference', '/reference', { from: MONDAY, to: MONDAY + 3 * DAY }],
    ['an empty reference', '/reference', { from: MONDAY, to: MONDAY + 3 * DAY, reference: '' }],
  ])('refuses %s', (_, path, request) => {
    expect(expectCode('drift/invalid-anchor', () => collected(3).freezeAnchor(request as never)).path).toBe(
      path,
    )
    expectCode('drift/invalid-anchor', () => collected(3).freezeAnchor(null as never))
  })

  test('refuses an anchor that is short, empty or too thin, and changes nothing', () => {
    const monitor = collected(3)
    const before = monitor.toBytes()
    const short = { from: MONDAY, to: MONDAY + 47 * HOUR, reference: 'a' }
    expect(expectCode('drift/anchor-too-short', () => monitor.freezeAnchor(short)).path).toBe('/to')
    const empty = { from: MONDAY - 9 * DAY, to: MONDAY, reference: 'a' }
    expect(expectCode('drift/anchor-too-short', () => monitor.freezeAnchor(empty)).path).toBe('/features/0')
    expect(monitor.toBytes()).toEqual(before)
    expectCode('drift/anchor-too-short', () => freeze(collected(3, 4 * HOUR), 3))
    expectCode('drift/anchor-too-short', () => freeze(createDriftMonitor({ features: [numeric('x')] }), 3))
  })

  test('freezes all features or none', () => {
    const monitor = createDriftMonitor({ features: [numeric('x'), numeric('silent')] })
    for (let at = MONDAY; at < MONDAY + 3 * DAY; at += HOUR / 2)
      monitor.observe({ at, feature: 'x', value: at % 11 })
    expect(expectCode('drift/anchor-too-short', () => freeze(monitor, 3)).path).toBe('/features/1')
    expect(monitor.assess(MONDAY + 4 * DAY).status).toBe('warming')
  })

  test('refuses a begin that is no longer kept', () => {
    expectCode('drift/anchor-expired', () => freeze(collected(36, HOUR), 14))
  })

  test('refuses to freeze twice', () => {
    const monitor = collected(3)
    freeze(monitor, 3)
    expectCode('drift/already-frozen', () => freeze(monitor, 3))
  })
})

describe('assess', () => {
  test('is warming before there is an anchor and before the first block', () => {
    const monitor = collected(3)
    expect(monitor.assess(MONDAY + 3 * DAY)).toEqual({
      at: MONDAY + 3 * DAY,
      status: 'warming',
      features: ['x', 'x#missing', 'x#arrival', 'x#lateness'].map((name) => ({
        name,
        verdict: 'warming',
        evidence: 0,
        threshold: null,
        alarms: 0,
        alarmedAt: null,
        onset: null,
        effect: 0,
        contrasts: [],
        bins: [],
      })),
      falseAlarmsPerYear: 0.5,
      digest: expect.stringMatching(/^ks1:sha256:[\w-]{43}$/),
    })
    freeze(monitor, 3)
    expect(monitor.assess(MONDAY + 3 * DAY).features[0]!.verdict).toBe('warming')
    expect(monitor.assess(MONDAY).features[0]!.verdict).toBe('warming')
  })

  test('shows the day against the week, the week against the month, the month against the anchor', () => {
    const { report, monitor } = feed(1, (days, { normal }) => normal() + (days >= 44 ? 1 : 0), 45)
    expect(report.contrasts.map(({ name, count, against }) => [name, count, against])).toEqual([
      ['24h-6d', 144, 864],
      ['7d-23d', 1008, 3312],
      ['30d-anchor', 4320, 2016],
    ])
    expect(report.contrasts[0]!.delta).toBeGreaterThan(0.4)
    expect(report.contrasts[1]!.delta).toBeLessThan(0.2)
    const earlier = monitor.assess(MONDAY + 22 * DAY).features[0]!
    expect(earlier.contrasts.map(({ name }) => name)).toEqual(['24h-6d'])
    expect(report.bins).toHaveLength(3)
    for (const bin of report.bins) expect(Math.abs(bin.observed - bin.expected)).toBeGreaterThan(0.02)
  })

  test('looks back over the 30 days that are kept, and not further', () => {
    const { monitor } = feed(1, (_, { normal }) => normal(), 60)
    const atDay = (day: number) => monitor.assess(MONDAY + day * DAY).features[0]!
    expect(atDay(60).contrasts.map(({ name }) => name)).toEqual(['24h-6d', '7d-23d', '30d-anchor'])
    expect(atDay(45).contrasts.map(({ name }) => name)).toEqual(['24h-6d'])
    expect(atDay(30)).toMatchObject({ verdict: 'stable', contrasts: [] })
    expect(expectCode('drift/assess-too-old', () => monitor.assess(MONDAY + 28 * DAY)).path).toBe('/at')
  })

  test('refuses an instant that is none', () => {
    const monitor = collected(1)
    for (const at of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, '0' as never]) {
      expectCode('drift/invalid-time', () => monitor.assess(at))
    }
  })

  test('says of an anchor that can show nothing that it is insufficient', () => {
    // Two days that lie far apart: blocks of a day, of which there are two.
    const monitor = collected(2, HOUR, (at) => (at < MONDAY + DAY ? 0 : 100) + ((at / HOUR) % 2))
    freeze(monitor, 2)
    for (let hour = 48; hour < 96; hour += 1) {
      monitor.observe({ at: MONDAY + hour * HOUR, feature: 'x', value: hour % 2 })
    }
    const report = monitor.assess(MONDAY + 4 * DAY + HOUR)
    expect([report.status, report.features[0]!.verdict]).toEqual(['warming', 'insufficient'])
  })

  test('claims no stability before the first block is sealed', () => {
    // Neighbouring hours agree so much that a block takes a day; the day after the anchor's end is the first.
    const level = (at: number) =>
      Math.sin((2 * Math.PI * (at - MONDAY)) / (5.3 * DAY)) + 0.03 * (((at / HOUR) * 37) % 101)
    const monitor = collected(13, HOUR, level)
    const to = MONDAY + 12 * DAY + HOUR
    const { features } = monitor.freezeAnchor({ from: MONDAY, to, reference: 'CHG-1' })
    expect(features[0]!.blockHours).toBe(24)
    expect(monitor.assess(MONDAY + 12 * DAY + 20 * HOUR).features[0]!.verdict).toBe('warming')
    expect(monitor.assess(MONDAY + 13 * DAY + HOUR).features[0]!.verdict).toBe('stable')
  })

  test('of a constant that changes is abrupt, of one that stays is stable', () => {
    const stays = feed(1, () => 3, 20)
    expect(stays.report).toMatchObject({ verdict: 'stable', effect: 0, bins: [] })
    const changes = feed(1, (days) => (days < 18 ? 3 : 3.0001), 20)
    expect(changes.report).toMatchObject({ verdict: 'abrupt', alarms: 1 })
    expect(changes.report.bins.find(({ to }) => to === null)).toMatchObject({ expected: 0, observed: 1 })
  })
})

describe('declare', () => {
  const step: DriftDeclaration = {
    reference: 'CHG-7',
    features: ['x'],
    from: MONDAY + 29.5 * DAY,
    to: MONDAY + 30.5 * DAY,
    expect: { x: { direction: 'up', maxEffect: 0.65 } },
  }
  const shifted = (size: number) =>
    feed(2, (days, { normal }) => normal() + (days >= 30 ? size : 0), 45).monitor
  const verdictOf = (monitor: DriftMonitor) => monitor.assess(MONDAY + 45 * DAY + HOUR)

  test('makes a change within its bounds a declared evolution, which is not drifting', () => {
    const monitor = shifted(1)
    monitor.declare(step)
    const report = verdictOf(monitor)
    expect(report.status).toBe('stable')
    expect(report.features[0]).toMatchObject({ verdict: 'declared-evolution', reference: 'CHG-7', alarms: 1 })
    expect(report.features[0]).not.toHaveProperty('excess')
  })

  test('gives the same whether it comes before the change or after', () => {
    const value: StreamValue = (days, { normal }) => normal() + (days >= 30 ? 1 : 0)
    const before = feed(2, value, 45, { declared: step }).monitor
    const after = shifted(1)
    after.assess(MONDAY + 45 * DAY)
    after.declare(step)
    expect(verdictOf(before)).toEqual(verdictOf(after))
  })

  test.each<[string, number, Partial<DriftDeclaration>]>([
    ['goes further than declared', 2, {}],
    ['goes the other way', -1, {}],
  ])('names the excess of a change that %s', (_, size, changed) => {
    const monitor = shifted(size)
    monitor.declare({ ...step, ...changed })
    const report = verdictOf(monitor)
    expect(report.status).toBe('drifting')
    expect(report.features[0]).toMatchObject({ verdict: 'abrupt', reference: 'CHG-7' })
    expect(report.features[0]!.excess).toBeGreaterThan(0.1)
  })

  test('holds a declared change to its bounds on every later day', () => {
    const { monitor } = feed(2, (days, { normal }) => normal() + (days >= 47 ? 3 : days >= 30 ? 0.8 : 0), 50)
    monitor.declare(step)
    // Well after the last of the regular looks, two weeks from the alarm.
    expect(monitor.assess(MONDAY + 47 * DAY).features[0]!.verdict).toBe('declared-evolution')
    expect(monitor.assess(MONDAY + 50 * DAY).features[0]!.excess).toBeGreaterThan(0.1)
  })

  test('does not forget that a change went beyond its bounds when it comes back within them', () => {
    const level = (days: number) => (days >= 38 && days < 40 ? 3 : days >= 30 ? 0.8 : 0)
    const { monitor } = feed(2, (days, { normal }) => normal() + level(days), 50, { declared: step })
    expect(monitor.assess(MONDAY + 38 * DAY).features[0]!.verdict).toBe('declared-evolution')
    expect(monitor.assess(MONDAY + 50 * DAY)).toMatchObject({ status: 'drifting' })
    expect(monitor.assess(MONDAY + 50 * DAY).features[0]!.excess).toBeGreaterThan(0.1)
  })

  test.each<[string, Partial<DriftDeclaration>]>([
    ['another time', { from: MONDAY + 20 * DAY, to: MONDAY + 25 * DAY }],
    ['a later time', { from: MONDAY + 33 * DAY, to: MONDAY + 34 * DAY }],
  ])('of %s excuses nothing', (_, changed) => {
    const monitor = shifted(1)
    monitor.declare({ ...step, ...changed })
    expect(verdictOf(monitor)).toEqual(verdictOf(shifted(1)))
  })

  test('does not excuse a spread where a level was declared', () => {
    const { monitor } = feed(2, (days, { normal }) => normal() * (days >= 30 ? 2 : 1), 45)
    monitor.declare(step)
    expect(verdictOf(monitor).features[0]!.verdict).toBe('abrupt')
    monitor.declare({ ...step, reference: 'CHG-8', expect: { x: { direction: 'any', maxEffect: 1 } } })
    expect(verdictOf(monitor).features[0]).toMatchObject({
      verdict: 'declared-evolution',
      reference: 'CHG-8',
    })
  })

  test('without bounds allows any size, and the same one twice is one', () => {
    const monitor = shifted(3)
    const { expect: _, ...open } = step
    monitor.declare(open)
    const once = monitor.toBytes()
    monitor.declare({ ...open, features: ['x', 'x'] })
    expect(monitor.toBytes()).toEqual(once)
    expect(verdictOf(monitor).features[0]!.verdict).toBe('declared-evolution')
    expect(verdictOf(restoreDriftMonitor(once))).toEqual(verdictOf(monitor))
  })

  test.each<[string, string, unknown]>([
    ['nothing', '', null],
    ['no reference', '/reference', { ...step, reference: '' }],
    ['an end before the begin', '/to', { ...step, to: step.from - 1 }],
    ['a begin that is no time', '/from', { ...step, from: Number.NaN }],
    ['no features', '/features', { ...step, features: [] }],
    ['expectations that are a list', '/expect', { ...step, expect: [] }],
    [
      'an expectation of another feature',
      '/expect',
      { ...step, expect: { y: { direction: 'up', maxEffect: 1 } } },
    ],
    ['an expectation that is no object', '/expect', { ...step, expect: { x: 'up' } }],
    ['a direction that is none', '/expect', { ...step, expect: { x: { direction: 'left', maxEffect: 1 } } }],
    ['an effect beyond 1', '/expect', { ...step, expect: { x: { direction: 'up', maxEffect: 2 } } }],
  ])('refuses %s', (_, path, given) => {
    const monitor = collected(1)
    expect(expectCode('drift/invalid-declaration', () => monitor.declare(given as never)).path).toBe(path)
  })

  test('refuses more than 10,000', () => {
    const monitor = collected(1)
    for (let index = 0; index < 10_000; index += 1) {
      monitor.declare({ reference: 'CHG-1', features: ['x'], from: 10_000 - index, to: MONDAY })
    }
    const one = { reference: 'CHG-2', features: ['x'], from: 0, to: MONDAY }
    expectCode('drift/too-many-declarations', () => monitor.declare(one))
    monitor.declare({ reference: 'CHG-1', features: ['x'], from: 1, to: MONDAY })
  })

  test('refuses a feature that the monitor does not have', () => {
    const monitor = collected(1)
    const error = expectCode('drift/unknown-feature', () =>
      monitor.declare({ ...step, features: ['x', 'y'], expect: {} }),
    )
    expect(error.path).toBe('/features/1')
  })
})

describe('toBytes', () => {
  test('stays below 32 kB a feature at six values an hour, however long it goes on', () => {
    const bytesAfter = (days: number) => feed(1, (_, { normal }) => normal(), days).monitor.toBytes().length
    expect(bytesAfter(60)).toBeLessThan(32_000)
    expect(bytesAfter(200)).toBeLessThan(32_000)
  })

  test('stays below 1 MiB a feature before the freeze, however many values come', () => {
    const monitor = createDriftMonitor({ features: [numeric('x')] })
    const { normal } = randomStream(4)
    for (let hour = 0; hour < 900; hour += 1) {
      for (let index = 0; index < 80; index += 1) {
        monitor.observe({ at: MONDAY + hour * HOUR + index, feature: 'x', value: normal() })
      }
    }
    expect(monitor.toBytes().length).toBeLessThan(1_048_576)
  })
})

describe('restoreDriftMonitor', () => {
  const bytes = (() => {
    const { monitor } = feed(2, (days, { normal }) => normal() + (days >= 16 ? 1 : 0), 48, { stepMs: HOUR })
    monitor.observe({ at: MONDAY + 48 * DAY, feature: 'x', value: null, source: 'a', id: 'b' })
    monitor.declare({ reference: 'CHG-7', features: ['x'], from: MONDAY, to: MONDAY + DAY })
    return monitor.toBytes()
  })()

  test('refuses what are not its bytes', () => {
    for (const given of [new Uint8Array(0), new Uint8Array(100), 'KDRM' as never]) {
      expectCode('drift/invalid-bytes', () => restoreDriftMonitor(given))
    }
  })

  test('finds any changed byte and any cut', () => {
    for (let at = 0; at < bytes.length; at += 23) {
      const changed = bytes.slice()
      changed[at]! ^= 1 << (at % 8)
      expectCode('drift/invalid-bytes', () => restoreDriftMonitor(changed))
      expectCode('drift/invalid-bytes', () => restoreDriftMonitor(bytes.subarray(0, at)))
    }
  })

  test('finds an anchor that was changed together with the digest of the bytes', () => {
    const state = decodeMonitor(bytes)
    const { norm } = (state.features[0]!.phase as WatchingPhase).streams[0]!
    if (norm.kind === 'scored') norm.season.medians[0]! += 1
    expectCode('drift/invalid-bytes', () => restoreDriftMonitor(encodeMonitor(state)))
  })

  test('of bytes with a right digest and a wrong content either refuses or gives a monitor with those bytes', () => {
    const payload = unpackBinaryForm(BYTES, bytes)
    let refused = 0
    for (let at = 0; at < payload.length; at += at < 200 ? 1 : 17) {
      const changed = payload.slice()
      changed[at]! ^= 1 << (at % 8)
      const forged = packBinaryForm(BYTES, changed)
      try {
        expect([...restoreDriftMonitor(forged).toBytes()]).toEqual([...forged])
      } catch (error) {
        expectCode('drift/invalid-bytes', () => {
          throw error
        })
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(100)
  })
})

describe('mergeDriftMonitors', () => {
  test('refuses nothing, other options, other anchors', () => {
    expectCode('drift/merge-mismatch', () => mergeDriftMonitors([]))
    const other = createDriftMonitor({ features: [numeric('x')], latenessMs: 1 })
    expectCode('drift/merge-mismatch', () => mergeDriftMonitors([collected(1), other]))
    const frozen = collected(3)
    freeze(frozen, 3)
    expectCode('drift/merge-mismatch', () => mergeDriftMonitors([collected(3), frozen]))
  })

  test('refuses shards of one anchor that were frozen apart', () => {
    const [early, late] = [collected(3), collected(4)]
    freeze(early, 3)
    freeze(late, 3)
    expectCode('drift/merge-mismatch', () => mergeDriftMonitors([early, late]))
  })

  test('refuses an observation that both saw', () => {
    const [left, right] = [collected(1), collected(1)]
    for (const monitor of [left, right])
      monitor.observe({ at: MONDAY + DAY, feature: 'x', value: 1, id: 'a' })
    expectCode('drift/merge-overlap', () => mergeDriftMonitors([left, right]))
  })

  test('refuses shards once 30 days have passed', () => {
    const monitor = collected(3)
    freeze(monitor, 3)
    const shard = restoreDriftMonitor(monitor.toBytes())
    shard.observe({ at: MONDAY + 33 * DAY - 1, feature: 'x', value: 1 })
    expect(mergeDriftMonitors([monitor, shard]).toBytes()).toEqual(shard.toBytes())
    shard.observe({ at: MONDAY + 33 * DAY, feature: 'x', value: 1 })
    expectCode('drift/merge-after-fold', () => mergeDriftMonitors([monitor, shard]))
  })

  test('sums what came late', () => {
    const monitor = collected(3)
    monitor.observe({ at: MONDAY - 40 * DAY, feature: 'x', value: 1 })
    freeze(monitor, 3)
    const shards = [1, 2].map(() => restoreDriftMonitor(monitor.toBytes()))
    for (const shard of shards) shard.observe({ at: MONDAY, feature: 'x', value: 1 })
    expect(mergeDriftMonitors(shards).late).toBe(3)
  })
})
