import fc from 'fast-check'
import { type BehaviourEvent, type BehaviourScore, createBehaviourModel } from 'keelson/behaviour'
import { Q16_ONE } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { type SessionSteps, sessionExcess, stepsWith } from '../../src/behaviour/score-session.js'
import { law } from '../support/law.js'
import { DAY, HOUR, MONDAY } from './office.js'

const bitsOf = (score: BehaviourScore, name: string): number =>
  score.channels.find((channel) => channel.name === name)!.bits

const STEPS = ['open', 'read', 'write', 'close', 'session.end']

const step = (action: string, day: number, session: string, position: number): BehaviourEvent => ({
  at: MONDAY + day * DAY + 9 * HOUR + position * 1000,
  actor: 'daemon',
  action,
  resource: 'file:data/a',
  session,
})

describe('the channel sequence', () => {
  const model = createBehaviourModel()
  for (let day = 0; day < 20; day += 1) {
    STEPS.forEach((action, position) => {
      model.learn(step(action, day, `day-${day}`, position))
    })
  }
  const run = (actions: readonly string[], session: string): number[] =>
    actions.map((action, position) => {
      const event = step(action, 20, session, position)
      const bits = bitsOf(model.score(event), 'sequence')
      model.learn(event)
      return bits
    })

  test('stays low for the usual order, and tells a session that breaks off by its end', () => {
    const usual = Math.max(...run(STEPS, 'usual'))
    const broken = run(['open', 'read', 'session.end'], 'broken').at(-1)!
    expect(usual).toBeLessThan(1)
    expect(broken).toBeGreaterThan(3)
  })

  test('keeps the largest step of a session: an odd one is still told at the end', () => {
    const bits = run(['open', 'close', 'session.end'], 'odd')
    expect(bits[1]).toBeGreaterThan(3)
    expect(bits[2]).toBeGreaterThan(2)
    // A new session begins at nothing.
    expect(run(['open'], 'next')[0]).toBeLessThan(1)
  })

  test('after an action that was never seen, knows a rare action from a common one', () => {
    run(['open', 'purge'], 'rare')
    const [common] = run(['dance', STEPS[1]!], 'common').slice(1)
    const [rare] = run(['sing', 'purge'], 'rare again').slice(1)
    expect(rare! - common!).toBeGreaterThan(1)
  })
})

law(
  'the bits of a session are its largest step so far and the mean of all, exactly',
  fc.array(fc.integer({ min: -2 * Q16_ONE, max: 24 * Q16_ONE }), { minLength: 1, maxLength: 30 }),
  (excesses) => {
    let steps: SessionSteps | undefined
    excesses.forEach((excess, position) => {
      steps = stepsWith(excess, steps)
      const so = excesses.slice(0, position + 1)
      const mean = Math.trunc(so.reduce((sum, one) => sum + one, 0) / so.length)
      const rest = Math.min(24 * Q16_ONE, Math.max(...so) - excess + mean)
      expect(excess + sessionExcess(excess, steps)).toBe(excess + Math.max(-2 * Q16_ONE, rest))
    })
  },
)

describe('the channel target', () => {
  const model = createBehaviourModel()
  const task = (day: number, more: Partial<BehaviourEvent> = {}): BehaviourEvent => ({
    at: MONDAY + day * DAY + 9 * HOUR,
    actor: 'assistant',
    kind: 'agent',
    role: 'assistant',
    intent: 'pay-rent',
    action: 'bank.transfer',
    resource: 'account:bank/landlord',
    provenance: { recipient: 'prompt' },
    ...more,
  })
  for (let day = 0; day < 20; day += 1) {
    for (let repeat = 0; repeat < 3; repeat += 1) {
      model.learn(task(day))
      model.learn(
        task(day, { intent: 'tell-a-joke', action: 'chat.say', resource: 'chat:room/all', provenance: {} }),
      )
    }
  }
  const targetBits = (more: Partial<BehaviourEvent>): number => bitsOf(model.score(task(20, more)), 'target')

  test('grades what is new given the intent: the thing, its kind and place, the action', () => {
    const usual = targetBits({})
    const otherAccount = targetBits({ resource: 'account:bank/mallory' })
    const otherKind = targetBits({ resource: 'wallet:web/mallory' })
    const otherAction = targetBits({ resource: 'wallet:web/mallory', action: 'crypto.send' })
    expect(usual).toBeLessThan(1)
    expect(otherAccount).toBeGreaterThan(usual + 3)
    expect(otherKind).toBeGreaterThan(otherAccount + 3)
    expect(otherAction).toBeGreaterThan(otherKind + 3)
  })

  test('minds what is usual elsewhere but not for this intent', () => {
    expect(targetBits({ intent: 'tell-a-joke' })).toBeGreaterThan(targetBits({}) + 6)
  })

  test('minds an argument that comes from the output of a tool', () => {
    const told = targetBits({ resource: 'account:bank/mallory' })
    expect(
      targetBits({ resource: 'account:bank/mallory', provenance: { recipient: 'tool' } }),
    ).toBeGreaterThan(told + 3)
  })
})
