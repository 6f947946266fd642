import { createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { expect, test } from 'vitest'
import { DAY, MONDAY, officeEvents } from './office.js'

// DESIGN.md, law 1: the same input gives the same bytes. A year passes every bound in time: rings that turn over, anchors
// that freeze, counts that are halved, texts that are swept, readings of the drift meter.
test('a year replayed gives the same bytes, in one go and from its bytes month by month', () => {
  const events = officeEvents(364).filter(({ actor }) => /-(0|pay)$/.test(actor))
  const whole = createBehaviourModel()
  let monthly = createBehaviourModel()
  let month = 0
  events.forEach((event, number) => {
    whole.learn(event)
    const at = Math.floor((event.at - MONDAY) / (30 * DAY))
    if (at > month) {
      month = at
      monthly = restoreBehaviourModel(monthly.toBytes())
    }
    // Scoring leaves no trace.
    if (number % 50 === 0) monthly.score(event)
    monthly.learn(event)
  })
  expect(month).toBe(12)
  expect(monthly.toBytes()).toEqual(whole.toBytes())
})
