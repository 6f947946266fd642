import { createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { DAY, MONDAY, officeEvents, replay } from './office.js'

// docs/behaviour.md, "Calibration": once 999 scores are from after the freeze, an event is ranked among these too.
describe('after an anchor froze', () => {
  const events = officeEvents(31)
  const day = (at: number): number => Math.floor((at - MONDAY) / DAY)
  const scored = replay(createBehaviourModel(), events)
  /** How many scores the events of a kind were ranked among, by day. */
  const ranked = new Map(
    scored.map(({ event, score }) => [`${event.kind} ${day(event.at)}`, score.calibration.n]),
  )

  test('p is ranked among the scores since, as soon as there are enough', () => {
    const humans = (from: number, to: number): number =>
      events.filter(({ at, kind }) => kind === 'human' && day(at) >= from && day(at) < to).length
    // Nearly: an actor's day adds so many of the largest scores and no more.
    const expectAbout = (of: number, count: number): void => {
      expect(ranked.get(`human ${of}`)).toBeLessThanOrEqual(count)
      expect(ranked.get(`human ${of}`)).toBeGreaterThan(0.98 * count)
    }
    expectAbout(15, humans(0, 15))
    const switched = [17, 18, 21, 22, 23].find((of) => humans(14, of) >= 1020)!
    expectAbout(switched, humans(14, switched))
    expectAbout(30, humans(14, 30))
  })

  test('a model from bytes goes on as the model itself, on each of the days and after a freeze within one', () => {
    const model = createBehaviourModel()
    let restored = model
    for (const [number, event] of events.entries()) {
      if (event.at >= MONDAY + 13 * DAY) expect(restored.score(event)).toEqual(model.score(event))
      model.learn(event)
      if (restored !== model) restored.learn(event)
      if (day(event.at) === 24 && model.score(event).baseline !== 'CHG-24') {
        model.freezeAnchor({ at: event.at, reference: 'CHG-24' })
        restored = restoreBehaviourModel(model.toBytes())
        expect(model.score(event).calibration.n).toBeGreaterThan(ranked.get('human 24')!)
      }
      if (day(event.at) >= 13 && number % 97 === 0) {
        restored = restoreBehaviourModel(model.toBytes())
      }
    }
    expect(Buffer.compare(restored.toBytes(), model.toBytes())).toBe(0)
  })
})
