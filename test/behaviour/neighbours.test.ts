import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { DAY, MONDAY } from './office.js'

function event(
  day: number,
  actor: string,
  resource: string,
  more: Partial<BehaviourEvent> = {},
): BehaviourEvent {
  const at = MONDAY + day * DAY
  return { at, actor, kind: 'agent', role: 'triage', action: 'read', resource, ...more }
}

function team(days: number): BehaviourModel {
  const model = createBehaviourModel({ warmupMs: 5 * DAY })
  for (let day = 0; day < days; day += 1) {
    for (const actor of ['bot', 'peer']) {
      model.learn(event(day, actor, 'app:prod/pay/web', { onBehalfOf: 'ana' }))
      model.learn(event(day, actor, 'app:prod/pay/db'))
    }
  }
  return model
}

describe('neighbours', () => {
  test('are the resources of an actor, its delegators and its delegates, with when and how often', () => {
    const model = team(10)
    model.learn(event(10, 'ana', 'app:prod/pay/web'))
    const { resources, delegators, delegates } = model.neighbours('bot')
    expect(resources).toEqual([
      {
        to: 'app:prod/pay/db',
        firstSeen: MONDAY,
        lastSeen: MONDAY + 9 * DAY,
        events: 10,
        seenByPeers: 1,
        flags: [],
      },
      expect.objectContaining({ to: 'app:prod/pay/web', events: 10 }),
    ])
    expect(delegators).toEqual([expect.objectContaining({ to: 'ana', events: 10, flags: [] })])
    expect(delegates).toEqual([])
    expect(model.neighbours('ana').delegates.map(({ to }) => to)).toEqual(['bot', 'peer'])
  })

  test('flag an edge that is new, one that bursts, and one that none of the peers has', () => {
    const model = team(10)
    model.learn(event(10, 'bot', 'secret:prod/pay/key', { onBehalfOf: 'eve' }))
    for (let count = 0; count < 60; count += 1) model.learn(event(10, 'bot', 'app:prod/pay/db'))
    const { resources, delegators } = model.neighbours('bot')
    const flags = Object.fromEntries([...resources, ...delegators].map((edge) => [edge.to, edge.flags]))
    expect(flags).toEqual({
      'app:prod/pay/db': ['burst'],
      'app:prod/pay/web': [],
      'secret:prod/pay/key': ['new', 'unusual'],
      ana: [],
      eve: ['new', 'unusual'],
    })
  })

  test('are bounded: settled edges outlive a flood', () => {
    const model = team(20)
    for (let day = 20; day < 24; day += 1) {
      for (let count = 0; count < 200; count += 1) {
        model.learn(
          event(day, 'bot', `app:prod/junk/${day}-${count}`, { onBehalfOf: `user-${day}-${count}` }),
        )
      }
    }
    const { resources, delegators } = model.neighbours('bot')
    expect(resources.length).toBeLessThanOrEqual(32)
    expect(delegators.length).toBeLessThanOrEqual(32)
    expect(resources.slice(0, 2).map(({ to }) => to)).toEqual(['app:prod/pay/db', 'app:prod/pay/web'])
    expect(restoreBehaviourModel(model.toBytes()).neighbours('bot')).toEqual({
      actor: 'bot',
      resources,
      delegators,
      delegates: [],
    })
  })

  test('of an actor that nobody knows are refused', () => {
    expectCode('behaviour/unknown-actor', () => team(1).neighbours('eve'))
  })
})
