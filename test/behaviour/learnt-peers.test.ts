import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../src/behaviour/read-model.js'
import { expectCode } from '../support/expect-code.js'
import { DAY, HOUR, MONDAY } from './office.js'

const WORK = {
  builder: ['build.run', 'image.push', 'repo.clone'],
  reader: ['report.open', 'chart.draw', 'table.query'],
}

/** An event of somebody who declares no role. */
function act(actor: string, action: string, day: number, minute: number): BehaviourEvent {
  const at = MONDAY + day * DAY + 9 * HOUR + minute * 60_000
  return { at, actor, kind: 'human', action, resource: `thing:prod/shop/${action}` }
}

/** Six builders and six readers; the builders but the first also sign images from the fifth day on. */
function company(days: number, peers: 'declared' | 'learnt'): BehaviourModel {
  const model = createBehaviourModel({ peers, warmupMs: 30 * DAY })
  for (let day = 0; day < days; day += 1) {
    for (let minute = 0; minute < 60; minute += 10) {
      for (let number = 0; number < 6; number += 1) {
        for (const [sort, actions] of Object.entries(WORK)) {
          model.learn(act(`${sort}-${number}`, actions[(minute / 10 + number) % 3]!, day, minute))
        }
        if (day >= 5 && number > 0) model.learn(act(`builder-${number}`, 'image.sign', day, minute))
      }
    }
  }
  return model
}

const seenByPeers = (model: BehaviourModel, actor: string): number => {
  const { contributions } = model.score(act(actor, 'image.sign', 12, 30))
  return contributions.find(({ field }) => field === 'action')!.seenByPeers
}

const bits = (model: BehaviourModel, actor: string): number =>
  model.score(act(actor, 'image.sign', 12, 30)).channels.find(({ name }) => name === 'live')!.bits

describe('learnt peers', () => {
  const learnt = company(12, 'learnt')
  const declared = company(12, 'declared')

  test("are those who do alike: what a builder's peers do is less odd of a builder than of a reader", () => {
    expect(seenByPeers(learnt, 'builder-0')).toBe(5)
    expect(seenByPeers(learnt, 'reader-0')).toBe(0)
    expect(bits(learnt, 'reader-0')).toBeGreaterThan(bits(learnt, 'builder-0') + 2)
    // All of a kind are one: it is as odd of either.
    expect(seenByPeers(declared, 'reader-0')).toBe(5)
    expect(Math.abs(bits(declared, 'reader-0') - bits(declared, 'builder-0'))).toBeLessThan(1)
  })

  test('stay for the day, whatever an actor does in it, and survive bytes', () => {
    const day = 12
    const likenesses = (model: BehaviourModel): readonly string[] => {
      const state = readModel(model.toBytes())
      return ['builder-0', 'reader-0'].map((actor) => state.actors.get(actor)!.likeness)
    }
    const model = restoreBehaviourModel(learnt.toBytes())
    model.learn(act('reader-0', 'table.query', day, 0))
    const before = likenesses(model)
    for (let minute = 1; minute < 500; minute += 1) model.learn(act('reader-0', 'build.run', day, minute))
    expect(likenesses(model)).toEqual(before)
    const restored = restoreBehaviourModel(model.toBytes())
    const next = act('reader-0', 'build.run', day, 501)
    expect(restored.score(next)).toEqual(model.score(next))
    model.learn(next)
    restored.learn(next)
    expect(restored.toBytes()).toEqual(model.toBytes())
  })

  test('of an actor with an anchor do not follow what it does', () => {
    const model = restoreBehaviourModel(learnt.toBytes())
    model.freezeAnchor({ at: MONDAY + 12 * DAY, reference: 'CHG-1' })
    for (let day = 12; day < 40; day += 1) {
      for (let minute = 0; minute < 30; minute += 1) model.learn(act('reader-0', 'build.run', day, minute))
    }
    const { actors } = readModel(model.toBytes())
    expect(Object.values(WORK.reader)).toContain(actors.get('reader-0')!.likeness)
  })

  test('have no part where a role or an intent is declared', () => {
    const event: BehaviourEvent = { ...act('builder-0', 'build.run', 12, 0), role: 'guest' }
    const one = createBehaviourModel({ peers: 'learnt' })
    const other = createBehaviourModel()
    for (let day = 0; day < 5; day += 1) {
      const again = { ...event, at: event.at + day * DAY }
      expect(one.score(again)).toEqual(other.score(again))
      one.learn(again)
      other.learn(again)
    }
  })

  test('are an option with two values', () => {
    const error = expectCode('behaviour/invalid-option', () =>
      createBehaviourModel({ peers: 'guessed' as 'learnt' }),
    )
    expect(error.path).toBe('/peers')
  })
})
