import fc from 'fast-check'
import {
  createDriftMonitor,
  type DriftFeature,
  type DriftMonitor,
  type DriftObservation,
  mergeDriftMonitors,
  restoreDriftMonitor,
} from 'keelson/drift'
import { describe, expect } from 'vitest'
import type { SamplingPhase, WatchingPhase } from '../../src/drift/feature-state.js'
import { decodeMonitor, encodeMonitor } from '../../src/drift/monitor-bytes.js'
import { law as lawOf } from '../support/law.js'
import { randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY } from './feed.js'

/** Each case runs some monitors of two features, with four streams each, through weeks of hours. */
const law: typeof lawOf = (name, arbitrary, holds) => lawOf(name, arbitrary, holds, { runs: 200 })

const LATENESS = 2 * HOUR

/** Some that the anchor knows, some that it does not, one that is shortened. */
const REGIONS = ['east', 'west', 'north', 'new', 'x'.repeat(50)] as const
const ANCHOR_END = MONDAY + 3 * DAY

/** Where the shards begin: after the last observation that they have in common. */
const START = ANCHOR_END + 3 * HOUR

/** A monitor of two features: half of the kinds there are, so that a case is cheap. */
interface World {
  readonly features: readonly [DriftFeature, DriftFeature]
  /** With an anchor of three days, two values an hour, and the first hours after it. */
  readonly bytes: Uint8Array
  readonly empty: () => DriftMonitor
  readonly frozen: () => DriftMonitor
}

function worldOf(features: World['features']): World {
  const empty = (): DriftMonitor =>
    createDriftMonitor({
      features,
      latenessMs: LATENESS,
      utcOffset: 90,
      // Low, so that sources reach it.
      sourceLimitAnHour: 2,
    })
  const monitor = empty()
  const { normal, uniform } = randomStream(11)
  const names = features.map(({ name }) => name)
  const tell = (observation: DriftObservation): void => {
    if (names.includes(observation.feature)) monitor.observe(observation)
  }
  for (let at = MONDAY; at < START; at += HOUR / 2) {
    tell({ at, feature: 'latency', value: normal(), id: String(at) })
    const exposure = 1 + Math.floor(3 * uniform())
    tell({ at, feature: 'changes', value: Math.floor(4 * uniform()), source: 'west', exposure })
    tell({ at, feature: 'region', value: REGIONS[Math.floor(3 * uniform())]!, id: String(at) })
    tell({ at, feature: 'embedding', value: [normal(), normal()], source: 'west' })
  }
  monitor.freezeAnchor({ from: MONDAY, to: ANCHOR_END, reference: 'CHG-1' })
  // So that one of them collects for a next norm, too.
  monitor.declare({ reference: 'CHG-2', features: [names[1]!], from: START, to: START + HOUR })
  const bytes = monitor.toBytes()
  return { features, bytes, empty, frozen: () => restoreDriftMonitor(bytes) }
}

const WORLDS: readonly World[] = [
  worldOf([
    { name: 'changes', kind: 'count' },
    { name: 'region', kind: 'categorical' },
  ]),
  worldOf([
    { name: 'latency', kind: 'numeric' },
    { name: 'embedding', kind: 'vector', dimensions: 2 },
  ]),
]

interface Delivery {
  readonly observation: DriftObservation
  /** When it arrives, and when once more. */
  readonly arrives: number
  readonly again: number | null
}

interface Case extends World {
  readonly drawn: readonly Delivery[]
}

/**
 * Deliveries in order of their own time, with gaps from nothing to `longestGap`, each as late as the bound allows.
 *
 * @param withLate where some are to come a day or more after their hour was sealed: what the order decides then
 */
function cases(longestGap: number, withLate = false): fc.Arbitrary<Case> {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: HOUR }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: longestGap }) },
  )
  const delivery = fc.record({
    step,
    feature: fc.nat({ max: 1 }),
    value: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    exposure: fc.constantFrom(undefined, 1, 0.5, 3),
    source: fc.constantFrom(undefined, 'east', 'west'),
    hasId: fc.boolean(),
    delay: fc.integer({ min: 0, max: LATENESS }),
    again: fc.option(fc.integer({ min: 0, max: LATENESS })),
    late: withLate
      ? fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: LATENESS, max: 3 * DAY }) },
        )
      : fc.constant(0),
  })
  const lists = fc.array(delivery, { maxLength: 16 })
  return fc.tuple(fc.constantFrom(...WORLDS), lists).map(([world, list]): Case => {
    let clock = START
    const drawn = list.map((one, index): Delivery => {
      clock += one.step
      const { name, kind } = world.features[one.feature]!
      const observation: DriftObservation = {
        at: clock - one.late,
        feature: name,
        value: drawnValue(kind, one.value),
        ...(one.source === undefined ? {} : { source: one.source }),
        ...(one.hasId ? { id: `event ${index}` } : {}),
        ...(one.exposure === undefined || kind !== 'count' ? {} : { exposure: one.exposure }),
      }
      // Only what has an id can be known for the same when it comes again.
      const again = one.hasId && one.again !== null ? clock + one.again : null
      return { observation, arrives: clock + one.delay, again }
    })
    return { ...world, drawn }
  })
}

/** The value of a feature that a number from 0 to 6 stands for. */
function drawnValue(kind: DriftFeature['kind'], drawn: number | null): DriftObservation['value'] {
  if (drawn === null) return null
  if (kind === 'categorical') return REGIONS[drawn % REGIONS.length]!
  return kind === 'vector' ? [drawn - 3, -0] : drawn
}

function inOrder(monitor: DriftMonitor, drawn: readonly Delivery[]): DriftMonitor {
  for (const { observation } of drawn) monitor.observe(observation)
  return monitor
}

function asDelivered(monitor: DriftMonitor, drawn: readonly Delivery[]): DriftMonitor {
  const arrivals = drawn.flatMap(({ observation, arrives, again }) => [
    { observation, arrives },
    ...(again === null ? [] : [{ observation, arrives: again }]),
  ])
  arrivals.sort((left, right) => left.arrives - right.arrives)
  for (const { observation } of arrivals) monitor.observe(observation)
  return monitor
}

function end(drawn: readonly Delivery[]): number {
  const latest = drawn.reduce((last, { observation }) => Math.max(last, observation.at), START)
  return latest + LATENESS + HOUR
}

/** A unit for each byte: an assertion compares texts far faster than lists. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const bytesOf = (monitor: DriftMonitor): string => textOf(monitor.toBytes())

/** The bytes but for what came late: by how much, only the order of arrival can say. */
function bytesButLateness(monitor: DriftMonitor): string {
  const state = decodeMonitor(monitor.toBytes())
  for (const { phase } of state.features) {
    const { hours } = phase as SamplingPhase
    for (const sample of hours.values()) sample.late = 0
  }
  return textOf(encodeMonitor(state))
}

/** Nothing less than the bytes and the report. */
function expectSame(left: DriftMonitor, right: DriftMonitor, at: number): void {
  expect(bytesOf(left)).toEqual(bytesOf(right))
  expect(left.assess(at)).toEqual(right.assess(at))
}

function shardOf({ observation }: Delivery): number {
  return observation.source === 'east' ? 1 : observation.source === 'west' ? 2 : 0
}

function shards(drawn: readonly Delivery[], make: () => DriftMonitor): DriftMonitor[] {
  return [0, 1, 2].map((shard) =>
    asDelivered(
      make(),
      drawn.filter((delivery) => shardOf(delivery) === shard),
    ),
  )
}

/** Hours after the begin: mostly some days, whose assessment is cheap. */
const lookHours: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 6 * 24 }) },
  { weight: 1, arbitrary: fc.nat({ max: 40 * 24 }) },
)

describe('order and repetition', () => {
  law(
    'observations in any order within the lateness bound, some delivered twice, give the same bytes and report',
    cases(20 * DAY),
    ({ drawn, frozen }) => {
      expectSame(inOrder(frozen(), drawn), asDelivered(frozen(), drawn), end(drawn))
    },
  )

  law('before the freeze the same holds', cases(5 * DAY), ({ drawn, empty }) => {
    expect(bytesOf(inOrder(empty(), drawn))).toEqual(bytesOf(asDelivered(empty(), drawn)))
  })

  law(
    'before the freeze any order at all gives the same bytes, but for how many came late',
    cases(DAY, true).chain(({ drawn, empty }) =>
      fc.record({
        drawn: fc.constant(drawn),
        empty: fc.constant(empty),
        shuffled: fc.shuffledSubarray([...drawn], { minLength: drawn.length }),
      }),
    ),
    ({ drawn, empty, shuffled }) => {
      expect(bytesButLateness(inOrder(empty(), drawn))).toEqual(bytesButLateness(inOrder(empty(), shuffled)))
    },
  )
})

describe('bytes', () => {
  law(
    'a restored monitor goes on exactly as the one that wrote the bytes',
    fc.tuple(cases(20 * DAY, true), fc.nat()),
    ([{ drawn, frozen }, cut]) => {
      const at = drawn.length === 0 ? 0 : cut % drawn.length
      const half = inOrder(frozen(), drawn.slice(0, at))
      const restored = restoreDriftMonitor(half.toBytes())
      expectSame(inOrder(half, drawn.slice(at)), inOrder(restored, drawn.slice(at)), end(drawn))
    },
  )

  law(
    'restoring and writing again gives the same bytes',
    cases(20 * DAY, true),
    ({ drawn, frozen, empty }) => {
      for (const monitor of [inOrder(frozen(), drawn), inOrder(empty(), drawn)]) {
        const bytes = monitor.toBytes()
        expect(bytesOf(restoreDriftMonitor(bytes))).toEqual(textOf(bytes))
      }
    },
  )
})

describe('assess', () => {
  law(
    'changes nothing, and answers the same whatever was asked before',
    fc.tuple(cases(4 * DAY, true), fc.array(lookHours, { maxLength: 2 })),
    ([{ drawn, frozen }, hours]) => {
      const monitor = inOrder(frozen(), drawn)
      const before = monitor.toBytes()
      for (const hour of hours) {
        const at = START + hour * HOUR
        const report = monitor.assess(at)
        expect(report).toEqual(monitor.assess(at))
        expect(report).toEqual(restoreDriftMonitor(before).assess(at))
        expect(structuredClone(report)).toEqual(report)
      }
      expect(bytesOf(monitor)).toEqual(textOf(before))
    },
  )

  law(
    'asked between any two observations gives what it gives at the end',
    fc.tuple(
      cases(20 * DAY, true),
      fc.array(fc.option(fc.nat({ max: 3 * DAY }), { freq: 1 }), { maxLength: 16 }),
    ),
    ([{ drawn, frozen }, looks]) => {
      const monitor = frozen()
      let latest = START
      for (const [index, { observation }] of drawn.entries()) {
        monitor.observe(observation)
        latest = Math.max(latest, observation.at)
        // A look may well be ahead of what is seen after it.
        const ahead = looks[index] ?? null
        if (ahead !== null) monitor.assess(latest + ahead)
      }
      expectSame(monitor, inOrder(frozen(), drawn), end(drawn))
    },
  )
})

describe('merge', () => {
  law('shards by source equal the whole', cases(3 * DAY), ({ drawn, frozen }) => {
    const within = drawn.filter(({ observation }) => observation.at < ANCHOR_END + 30 * DAY)
    expectSame(mergeDriftMonitors(shards(within, frozen)), inOrder(frozen(), within), end(within))
  })

  law('before the freeze shards equal the whole', cases(3 * DAY), ({ drawn, empty }) => {
    expect(bytesOf(mergeDriftMonitors(shards(drawn, empty)))).toEqual(bytesOf(inOrder(empty(), drawn)))
  })

  for (const phase of ['empty', 'frozen'] as const) {
    const when = phase === 'empty' ? 'before the freeze' : 'after the freeze'
    law(
      `is commutative and associative ${when}, and changes no monitor`,
      cases(DAY, true),
      ({ drawn, [phase]: make }) => {
        const [a, b, c] = shards(drawn, make) as [DriftMonitor, DriftMonitor, DriftMonitor]
        const before = bytesOf(a)
        const whole = bytesOf(mergeDriftMonitors([a, b, c]))
        expect(bytesOf(mergeDriftMonitors([c, a, b]))).toEqual(whole)
        expect(bytesOf(mergeDriftMonitors([mergeDriftMonitors([a, b]), c]))).toEqual(whole)
        expect(bytesOf(mergeDriftMonitors([a, mergeDriftMonitors([b, c])]))).toEqual(whole)
        expect(bytesOf(mergeDriftMonitors([a]))).toEqual(before)
        expect(bytesOf(a)).toEqual(before)
      },
    )

    law(`an untouched monitor is neutral ${when}`, cases(DAY, true), ({ drawn, [phase]: make }) => {
      const monitor = inOrder(make(), drawn)
      expect(bytesOf(mergeDriftMonitors([make(), monitor]))).toEqual(bytesOf(monitor))
    })
  }
})

describe('poisoning', () => {
  law(
    'one block adds at most 7.4 bits to the evidence, whatever its values',
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 }),
    (values) => {
      const monitor = WORLDS[1]!.frozen()
      const before = monitor.assess(START + HOUR + LATENESS).features[0]!.evidence
      for (const [index, value] of values.entries()) {
        monitor.observe({ at: START + HOUR + index, feature: 'latency', value })
      }
      const after = monitor.assess(START + 2 * HOUR + LATENESS).features[0]!.evidence
      expect(after).toBeLessThanOrEqual(Math.log2(1 + 2 ** before) + 7.4)
      expect(Number.isFinite(after)).toBe(true)
    },
  )

  law('nothing that is observed moves the anchor', cases(20 * DAY, true), ({ drawn, frozen, bytes }) => {
    const normsOf = (written: Uint8Array): unknown[] =>
      decodeMonitor(written).features.map(({ phase }) =>
        (phase as WatchingPhase).streams.map(({ norm }) => norm),
      )
    expect(normsOf(inOrder(frozen(), drawn).toBytes())).toEqual(normsOf(bytes))
  })
})
