import {
  type BehaviourEvent,
  type BehaviourModel,
  type BehaviourScore,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { fingerprintText } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { KINDS, RANKED } from '../../src/behaviour/calibration.js'
import { readModel } from '../../src/behaviour/read-model.js'
import { expectCode } from '../support/expect-code.js'
import { DAY, HOUR, MONDAY, officeEvents } from './office.js'

const office: Uint8Array = (() => {
  const model = createBehaviourModel({ warmupMs: 7 * DAY })
  for (const event of officeEvents(21)) model.learn(event)
  model.closeDay()
  return model.toBytes()
})()
const TODAY = 21

const theft = (step: number, day = TODAY): BehaviourEvent => ({
  at: MONDAY + day * DAY + 2 * HOUR + step * 60_000,
  actor: 'dev-2',
  kind: 'human',
  role: 'developer',
  action: 'secret.get',
  resource: `secret:prod/ident/key-${step}`,
  attributes: { ns: 'prod/ident', env: 'prod', ip: '185.220.4.9', client: 'python-requests/2.31' },
  session: 'night',
  id: `theft-${day}-${step}`,
})

function stolen(steps: number): BehaviourModel {
  const model = restoreBehaviourModel(office)
  model.learn(usual())
  for (let step = 0; step < steps; step += 1) model.learn(theft(step))
  return model
}

/** A name for all scores in the rings, by kind and ring. */
function ringsOf(model: BehaviourModel): string {
  const { calibration } = readModel(model.toBytes()).population
  const rings = RANKED.map((ranked) => [
    calibration.pooled[ranked].days,
    ...KINDS.map((kind) => calibration.rings[kind][ranked].days),
  ])
  return fingerprintText(JSON.stringify(rings))
}

/** An event of the morning after, such as there are many. */
function usual(day = TODAY): BehaviourEvent {
  const known = officeEvents(19).findLast(({ actor }) => actor === 'dev-3')!
  return { ...known, at: MONDAY + day * DAY + 10 * HOUR }
}

describe('confirm', () => {
  test('takes an event out of calibration as if it had never been scored', () => {
    const clean = restoreBehaviourModel(office)
    clean.learn(usual())
    const model = restoreBehaviourModel(office)
    model.learn(usual())
    model.learn(theft(0))
    model.confirm('theft-21-0')
    clean.closeDay()
    model.closeDay()
    expect(ringsOf(model)).toBe(ringsOf(clean))
  })

  test('of a closed day takes effect at the close of the open one, as if it had come in time', () => {
    const inTime = stolen(4)
    for (let step = 0; step < 4; step += 1) inTime.confirm(`theft-21-${step}`)
    inTime.closeDay()
    const late = stolen(4)
    late.closeDay()
    for (let step = 0; step < 4; step += 1) late.confirm(`theft-21-${step}`)
    const before = ringsOf(late)
    expect(before).not.toBe(ringsOf(inTime))
    late.closeDay()
    expect(ringsOf(late)).toBe(ringsOf(inTime))
  })

  test('survives bytes, and the same twice is the same', () => {
    const model = stolen(3)
    model.closeDay()
    model.confirm('theft-21-1')
    const bytes = model.toBytes()
    model.confirm('theft-21-1')
    expect(model.toBytes()).toEqual(bytes)
    const restored = restoreBehaviourModel(bytes)
    restored.dismiss('theft-21-1')
    model.dismiss('theft-21-1')
    restored.closeDay()
    model.closeDay()
    expect(restored.toBytes()).toEqual(model.toBytes())
  })

  test('names an event with an id that stood out and whose day is still in calibration', () => {
    const model = stolen(1)
    const quiet = officeEvents(19)
      .map((event) => ({ ...event, at: MONDAY + TODAY * DAY + 10 * HOUR, id: 'usual' }))
      .findLast((event) => model.score(event).bits < 3)!
    model.learn(quiet)
    for (const reference of ['nobody', 'usual', 'x'.repeat(5000)]) {
      const error = expectCode('behaviour/unknown-event', () => model.confirm(reference))
      expect(error.help).toContain('5 bits')
    }
    expectCode('behaviour/invalid-option', () => model.confirm(7 as unknown as string))
    for (let day = 1; day < 9; day += 1) {
      model.learn(usual(TODAY + day))
    }
    expectCode('behaviour/unknown-event', () => model.confirm('theft-21-0'))
  })

  test('keeps sixteen events of an actor and day, those with the most evidence', () => {
    const model = stolen(40)
    const kept = readModel(model.toBytes()).open!.actors.get('dev-2')!.remembered
    expect(kept).toHaveLength(16)
    expect([...kept].sort((left, right) => right.evidence - left.evidence)).toEqual(kept)
    model.confirm(kept[0]!.id)
  })
})

describe('dismiss', () => {
  const next = (model: BehaviourModel): BehaviourScore => model.score(theft(50, TODAY + 2))

  test('makes such events a little less rare, and whitelists nobody', () => {
    const before = stolen(9)
    const after = stolen(9)
    before.closeDay()
    after.closeDay()
    const names = readModel(after.toBytes()).remembered.map(({ id }) => id)
    for (const id of names.slice(0, 8)) after.dismiss(id)
    const error = expectCode('behaviour/too-many-dismissals', () => after.dismiss(names[8]!))
    expect(error.help).toContain('approve')
    before.closeDay()
    after.closeDay()
    const [was, is] = [next(before), next(after)]
    // Eight dismissed events stand twice: sixteen scores more at most, of all that a p-value is ranked among.
    expect(is.p).toBeGreaterThan(was.p)
    expect(is.p - was.p).toBeLessThanOrEqual(16 / was.calibration.n)
    // What the actor is, and is compared with, stays as it was: the same contributions, bit for bit.
    expect(is.channels.map(({ bits }) => bits)).toEqual(was.channels.map(({ bits }) => bits))
    expect(is.contributions).toEqual(was.contributions)
    expect(is.p).toBeLessThan(0.02)
  })

  test('is taken back by confirm', () => {
    const [turned, confirmed] = [stolen(3), stolen(3)]
    for (const model of [turned, confirmed]) model.closeDay()
    turned.dismiss('theft-21-0')
    turned.confirm('theft-21-0')
    confirmed.confirm('theft-21-0')
    expect(turned.toBytes()).toEqual(confirmed.toBytes())
  })
})
