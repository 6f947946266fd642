import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  formatActorReport,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { DAY, HOUR, MONDAY, merged, officeEvents } from './office.js'

const WEEKS = 9

function learnt(events: readonly BehaviourEvent[]): BehaviourModel {
  const model = createBehaviourModel()
  for (const event of events) model.learn(event)
  return model
}

const end = MONDAY + WEEKS * 7 * DAY

/** From the fourth week on, each night a few reads in a place that is not the agent's own. */
const creep: readonly BehaviourEvent[] = Array.from({ length: (WEEKS - 3) * 7 * 4 }, (_, step) => ({
  at: MONDAY + (21 + Math.floor(step / 4)) * DAY + 20 * HOUR + (step % 4) * 20 * 60_000,
  actor: 'agent-pay',
  kind: 'agent',
  role: 'triage',
  action: 'k8s.logs',
  resource: `pod:prod/vault/svc-${step % 4}`,
  attributes: { ns: 'prod/vault', env: 'prod', ip: '10.101.0.4', client: 'triage-cli/1.4' },
}))

describe('the drift meter', () => {
  const quiet = learnt(officeEvents(WEEKS * 7))
  const drifted = learnt(merged(officeEvents(WEEKS * 7), creep))

  test('tells who moved, since when and through what', () => {
    const report = drifted.assessActor('agent-pay', end)
    expect(report.status).toBe('drifting')
    expect(report.moved).toBeGreaterThan(0.05)
    expect(report.weeks).toBeGreaterThan(2)
    const values = report.drivers.map(({ value }) => value)
    expect(values.some((value) => value.includes('prod/vault'))).toBe(true)
    const place = report.fields.find(({ field }) => field === 'namespace')!
    expect(place.sum).toBeGreaterThanOrEqual(place.alarmAt)
    expect(place.since).toBeGreaterThanOrEqual(MONDAY + 21 * DAY)
    expect(formatActorReport(report)).toMatch(
      /^agent-pay: baseline moved 0\.\d\d bits off provisional:[0-9a-f]{32} in \d weeks, driven by .*prod\/vault/,
    )
  })

  test('is quiet for those who do what they do', () => {
    for (const actor of ['dev-2', 'dev-3', 'ci-pay', 'agent-pay', 'agent-search']) {
      const report = quiet.assessActor(actor, end)
      expect([actor, report.status]).toEqual([actor, 'stable'])
      expect(formatActorReport(report)).toMatch(/: stable against provisional:/)
    }
    expect(drifted.assessActor('agent-search', end).status).toBe('stable')
  })

  test('changes nothing, survives bytes, and begins anew with an approved anchor', () => {
    const before = drifted.toBytes()
    const report = drifted.assessActor('agent-pay', end)
    expect(drifted.toBytes()).toEqual(before)
    const restored = restoreBehaviourModel(before)
    expect(restored.assessActor('agent-pay', end)).toEqual(report)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    restored.freezeAnchor({ at: end, reference: 'CHG-9', actors: ['agent-pay'] })
    expect(restored.assessActor('agent-pay', end)).toMatchObject({
      status: 'stable',
      baseline: 'CHG-9',
      moved: 0,
      weeks: 0,
    })
  })

  test('says so while there is no anchor', () => {
    const young = learnt(officeEvents(3))
    const report = young.assessActor('dev-2', MONDAY + 3 * DAY)
    expect(report).toMatchObject({ status: 'warming', baseline: 'none', drivers: [] })
  })

  test('refuses an actor that nobody knows, and a time in seconds', () => {
    expectCode('behaviour/unknown-actor', () => quiet.assessActor('eve', end))
    expectCode('behaviour/invalid-time', () => quiet.assessActor('dev-2', end / 1000))
  })
})
