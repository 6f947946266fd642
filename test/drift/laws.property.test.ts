import fc from 'fast-check'
import {
  createDriftMonitor,
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

/** Each case runs some monitors of four features, with four streams each, through weeks of hours. */
const law: typeof lawOf = (name, arbitrary, holds) => lawOf(name, arbitrary, holds, { runs: 200 })

const LATENESS = 2 * HOUR
const FEATURES = ['latency', 'changes', 'region', 'embedding'] as const

/** Some that the anchor knows, some that it does not, one that is shortened. */
const REGIONS = ['east', 'west', 'north', 'new', 'x'.repeat(50)] as const
const ANCHOR_END = MONDAY + 3 * DAY

/** Where the shards begin: after the last observation that they have in common. */
const START = ANCHOR_END + 3 * HOUR

function emptyMonitor(): DriftMonitor {
  return createDriftMonitor({
    features: [
      { name: 'latency', kind: 'numeric' },
      { name: 'changes', kind: 'count' },
      { name: 'region', kind: 'categorical' },
      { name: 'embedding', kind: 'vector', dimensions: 2 },
    ],
    latenessMs: LATENESS,
    utcOffset: 90,
    // Low, so that sources reach it.
    sourceLimitAnHour: 2,
  })
}

/** A monitor with an anchor of three days, two values an hour, and the first hours after it. */
function frozenBytes(): Uint8Array {
  const monitor = emptyMonitor()
  const { normal, uniform } = randomStream(11)
  for (let at = MONDAY; at < ANCHOR_END + 3 * HOUR; at += HOUR / 2) {
    monitor.observe({ at, feature: 'latency', value: normal(), id: String(at) })
    monitor.observe({ at, feature: 'changes', value: Math.floor(4 * uniform()), source: 'west' })
    monitor.observe({ at, feature: 'region', value: REGIONS[Math.floor(3 * uniform())]!, id: String(at) })
    monitor.observe({ at, feature: 'embedding', value: [normal(), normal()], source: 'west' })
  }
  monitor.freezeAnchor({ from: MONDAY, to: ANCHOR_END, reference: 'CHG-1' })
  // So that one of them collects for a next norm, too.
  monitor.declare({ reference: 'CHG-2', features: ['latency', 'embedding'], from: START, to: START + HOUR })
  return monitor.toBytes()
}

const FROZEN: Uint8Array = frozenBytes()

interface Delivery {
  readonly observation: DriftObservation
  /** How much later it arrives, and arrives once more; within the lateness bound. */
  readonly delay: number
  readonly again: number | null
}

/** Deliveries in order of their own time, with gaps from nothing to `longestGap`. */
function deliveries(longestGap: number): fc.Arbitrary<readonly Delivery[]> {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: HOUR }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: longestGap }) },
  )
  const delivery = fc.record({
    step,
    feature: fc.constantFrom(...FEATURES),
    value: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    source: fc.constantFrom(undefined, 'east', 'west'),
    hasId: fc.boolean(),
    delay: fc.integer({ min: 0, max: LATENESS }),
    again: fc.option(fc.integer({ min: 0, max: LATENESS })),
  })
  return fc.array(delivery, { maxLength: 24 }).map((drawn) => {
    let at = START
    return drawn.map(({ step, feature, value, source, hasId, delay, again }, index): Delivery => {
      at += step
      const observation: DriftObservation = {
        at,
        feature,
        value: drawnValue(feature, value),
        ...(source === undefined ? {} : { source }),
        ...(hasId ? { id: `event ${index}` } : {}),
      }
      // Only what has an id can be known for the same when it comes again.
      return { observation, delay, again: hasId ? again : null }
    })
  })
}

/** The value of a feature that a number from 0 to 6 stands for. */
function drawnValue(feature: (typeof FEATURES)[number], drawn: number | null): DriftObservation['value'] {
  if (drawn === null) return null
  if (feature === 'region') return REGIONS[drawn % REGIONS.length]!
  return feature === 'embedding' ? [drawn - 3, -0] : drawn
}

function inOrder(monitor: DriftMonitor, drawn: readonly Delivery[]): DriftMonitor {
  for (const { observation } of drawn) monitor.observe(observation)
  return monitor
}

function asDelivered(monitor: DriftMonitor, drawn: readonly Delivery[]): DriftMonitor {
  const arrivals = drawn.flatMap(({ observation, delay, again }) => [
    { observation, arrives: observation.at + delay },
    ...(again === null ? [] : [{ observation, arrives: observation.at + again }]),
  ])
  arrivals.sort((left, right) => left.arrives - right.arrives)
  for (const { observation } of arrivals) monitor.observe(observation)
  return monitor
}

const end = (drawn: readonly Delivery[]): number => (drawn.at(-1)?.observation.at ?? START) + LATENESS + HOUR

const bytesOf = (monitor: DriftMonitor): number[] => [...monitor.toBytes()]

/** The bytes but for what came late: by how much, only the order of arrival can say. */
function bytesButLateness(monitor: DriftMonitor): number[] {
  const state = decodeMonitor(monitor.toBytes())
  for (const { phase } of state.features) {
    const { hours } = phase as SamplingPhase
    for (const sample of hours.values()) sample.late = 0
  }
  return [...encodeMonitor(state)]
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

const frozen = (): DriftMonitor => restoreDriftMonitor(FROZEN)

describe('order and repetition', () => {
  law(
    'observations in any order within the lateness bound, some delivered twice, give the same bytes and report',
    deliveries(20 * DAY),
    (drawn) => {
      expectSame(inOrder(frozen(), drawn), asDelivered(frozen(), drawn), end(drawn))
    },
  )

  law('before the freeze the same holds', deliveries(5 * DAY), (drawn) => {
    const [left, right] = [inOrder(emptyMonitor(), drawn), asDelivered(emptyMonitor(), drawn)]
    expect(bytesOf(left)).toEqual(bytesOf(right))
  })

  law(
    'before the freeze any order at all gives the same bytes, but for how many came late',
    deliveries(DAY).chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.shuffledSubarray([...drawn], { minLength: drawn.length })),
    ),
    ([drawn, shuffled]) => {
      expect(bytesButLateness(inOrder(emptyMonitor(), drawn))).toEqual(
        bytesButLateness(inOrder(emptyMonitor(), shuffled)),
      )
    },
  )
})

describe('bytes', () => {
  law(
    'a restored monitor goes on exactly as the one that wrote the bytes',
    fc.tuple(deliveries(20 * DAY), fc.nat()),
    ([drawn, cut]) => {
      const at = drawn.length === 0 ? 0 : cut % drawn.length
      const half = inOrder(frozen(), drawn.slice(0, at))
      const restored = restoreDriftMonitor(half.toBytes())
      expectSame(inOrder(half, drawn.slice(at)), inOrder(restored, drawn.slice(at)), end(drawn))
    },
  )

  law('restoring and writing again gives the same bytes', deliveries(20 * DAY), (drawn) => {
    const { length } = drawn
    for (const monitor of [inOrder(frozen(), drawn), inOrder(emptyMonitor(), drawn.slice(0, length))]) {
      const bytes = monitor.toBytes()
      expect([...restoreDriftMonitor(bytes).toBytes()]).toEqual([...bytes])
    }
  })
})

describe('assess', () => {
  law(
    'changes nothing, and answers the same whatever was asked before',
    fc.tuple(deliveries(4 * DAY), fc.array(fc.integer({ min: 0, max: 40 * 24 }), { maxLength: 3 })),
    ([drawn, hours]) => {
      const monitor = inOrder(frozen(), drawn)
      const before = bytesOf(monitor)
      for (const hour of hours) {
        const at = START + hour * HOUR
        const report = monitor.assess(at)
        expect(report).toEqual(monitor.assess(at))
        expect(report).toEqual(frozenCopy(monitor).assess(at))
        expect(structuredClone(report)).toEqual(report)
      }
      expect(bytesOf(monitor)).toEqual(before)
    },
  )

  law(
    'asked between any two observations gives what it gives at the end',
    fc.tuple(deliveries(20 * DAY), fc.array(fc.option(fc.nat({ max: 3 * DAY })), { maxLength: 24 })),
    ([drawn, looks]) => {
      const monitor = frozen()
      for (const [index, { observation }] of drawn.entries()) {
        monitor.observe(observation)
        // A look may well be ahead of what is seen after it.
        const ahead = looks[index] ?? null
        if (ahead !== null) monitor.assess(observation.at + ahead)
      }
      expectSame(monitor, inOrder(frozen(), drawn), end(drawn))
    },
  )
})

describe('merge', () => {
  law('shards by source equal the whole', deliveries(3 * DAY), (drawn) => {
    const within = drawn.filter(({ observation }) => observation.at < ANCHOR_END + 30 * DAY)
    expectSame(mergeDriftMonitors(shards(within, frozen)), inOrder(frozen(), within), end(within))
  })

  law('before the freeze shards equal the whole', deliveries(3 * DAY), (drawn) => {
    expect(bytesOf(mergeDriftMonitors(shards(drawn, emptyMonitor)))).toEqual(
      bytesOf(inOrder(emptyMonitor(), drawn)),
    )
  })

  for (const [phase, make] of [
    ['before the freeze', emptyMonitor],
    ['after the freeze', frozen],
  ] as const) {
    law(`is commutative and associative ${phase}, and changes no monitor`, deliveries(DAY), (drawn) => {
      const [a, b, c] = shards(drawn, make) as [DriftMonitor, DriftMonitor, DriftMonitor]
      const before = bytesOf(a)
      const whole = bytesOf(mergeDriftMonitors([a, b, c]))
      expect(bytesOf(mergeDriftMonitors([c, a, b]))).toEqual(whole)
      expect(bytesOf(mergeDriftMonitors([mergeDriftMonitors([a, b]), c]))).toEqual(whole)
      expect(bytesOf(mergeDriftMonitors([a, mergeDriftMonitors([b, c])]))).toEqual(whole)
      expect(bytesOf(mergeDriftMonitors([a]))).toEqual(before)
      expect(bytesOf(a)).toEqual(before)
    })

    law(`an untouched monitor is neutral ${phase}`, deliveries(DAY), (drawn) => {
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
      const monitor = frozen()
      const before = monitor.assess(START + HOUR + LATENESS).features[0]!.evidence
      for (const [index, value] of values.entries()) {
        monitor.observe({ at: START + HOUR + index, feature: 'latency', value })
      }
      const after = monitor.assess(START + 2 * HOUR + LATENESS).features[0]!.evidence
      expect(after).toBeLessThanOrEqual(Math.log2(1 + 2 ** before) + 7.4)
      expect(Number.isFinite(after)).toBe(true)
    },
  )

  law('nothing that is observed moves the anchor', deliveries(20 * DAY), (drawn) => {
    const normsOf = (bytes: Uint8Array): unknown[] =>
      decodeMonitor(bytes).features.map(({ phase }) =>
        (phase as WatchingPhase).streams.map(({ norm }) => norm),
      )
    expect(normsOf(inOrder(frozen(), drawn).toBytes())).toEqual(normsOf(FROZEN))
  })
})

function frozenCopy(monitor: DriftMonitor): DriftMonitor {
  return restoreDriftMonitor(monitor.toBytes())
}
