import { type BehaviourEvent, type BehaviourScore, createBehaviourModel } from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MONDAY, merged, officeEvents, replay } from './office.js'

const developer = (day: number, hour: number, more: Partial<BehaviourEvent> = {}): BehaviourEvent => ({
  at: MONDAY + day * DAY + hour * HOUR,
  actor: 'dev-2',
  kind: 'human',
  role: 'developer',
  action: 'k8s.get',
  resource: 'pod:dev/pay/svc-1',
  attributes: { ns: 'dev/pay', env: 'dev', ip: '10.2.7.22', client: 'developer-cli/1.4' },
  ...more,
})

const channelOf = (score: BehaviourScore, name: string): { bits: number; p: number } =>
  score.channels.find((channel) => channel.name === name)!

describe('a settled actor', () => {
  const model = createBehaviourModel()
  const usual = replay(model, officeEvents(35))
  const late = usual.filter(({ event }) => event.at > MONDAY + 21 * DAY)

  test('stays quiet while it does what it does', () => {
    const scores = late.filter(({ event }) => event.actor === 'dev-2')
    expect(scores.length).toBeGreaterThan(80)
    expect(scores.filter(({ score }) => score.p <= 0.01).length).toBeLessThan(5)
  })

  test('stands out with an action in a namespace that it was never seen in', () => {
    const attributes = { ns: 'prod/search', env: 'prod', ip: '10.2.7.22', client: 'developer-cli/1.4' }
    const score = model.score(
      developer(35, 10, { action: 'secret.get', resource: 'secret:prod/search/key', attributes }),
    )
    expect(score.p).toBe(score.calibration.smallestP)
    expect(late.filter((other) => other.score.bits >= score.bits)).toEqual([])
    const place = score.contributions.find(({ field }) => field === 'actionInNamespace')!
    expect(place).toMatchObject({ value: 'secret.get in prod/search', seenByActor: 0, seenByPeers: 0 })
    expect(place.expected.map(({ value }) => value)).toContain('k8s.get in dev/pay')
  })

  test('tells what its p-value rests on', () => {
    const score = model.score(developer(35, 10))
    expect(score.confidence).toBe('normal')
    expect(score.calibration.n).toBeGreaterThan(999)
    expect(score.calibration.smallestP).toBe(1 / (score.calibration.n + 1))
    expect(score.calibration.shifted).toBe(false)
    expect(score.baseline).toMatch(/^provisional:[0-9a-f]{32}$/)
    expect(score.channels.map(({ name }) => name)).toEqual(['live', 'anchor', 'burst', 'sequence', 'target'])
  })

  test('keeps p-values near their nominal rate', () => {
    const low = late.filter(({ score }) => score.p <= 0.05).length / late.length
    expect(low).toBeGreaterThan(0.025)
    expect(low).toBeLessThan(0.1)
  })

  test('shows its session: the most unusual event so far, among the maxima of sessions', () => {
    const session = { session: 'dev-2-late' }
    const attributes = { ns: 'prod/search', env: 'prod', ip: '10.2.7.22', client: 'developer-cli/1.4' }
    const odd = { action: 'secret.get', resource: 'secret:prod/search/key', attributes, ...session }
    const before = model.score(developer(35, 10, session))
    model.learn(developer(35, 11, odd))
    const after = model.score(developer(35, 12, session))
    expect(after.session.bits).toBeGreaterThan(before.session.bits)
    expect(after.session.p).toBeLessThan(before.session.p)
    expect(model.score(developer(35, 12, { session: 'another' })).session.bits).toBeLessThan(
      after.session.bits,
    )
  })
})

describe('an actor that nobody knows', () => {
  test('is scored by its peers, with low confidence', () => {
    const model = createBehaviourModel()
    replay(model, officeEvents(28))
    const usual = model.score(developer(28, 10, { actor: 'dev-new' }))
    expect(usual).toMatchObject({ confidence: 'low', baseline: 'peers' })
    const odd = model.score(
      developer(28, 10, { actor: 'dev-new', action: 'iam.attach', resource: 'role:prod/admin' }),
    )
    expect(odd.p).toBeLessThan(usual.p)
    expect(
      odd.contributions.every(({ seenByActor, expected }) => seenByActor === 0 && expected.length === 0),
    ).toBe(true)
  })

  test('is scored before anything is learnt at all', () => {
    const score = createBehaviourModel().score(developer(0, 10))
    expect(score).toMatchObject({ p: 1, bits: 0, channel: 'live', confidence: 'low', baseline: 'none' })
    expect(score.calibration).toEqual({ n: 0, smallestP: 1, shifted: false })
    expect(score.channels.map(({ name }) => name)).toEqual(['live', 'burst', 'sequence', 'target'])
  })
})

describe('a stolen credential', () => {
  const model = createBehaviourModel()
  const theft = ['iam.whoami', 'iam.list_roles', 'secret.list', 'secret.get', 'secret.get'].map(
    (action, step) =>
      developer(24, 2.5 + step / 100, {
        action,
        resource: `${action.startsWith('iam') ? 'role' : 'secret'}:prod/ident/key-${step}`,
        attributes: { ns: 'prod/ident', env: 'prod', ip: '185.220.4.9', client: 'python-requests/2.31' },
      }),
  )
  const scored = replay(model, merged(officeEvents(28), theft))

  test('has the smallest p-values and the most evidence of its day', () => {
    const ofDay = scored.filter(({ event }) => Math.floor((event.at - MONDAY) / DAY) === 24)
    const ranked = [...ofDay].sort((left, right) => right.score.bits - left.score.bits)
    const top = ranked.slice(0, theft.length).map(({ event }) => event)
    expect(new Set(top)).toEqual(new Set(theft))
    const smallest = Math.min(...ofDay.map(({ score }) => score.p))
    expect(ranked[0]!.score.p).toBe(smallest)
  })

  test('gives the network, the hour, the client and the action as reasons', () => {
    const { score } = scored.find(({ event }) => event === theft[3])!
    const reasons = score.contributions.filter(({ bits }) => bits > 2).map(({ field }) => field)
    for (const field of ['network', 'hourOfWeek', 'client']) expect(reasons).toContain(field)
    expect(reasons.some((field) => field === 'action' || field === 'resourceKind')).toBe(true)
    const network = score.contributions.find(({ field }) => field === 'network')!
    expect(network).toMatchObject({ value: '185.220.0.0/16', seenByPeers: 0 })
    expect(network.expected).toEqual([{ value: '10.2.0.0/16', count: expect.any(Number) }])
  })
})

describe('an agent that widens its reach week by week', () => {
  const model = createBehaviourModel()
  const foreign = (day: number, step: number): BehaviourEvent => ({
    at: MONDAY + day * DAY + (5 + step * 3) * HOUR,
    actor: 'agent-pay',
    kind: 'agent',
    role: 'triage',
    action: day < 35 ? 'k8s.logs' : 'secret.list',
    resource: `${day < 35 ? 'pod' : 'secret'}:prod/vault/svc-${step}`,
    attributes: { ns: 'prod/vault', env: 'prod', ip: '10.101.0.4', client: 'triage-cli/1.4' },
  })
  const creep = Array.from({ length: 41 }, (_, day) =>
    Array.from({ length: 5 }, (_, step) => foreign(day + 15, step)),
  )
  const scored = replay(model, merged(officeEvents(56), creep.flat()))
  const scoreOf = (event: BehaviourEvent): BehaviourScore =>
    scored.find((other) => other.event === event)!.score

  test('is still far from its anchor when the live baseline has grown used to it', () => {
    const first = scoreOf(creep[0]![2]!)
    const last = scoreOf(creep[40]![2]!)
    expect(channelOf(last, 'live').bits).toBeLessThan(channelOf(first, 'live').bits / 2)
    expect(channelOf(last, 'anchor').bits).toBeGreaterThan(channelOf(first, 'anchor').bits * 0.8)
    expect(last.channel).toBe('anchor')
    expect(last.p).toBeLessThan(0.1)
    expect(last.contributions[0]!.seenByActor).toBe(0)
  })

  test('is in order again once the change is approved', () => {
    const approved = createBehaviourModel()
    replay(approved, merged(officeEvents(35), creep.slice(0, 20).flat()))
    const next = foreign(34, 4)
    const before = approved.score({ ...next, at: MONDAY + 35 * DAY })
    approved.approve({
      reference: 'CHG-7',
      actor: 'agent-pay',
      from: MONDAY + 34 * DAY,
      until: MONDAY + 50 * DAY,
    })
    const after = approved.score({ ...next, at: MONDAY + 35 * DAY })
    expect(channelOf(after, 'anchor').bits).toBeLessThan(channelOf(before, 'anchor').bits / 2)
    expect(after.baseline).toBe('CHG-7')
  })
})

describe('an actor that does what it always does, but far more of it', () => {
  test('is told by the burst channel, with the rate as the reason', () => {
    const model = createBehaviourModel()
    const usual = officeEvents(29)
    replay(
      model,
      usual.filter(({ at }) => at < MONDAY + 28 * DAY),
    )
    // One of its own sessions of that day, again and again, a second between events.
    const session = usual.find(({ actor, at }) => actor === 'dev-2' && at >= MONDAY + 28 * DAY)!.session
    const steps = usual.filter((event) => event.session === session)
    const loop = Array.from({ length: 120 }, (_, repeat): BehaviourEvent => {
      const round = Math.floor(repeat / steps.length)
      const at = MONDAY + 28 * DAY + 10 * HOUR + repeat * 1000
      return { ...steps[repeat % steps.length]!, at, session: `${session}-${round}` }
    })
    const scored = replay(model, loop)
    expect(scored[0]!.score.p).toBeGreaterThan(0.1)
    const { score } = scored.at(-1)!
    expect(score.channel).toBe('burst')
    expect(score.p).toBeLessThan(0.005)
    expect(score.contributions[0]).toMatchObject({
      field: 'eventsInHour',
      value: 'at least 96',
      seenByActor: 0,
    })
    expect(channelOf(score, 'live').p).toBeGreaterThan(0.1)
  })

  test('is told no later for having done so on the days before: repeats are measured by the anchor', () => {
    const model = createBehaviourModel()
    replay(model, officeEvents(28))
    const step = officeEvents(1).find(({ actor }) => actor === 'dev-2')!
    const bits = [28, 29, 30].map((day) => {
      const loop = Array.from(
        { length: 40 },
        (_, repeat): BehaviourEvent => ({
          ...step,
          at: MONDAY + day * DAY + 10 * HOUR + repeat * 60_000,
          session: `loop-${day}-${repeat}`,
        }),
      )
      const { score } = replay(model, loop).at(-1)!
      return score.contributions.find(({ field }) => field === 'repeatsInHour')!
    })
    expect(bits[0]).toMatchObject({ value: 'at least 32', seenByActor: 0 })
    expect(bits[0]!.bits).toBeGreaterThan(5)
    expect(bits[1]).toEqual(bits[0])
    expect(bits[2]).toEqual(bits[0])
  })
})
