import fc from 'fast-check'
import {
  type BehaviourEvent,
  createBehaviourModel,
  formatBehaviour,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { ALERT_SCALE } from '../../src/behaviour/calibration.js'
import { ScoreRing } from '../../src/behaviour/score-ring.js'
import { law } from '../support/law.js'
import { dayOfScores } from './day-of-scores.js'
import { DAY, HOUR, MONDAY, merged, officeEvents, replay } from './office.js'

// docs/behaviour.md, "A budget of alerts".

/** The largest evidence of each actor's day, day by day. */
function ringOf(days: readonly (readonly number[])[]): ScoreRing {
  return new ScoreRing(
    ALERT_SCALE,
    days.map((evidence, day) => dayOfScores(ALERT_SCALE, evidence, day)),
  )
}

const lowest = ALERT_SCALE.lowest
const highest: number = lowest + 4095 * ALERT_SCALE.width
const anyEvidence: fc.Arbitrary<number> = fc.integer({ min: lowest, max: highest - 1 })
const anyDays: fc.Arbitrary<number[][]> = fc.array(fc.array(anyEvidence, { minLength: 1, maxLength: 30 }), {
  minLength: 1,
  maxLength: 14,
})
const anyBudget: fc.Arbitrary<number> = fc.double({ min: 0.05, max: 40, noNaN: true })
const reached = (days: readonly (readonly number[])[], level: number): number =>
  days.flat().filter((evidence) => evidence >= level).length

law(
  'at most so many actors a day reach the level of a budget, and one bin lower more do',
  fc.tuple(anyDays, anyBudget),
  ([days, budget]) => {
    const level = ringOf(days).levelOf(budget)
    expect(reached(days, level)).toBeLessThanOrEqual(budget * days.length)
    if (level > lowest) {
      expect(reached(days, level - ALERT_SCALE.width)).toBeGreaterThan(budget * days.length)
    }
  },
)

law('a larger budget has no higher level', fc.tuple(anyDays, anyBudget, anyBudget), ([days, one, other]) => {
  const ring = ringOf(days)
  expect(ring.levelOf(Math.max(one, other))).toBeLessThanOrEqual(ring.levelOf(Math.min(one, other)))
})

law(
  'an actor who alerts every day takes up one alert of the budget at most',
  fc.tuple(anyDays, fc.double({ min: 1.05, max: 40, noNaN: true }), anyEvidence),
  ([days, budget, evidence]) => {
    const joined = ringOf(days.map((others) => [...others, evidence]))
    expect(joined.levelOf(budget)).toBeGreaterThanOrEqual(ringOf(days).levelOf(budget))
    expect(joined.levelOf(budget)).toBeLessThanOrEqual(ringOf(days).levelOf(budget - 1))
  },
)

test('where more than a budget are beyond the last bin, that is the level', () => {
  expect(ringOf([[highest, highest, highest]]).levelOf(2)).toBe(highest)
})

const ALERTS_A_DAY = 2

const BREAK_IN = MONDAY + 24 * DAY + 3 * HOUR
const breakIn: BehaviourEvent[] = Array.from({ length: 12 }, (_, step) => ({
  at: BREAK_IN + step * 120_000,
  actor: 'dev-3',
  kind: 'human',
  role: 'developer',
  action: 'secret.get',
  resource: `secret:prod/vault/key-${step}`,
  attributes: { ns: 'prod/vault', env: 'prod', ip: '203.0.113.9', client: 'curl/8.1' },
  session: `night-${Math.floor(step / 4)}`,
}))

describe('a daily budget of alerts', () => {
  const scored = replay(createBehaviourModel(), merged(officeEvents(28), breakIn), {
    alertsADay: ALERTS_A_DAY,
  })
  const usual = scored.filter(({ event }) => event.attributes?.client !== 'curl/8.1')
  const raised = scored.filter(({ score }) => score.alert!.raised)

  test('is kept by usual weeks, in the mean over days', () => {
    const later = raised.filter(
      ({ event }) => event.at >= MONDAY + 14 * DAY && usual.some((one) => one.event === event),
    )
    expect(later.length).toBeGreaterThan(0)
    // The level rests on the fortnight before, so that a fortnight's own mean lies about the budget.
    expect(later.length / 14).toBeLessThanOrEqual(1.5 * ALERTS_A_DAY)
  })

  test('has one alert for a break-in, raised by its first event that reaches the level', () => {
    const alerts = scored
      .filter(({ event }) => event.attributes?.client === 'curl/8.1')
      .map(({ score }) => score.alert!)
    expect(alerts.filter((alert) => alert.raised)).toHaveLength(1)
    const first = alerts.findIndex((alert) => alert.raised)
    expect(alerts.findIndex((alert) => alert.reached)).toBe(first)
    expect(alerts.filter((alert) => alert.reached).length).toBeGreaterThan(6)
  })

  test('has one level for all of a day, and none before a day has closed', () => {
    const levels = new Map<number, Set<number | null>>()
    for (const { event, score } of scored) {
      const day = Math.floor(event.at / DAY)
      levels.set(day, (levels.get(day) ?? new Set()).add(score.alert!.level))
    }
    expect([...levels.values()].every((ofDay) => ofDay.size === 1)).toBe(true)
    expect([...levels.values()][0]).toEqual(new Set([null]))
    expect(scored[0]!.score.alert).toEqual({
      raised: false,
      reached: false,
      level: null,
      alertsADay: ALERTS_A_DAY,
    })
  })

  test('raises one alert of an actor and day at most, and none for what is in character', () => {
    const days = raised.map(({ event }) => `${event.actor} ${Math.floor(event.at / DAY)}`)
    expect(new Set(days).size).toBe(days.length)
    for (const { score } of raised) {
      expect(score.p).toBeLessThanOrEqual(0.01)
      expect(score.bits).toBeGreaterThanOrEqual(score.alert!.level!)
    }
  })

  test('however large, alerts nobody for what is in character', () => {
    const model = createBehaviourModel()
    for (const event of officeEvents(20)) model.learn(event)
    const [event] = officeEvents(21).filter(({ at }) => at >= MONDAY + 20 * DAY)
    const score = model.score(event!, { alertsADay: 1000 })
    expect(score.p).toBeGreaterThan(0.01)
    expect(score.alert).toMatchObject({ raised: false, reached: false, level: 0 })
    expect(formatBehaviour(score)).toContain('no alert: these take p of at most 0.01; 1,000 alerts a day')
  })

  test('stays the same from bytes, and changes nothing else of a score', () => {
    const model = createBehaviourModel()
    for (const event of officeEvents(20)) model.learn(event)
    const [event] = breakIn
    const { alert, ...score } = model.score(event!, { alertsADay: 3 })
    expect(alert!.raised).toBe(true)
    expect(model.score(event!)).toEqual(score)
    expect(restoreBehaviourModel(model.toBytes()).score(event!, { alertsADay: 3 })).toEqual({
      ...score,
      alert,
    })
    expect(model.fork('dev-3').score(event!, { alertsADay: 3 }).alert).toEqual(alert)
  })

  test('is said in words', () => {
    const line = (position: number): string | undefined =>
      formatBehaviour(scored[position]!.score)
        .split('\n')
        .find((text) => text.includes('alert'))
    const first = scored.findIndex(({ score }) => score.alert!.raised && score.alert!.level! > 1)
    expect(line(first)).toMatch(
      /^alert: the first of its actor's day with [\d.]+ bits or more and p of at most 0\.01; 2 alerts a day$/,
    )
    expect(line(0)).toBe('no alert: no day has closed yet; 2 alerts a day')
    const joined = scored.findIndex(({ score }) => score.alert!.reached && !score.alert!.raised)
    expect(line(joined)).toMatch(/^part of an alert that its actor raised today, with [\d.]+ bits or more/)
    const quiet = scored.findLastIndex(({ score }) => !score.alert!.reached)
    expect(line(quiet)).toMatch(/^no alert: these take [\d.]+ bits or more and p of at most 0.01/)
  })
})
