import { type BehaviourEvent, createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../src/behaviour/read-model.js'
import { DAY, HOUR, MONDAY } from './office.js'

function event(day: number, more: Partial<BehaviourEvent>): BehaviourEvent {
  return { at: MONDAY + day * DAY, actor: 'ana', action: 'read', resource: 'app:prod/pay/web', ...more }
}

describe('actors beyond the limit', () => {
  test('push out those least, and least recently, active; a settled one stays', () => {
    const model = createBehaviourModel({ limits: { actors: 16 } })
    for (let day = 0; day < 10; day += 1) model.learn(event(day, { actor: 'settled' }))
    for (let count = 0; count < 1000; count += 1) model.learn(event(12, { actor: `flood-${count}` }))
    const { actors } = readModel(model.toBytes())
    expect(actors.size).toBeLessThanOrEqual(16)
    expect(actors.has('settled')).toBe(true)
    expect(actors.has('flood-999')).toBe(true)
  })
})

describe('an actor with ever new values', () => {
  test('takes up no more than its bounds, in tables and in bytes', () => {
    const model = createBehaviourModel({ limits: { actorValues: 8, peerValues: 16 } })
    for (let count = 0; count < 20_000; count += 1) {
      const attributes = { ns: `ns-${count}`, trace: `trace-${count}`, [`name-${count}`]: count }
      model.learn(event(Math.floor(count / 1000), { resource: `pod:ns-${count}/pod-${count}`, attributes }))
    }
    const { actors, population, lexicon } = readModel(model.toBytes())
    const rows = (table: { size: number; fieldOf(row: number): number }): number => {
      const byField = new Map<number, number>()
      for (let row = 0; row < table.size; row += 1) {
        byField.set(table.fieldOf(row), (byField.get(table.fieldOf(row)) ?? 0) + 1)
      }
      return Math.max(...byField.values())
    }
    // Twice the bound: what is frozen, and what is learnt since.
    expect(rows(actors.get('ana')!.counts)).toBeLessThanOrEqual(16)
    for (const group of population.groups.values()) expect(rows(group.counts)).toBeLessThanOrEqual(32)
    expect(population.slots.size).toBeLessThanOrEqual(16)
    expect(lexicon.size).toBeLessThan(6000)
    expect(model.toBytes().length).toBeLessThan(400_000)
  })

  test('cannot name more peer groups than there are places', () => {
    const model = createBehaviourModel({ limits: { peerGroups: 4 } })
    for (let count = 0; count < 200; count += 1) model.learn(event(count >> 4, { intent: `intent-${count}` }))
    expect(readModel(model.toBytes()).population.groups.size).toBe(4)
  })
})

describe('attributes without a meaning', () => {
  test('become fields the day after, those of most actors first', () => {
    const model = createBehaviourModel({ limits: { attributeFields: 1 } })
    for (let count = 0; count < 5; count += 1) {
      model.learn(event(0, { actor: 'eve', attributes: { aaa: 'x', [`junk-${count}`]: 'y' } }))
    }
    model.learn(event(0, { actor: 'ana', attributes: { region: 'eu' } }))
    model.learn(event(0, { actor: 'bob', attributes: { region: 'eu' } }))
    model.learn(event(1, { attributes: { region: 'eu' } }))
    expect([...readModel(model.toBytes()).population.slots.keys()]).toEqual(['region'])
  })

  test('that hold numbers are compared by magnitude beside the same action', () => {
    const model = createBehaviourModel()
    for (let day = 0; day < 20; day += 1) model.learn(event(day, { attributes: { bytes: 1000 + day } }))
    const score = model.score(event(20, { attributes: { bytes: 4_000_000 } }))
    expect(score.contributions.find(({ field }) => field === 'attributes.bytes')).toMatchObject({
      value: '2^21',
      expected: [{ value: '2^9', count: 19 }],
    })
  })
})

describe('a weight below one', () => {
  test('counts for as much less', () => {
    const model = createBehaviourModel()
    model.learn(event(0, {}), { weight: 0.25 })
    const seen = model.score(event(0, {})).contributions.find(({ field }) => field === 'action')
    expect(seen?.seenByActor).toBe(0.25)
  })
})

describe('thousands of texts that come and go', () => {
  test('are forgotten, and what stays is scored as before', () => {
    const model = createBehaviourModel({ limits: { actorValues: 4, peerValues: 4 } })
    for (let count = 0; count < 12_000; count += 1) {
      const more = { actor: `actor-${count % 40}`, resource: `pod:place-${count}/pod-${count}` }
      model.learn(
        event(count / 400, { at: MONDAY + Math.floor(count / 400) * DAY + (count % 24) * HOUR, ...more }),
      )
    }
    const restored = restoreBehaviourModel(model.toBytes())
    const odd = event(31, { actor: 'actor-7', action: 'delete', resource: 'pod:place-1/pod-1' })
    expect(restored.score(odd)).toEqual(model.score(odd))
  })
})

describe('hundreds of thousands of resources, none of them twice', () => {
  test('leave memory flat: texts, rows, edges and bytes stay within their bounds', () => {
    const model = createBehaviourModel()
    const texts: number[] = []
    const bytes: number[] = []
    for (let count = 0; count < 300_000; count += 1) {
      const day = Math.floor(count / 20_000)
      const actor = `actor-${count % 20}`
      model.learn(event(day, { actor, resource: `pod:prod/pay/web-${count}`, id: `e-${count}` }))
      if (count % 100_000 !== 99_999) continue
      const { lexicon, remembered } = readModel(model.toBytes())
      texts.push(lexicon.size)
      bytes.push(model.toBytes().length)
      expect(remembered.length).toBeLessThanOrEqual(20 * 16 * 7)
    }
    // Twenty actors bring 64 new values a day each; what no table holds any more goes.
    expect(Math.max(...texts)).toBeLessThan(12_000)
    // After seven days the rings are full, and nothing grows any more.
    expect(bytes[2]! / bytes[1]!).toBeLessThan(1.1)
    expect(model.neighbours('actor-7').resources.length).toBeLessThanOrEqual(32)
  })
})
