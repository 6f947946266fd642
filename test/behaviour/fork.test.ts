import { createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { DAY, HOUR, MONDAY, officeEvents } from './office.js'

test('a fork scores its actor as the model does, and what it learns stays with it', () => {
  const model = createBehaviourModel()
  for (const event of officeEvents(25)) model.learn(event)
  const before = model.toBytes()
  const fork = model.fork('dev-2')
  const event = officeEvents(25).findLast(({ actor }) => actor === 'dev-2')!
  expect(fork.score(event)).toEqual(model.score(event))
  for (let day = 25; day < 60; day += 1) {
    for (let hour = 0; hour < 8; hour += 1) {
      const at = MONDAY + day * DAY + (8 + hour) * HOUR
      fork.learn({ ...event, at, action: 'secret.get', resource: `secret:prod/vault/key-${day}-${hour}` })
    }
  }
  expect(Buffer.compare(model.toBytes(), before)).toBe(0)
  const at = MONDAY + 60 * DAY + 9 * HOUR
  const odd = { ...event, at, action: 'secret.get', resource: 'secret:prod/vault/key-25-1' }
  expect(fork.score(odd).bits).toBeLessThan(model.score(odd).bits)
  expect(restoreBehaviourModel(fork.toBytes()).score(odd)).toEqual(fork.score(odd))
  expectCode('behaviour/unknown-actor', () => fork.assessActor('dev-3', at))
  expectCode('behaviour/unknown-actor', () => model.fork('eve'))
})
