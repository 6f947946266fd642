import fc from 'fast-check'
import {
  type BehaviourEvent,
  type BehaviourModel,
  type BehaviourOptions,
  createBehaviourModel,
  mergeBehaviourModels,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { anyEvents } from './arbitrary-events.js'
import { DAY, MONDAY, officeEvents } from './office.js'

const OPTIONS: BehaviourOptions = {
  warmupMs: 2 * DAY,
  limits: { actorValues: 4, peerValues: 4, attributeFields: 3 },
}

interface Cluster {
  readonly shards: readonly BehaviourModel[]
  /** Learns an event in the shard of its actor; a new day is exchanged first. */
  learn(event: BehaviourEvent): void
  score(event: BehaviourEvent): string
  exchange(): void
}

function cluster(size: number, options = OPTIONS): Cluster {
  const shards = Array.from({ length: size }, () => createBehaviourModel(options))
  const shardOf = (actor: string): BehaviourModel => {
    let sum = 0
    for (const unit of actor) sum += unit.codePointAt(0)!
    return shards[sum % size]!
  }
  let day = 0
  const exchange = (): void => {
    const days = shards.map((shard) => shard.exportDay())
    shards.forEach((shard, position) => {
      shard.closeDay(days.filter((_, other) => other !== position))
    })
  }
  const turn = (event: BehaviourEvent): void => {
    const next = Math.floor(event.at / DAY)
    if (next > day) exchange()
    day = next
  }
  return {
    shards,
    exchange,
    learn(event) {
      turn(event)
      shardOf(event.actor).learn(event)
    },
    score(event) {
      turn(event)
      return JSON.stringify(shardOf(event.actor).score(event))
    },
  }
}

const sameBytes = (one: BehaviourModel, other: BehaviourModel): boolean =>
  Buffer.compare(one.toBytes(), other.toBytes()) === 0

law(
  'shards by actor score as the whole does, and merge into its bytes',
  fc.tuple(anyEvents(24), fc.integer({ min: 1, max: 3 }), fc.constantFrom('declared', 'learnt')),
  ([events, size, peers]) => {
    const options: BehaviourOptions = { ...OPTIONS, peers }
    const whole = createBehaviourModel(options)
    const parts = cluster(size, options)
    events.forEach((event, position) => {
      const named = { ...event, id: `e-${position}` }
      expect(parts.score(named)).toBe(JSON.stringify(whole.score(named)))
      whole.learn(named)
      parts.learn(named)
    })
    // In the open day, and once it has closed.
    expect(sameBytes(mergeBehaviourModels(parts.shards), whole)).toBe(true)
    parts.exchange()
    whole.closeDay()
    expect(sameBytes(mergeBehaviourModels(parts.shards), whole)).toBe(true)
  },
  { runs: 300 },
)

law(
  'merging is commutative and associative',
  anyEvents(16),
  (events) => {
    const parts = cluster(3)
    for (const event of events) parts.learn(event)
    const [one, two, three] = parts.shards as [BehaviourModel, BehaviourModel, BehaviourModel]
    const all = mergeBehaviourModels([one, two, three])
    expect(sameBytes(mergeBehaviourModels([three, one, two]), all)).toBe(true)
    expect(sameBytes(mergeBehaviourModels([mergeBehaviourModels([one, two]), three]), all)).toBe(true)
    expect(sameBytes(mergeBehaviourModels([one, mergeBehaviourModels([two, three])]), all)).toBe(true)
  },
  { runs: 100 },
)

test('three weeks of an office in four shards: the same scores and bytes, with feedback and anchors', () => {
  const whole = createBehaviourModel(OPTIONS)
  const parts = cluster(4)
  officeEvents(21).forEach((event, position) => {
    const named = { ...event, id: `e-${position}` }
    expect(parts.score(named)).toBe(JSON.stringify(whole.score(named)))
    whole.learn(named)
    parts.learn(named)
  })
  const at = MONDAY + 21 * DAY
  parts.exchange()
  whole.closeDay()
  for (const model of [whole, ...parts.shards]) model.freezeAnchor({ at, reference: 'CHG-1' })
  expect(sameBytes(mergeBehaviourModels(parts.shards), whole)).toBe(true)
})

describe('shards that do not fit', () => {
  const event = (actor: string, day: number): BehaviourEvent => ({
    at: MONDAY + day * DAY,
    actor,
    action: 'read',
    resource: 'app:prod/pay/web',
  })
  const learnt = (...events: readonly BehaviourEvent[]): BehaviourModel => {
    const model = createBehaviourModel()
    for (const one of events) model.learn(one)
    return model
  }

  test('are refused, and nothing is changed', () => {
    const east = learnt(event('ana', 0))
    const before = east.toBytes()
    const later = learnt(event('ben', 1))
    const other = createBehaviourModel({ warmupMs: 1 })
    expectCode('behaviour/shard-overlap', () => east.closeDay([learnt(event('ana', 0)).exportDay()]))
    expectCode('behaviour/shard-overlap', () => mergeBehaviourModels([east, east]))
    expectCode('behaviour/shard-mismatch', () => east.closeDay([later.exportDay()]))
    expectCode('behaviour/shard-mismatch', () => mergeBehaviourModels([east, later]))
    expectCode('behaviour/shard-mismatch', () => east.closeDay([other.exportDay()]))
    expectCode('behaviour/shard-mismatch', () => mergeBehaviourModels([other, east]))
    expectCode('behaviour/shard-mismatch', () => mergeBehaviourModels([]))
    expectCode('behaviour/invalid-bytes', () => east.closeDay([before]))
    expect(east.toBytes()).toEqual(before)
  })

  test('and those that closed a day without the others are told apart the day after', () => {
    const east = learnt(event('ana', 0), event('ana', 1))
    const west = learnt(event('ben', 0), event('ben', 1))
    expectCode('behaviour/shard-mismatch', () => east.closeDay([west.exportDay()]))
  })

  test('have closed the day: it takes no more events', () => {
    const east = learnt(event('ana', 0))
    east.closeDay()
    expectCode('behaviour/time-backwards', () => east.learn(event('ana', 0)))
    east.learn(event('ana', 1))
  })
})
