import fc from 'fast-check'
import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { isKeelsonError } from 'keelson/core'
import { expect } from 'vitest'
import { readModel } from '../../src/behaviour/read-model.js'
import { law } from '../support/law.js'
import { anyEvents } from './arbitrary-events.js'
import { DAY } from './office.js'

// Two days of warm-up let anchors freeze within a case, and small tables let eviction happen.
const OPTIONS = {
  warmupMs: 2 * DAY,
  limits: { actors: 4, peerGroups: 3, actorValues: 4, peerValues: 4, attributeFields: 3 },
}

function learnt(events: readonly BehaviourEvent[]): BehaviourModel {
  const model = createBehaviourModel(OPTIONS)
  for (const event of events) model.learn(event)
  return model
}

// An equality of arrays, element by element, would take most of the time of these laws.
function expectSameBytes(one: BehaviourModel, other: BehaviourModel): void {
  expect(Buffer.compare(one.toBytes(), other.toBytes())).toBe(0)
}

law(
  'scoring changes nothing, and gives the same twice',
  fc.tuple(anyEvents(), anyEvents(3)),
  ([events, others]) => {
    const model = learnt(events)
    const before = model.toBytes()
    const later = others.map((event) => ({ ...event, at: event.at + 40 * DAY }))
    const first = later.map((event) => model.score(event))
    const again = later.map((event) => model.score(event))
    expect(again).toEqual(first)
    expect(Buffer.compare(model.toBytes(), before)).toBe(0)
  },
)

law('contributions add up to the winning channel exactly', anyEvents(), (events) => {
  const model = createBehaviourModel(OPTIONS)
  for (const event of events) {
    const score = model.score(event)
    const winner = score.channels.find(({ name }) => name === score.channel)
    let sum = 0
    for (const { bits } of score.contributions) sum += bits
    expect(sum).toBe(winner?.bits)
    model.learn(event)
  }
})

law(
  'a bound on what is explained empties the contributions of larger p-values and changes nothing else',
  fc.tuple(anyEvents(), fc.double({ min: 0, max: 1, noNaN: true })),
  ([events, explainUpTo]) => {
    const model = createBehaviourModel(OPTIONS)
    for (const event of events) {
      const whole = model.score(event)
      const { contributions } = whole
      const bounded = model.score(event, { explainUpTo })
      expect(bounded).toEqual({ ...whole, contributions: whole.p <= explainUpTo ? contributions : [] })
      model.learn(event)
    }
  },
)

law('p-values lie in (0, 1], and above the smallest that can be', anyEvents(), (events) => {
  const model = createBehaviourModel(OPTIONS)
  for (const event of events) {
    const { p, session, channels, calibration, bits } = model.score(event)
    for (const value of [p, session.p, ...channels.map((channel) => channel.p)]) {
      expect(value > 0 && value <= 1).toBe(true)
    }
    expect(p).toBeGreaterThanOrEqual(calibration.smallestP)
    expect(bits).toBeGreaterThanOrEqual(0)
    expect(session.bits).toBeGreaterThanOrEqual(bits)
    model.learn(event)
  }
})

law('the same events give the same bytes, scored between or not', anyEvents(), (events) => {
  const scoredToo = createBehaviourModel(OPTIONS)
  for (const event of events) {
    scoredToo.score(event)
    scoredToo.learn(event)
  }
  expectSameBytes(scoredToo, learnt(events))
})

law('the order of keys means nothing', anyEvents(), (events) => {
  const reversed = (object: object): object => Object.fromEntries(Object.entries(object).reverse())
  const turned = events.map(
    (event) =>
      reversed({
        ...event,
        ...(event.attributes === undefined ? {} : { attributes: reversed(event.attributes) }),
        ...(event.provenance === undefined ? {} : { provenance: reversed(event.provenance) }),
      }) as BehaviourEvent,
  )
  expectSameBytes(learnt(turned), learnt(events))
})

law('within a day only the order of each actor’s own events matters', anyEvents(12), (events) => {
  const byDayAndActor = [...events].sort(
    (left, right) =>
      Math.floor(left.at / DAY) - Math.floor(right.at / DAY) ||
      (left.actor < right.actor ? -1 : left.actor > right.actor ? 1 : 0),
  )
  const roomy = { warmupMs: 2 * DAY }
  const one = createBehaviourModel(roomy)
  const other = createBehaviourModel(roomy)
  for (const event of events) one.learn(event)
  for (const event of byDayAndActor) other.learn(event)
  expectSameBytes(other, one)
})

law(
  'a restored model goes on as the model itself does',
  fc.tuple(anyEvents(), fc.nat({ max: 16 })),
  ([events, split]) => {
    const model = learnt(events.slice(0, split))
    const restored = restoreBehaviourModel(model.toBytes())
    for (const event of events.slice(split)) {
      expect(JSON.stringify(restored.score(event))).toBe(JSON.stringify(model.score(event)))
      model.learn(event)
      restored.learn(event)
    }
    expectSameBytes(restored, model)
  },
  { runs: 500 },
)

law(
  'an anchor does not move by itself',
  fc.tuple(anyEvents(), anyEvents()),
  ([events, later]) => {
    // Room for every actor and group: one that is forgotten and comes back is a new one, with an anchor of its own.
    const limits = { ...OPTIONS.limits, actors: 100, peerGroups: 100 }
    const model = createBehaviourModel({ ...OPTIONS, limits })
    for (const event of events) model.learn(event)
    const { latest } = readModel(model.toBytes())
    model.freezeAnchor({ at: latest, reference: 'CHG-1' })
    const anchors = (): string[] => {
      const { actors, population, lexicon } = readModel(model.toBytes())
      const kept: string[] = []
      const tables = [
        ...[...actors].map(([id, { counts }]) => [`actor ${id}`, counts] as const),
        ...[...population.groups].map(([name, { counts }]) => [name, counts] as const),
        ['all', population.all] as const,
      ]
      for (const [owner, table] of tables) {
        for (let row = 0; row < table.size; row += 1) {
          if (table.anchor(row) === 0) continue
          const place = [
            table.fieldOf(row),
            lexicon.textOf(table.contextOf(row)),
            lexicon.textOf(table.valueOf(row)),
          ]
          kept.push(JSON.stringify([owner, ...place, table.anchor(row)]))
        }
      }
      return kept
    }
    const before = anchors()
    for (const event of later) model.learn({ ...event, at: event.at + 60 * DAY })
    const after = new Set(anchors())
    expect(before.filter((line) => !after.has(line))).toEqual([])
  },
  { runs: 300 },
)

law(
  'an event that is refused changes nothing',
  fc.tuple(
    anyEvents(8),
    fc.constantFrom('actor', 'action', 'resource', 'at', 'attributes', 'provenance', 'kind'),
  ),
  ([events, broken]) => {
    const model = learnt(events)
    const before = model.toBytes()
    let code = ''
    try {
      model.learn({ ...events[0]!, [broken]: { nested: { deep: true } } } as unknown as BehaviourEvent)
    } catch (error) {
      if (isKeelsonError(error)) code = error.code
    }
    expect(code).toMatch(/^behaviour\/invalid-/)
    expect(Buffer.compare(model.toBytes(), before)).toBe(0)
  },
)

law('events are never changed', anyEvents(8), (events) => {
  const frozen = events.map((event) => {
    if (event.attributes !== undefined) Object.freeze(event.attributes)
    if (event.provenance !== undefined) Object.freeze(event.provenance)
    return Object.freeze(event)
  })
  const copy = structuredClone(frozen)
  const model = learnt(frozen)
  model.score(frozen.at(-1)!)
  expect(frozen).toEqual(copy)
})

law('a score survives JSON and structuredClone', anyEvents(8), (events) => {
  const score = learnt(events).score(events.at(-1)!)
  expect(structuredClone(score)).toEqual(score)
  expect(JSON.parse(JSON.stringify(score))).toEqual(score)
})
