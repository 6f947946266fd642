import { createBehaviourModel, createDriftMonitor, createEngine, createLedger } from 'keelson'
import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import type { AssessmentInput } from '../../src/engine/index.js'
import { expectCode } from '../support/expect-code.js'

const EVENT = {
  at: 1_790_812_800_000,
  actor: 'ana',
  action: 'k8s.Deployment.update',
  resource: 'pay/Deployment/api',
}

const POLICY = `
  mode guard
  input principal: json
  input changes: json
  input behaviour: json
  policy people on k8s.Deployment.update {
    when principal.kind == "human" allow
    for change in changes?.changes ?? [] where change.cause == "drift" deny "{change.pointer} drifted"
    require approvals 1 from group("sre") distinct from principal.id
  }
`

function parts() {
  const policy = compilePolicy(POLICY).bundle!
  const drift = createDriftMonitor({ features: [{ name: 'latency', kind: 'numeric' }] })
  return { policy, drift, behaviour: createBehaviourModel(), ledger: createLedger() }
}

describe('assess', () => {
  test('an engine without parts compares and seals, and decides nothing', () => {
    const assessment = createEngine({}).assess({ ...EVENT, desired: { a: 1 }, live: { a: 2 } })
    expect(assessment.decision).toBeNull()
    expect(assessment.changes?.changes).toMatchObject([
      { pointer: '/a', cause: 'drift', desired: 1, live: 2 },
    ])
    expect(assessment.remediation.at(-1)).toEqual({ op: 'replace', path: '/a', value: 1 })
    expect(assessment.digest).toMatch(/^ks1:sha256:[\w-]{43}$/)
  })

  test('one event goes through every room', () => {
    const { ledger, ...rest } = parts()
    const engine = createEngine({ ...rest, ledger })
    const assessment = engine.assess({ ...EVENT, kind: 'human', desired: { a: 1 }, live: { a: 2 } })
    expect(assessment.decision?.effect).toBe('deny')
    expect(assessment.decision?.inputDigest).toMatch(/^ks1:/)
    expect(assessment.drift?.status).toBe('warming')
    expect(assessment.behaviour?.confidence).toBe('low')
    expect(assessment.record).toMatchObject({ index: 0, size: 1 })
    expect(ledger.entry(0)).toMatchObject({ actor: 'ana', kind: EVENT.action, note: assessment.digest })
    expect(ledger.stateAt(EVENT.resource, EVENT.at)).toEqual({ a: 2 })
    expect(structuredClone(assessment)).toEqual(assessment)
  })

  test('a policy that reads the budget of alerts asks for a second person once an event alerts', () => {
    const policy = compilePolicy(`
      mode guard
      input behaviour: json
      policy odd on k8s.Deployment.update {
        allow
        when behaviour?.alert?.raised == true require approvals 1 from group("sre")
      }
    `).bundle!
    const behaviour = createBehaviourModel()
    const engine = createEngine({ policy, behaviour, alertsADay: 1 })
    const event = { ...EVENT, kind: 'human' as const, attributes: { client: 'kubectl/1.30' } }
    const hour = 3_600_000
    // A second at each hour of five weeks: 1,000 scores to rank among.
    for (let step = 0; step < 35 * 24; step += 1) {
      for (const actor of ['ana', 'ben']) engine.assess({ ...event, actor, at: EVENT.at + step * hour })
    }
    const later = EVENT.at + 35 * 24 * hour
    const usual = engine.assess({ ...event, at: later }, { commit: false })
    expect(usual.behaviour?.alert).toMatchObject({ raised: false, alertsADay: 1 })
    expect(usual.decision?.effect).toBe('allow')
    const odd = { ...event, resource: 'prod/Deployment/vault', attributes: { client: 'curl/8' }, at: later }
    const alerted = engine.assess(odd, { commit: false })
    expect(alerted.behaviour?.alert).toMatchObject({ raised: true, reached: true })
    expect(usual.obligations).toEqual([])
    expect(alerted.obligations).toMatchObject([{ kind: 'approvals', needed: 1 }])
  })

  test('a look with commit: false changes nothing, and its subject is what approvers sign', () => {
    const given = parts()
    const engine = createEngine(given)
    const before = [given.drift.toBytes(), given.behaviour.toBytes(), given.ledger.size]
    const event: AssessmentInput = { ...EVENT, kind: 'human', measurements: { latency: 3 } }
    const asked = engine.assess(event, { commit: false })
    expect([given.drift.toBytes(), given.behaviour.toBytes(), given.ledger.size]).toEqual(before)
    expect(asked.decision?.effect).toBe('pending')
    const approval = { by: 'bo', groups: ['sre'], at: EVENT.at, subject: asked.decision!.subject! }
    const granted = engine.assess({ ...event, approvals: [approval] })
    expect(granted.decision?.effect).toBe('allow')
    expect(given.drift.toBytes()).not.toEqual(before[0])
  })

  test('the rules of the comparison may depend on the event', () => {
    const engine = createEngine({
      diff: ({ resource }) => ({
        owners: resource.startsWith('pay/') ? [{ pointer: '/a', owner: 'autoscaler' }] : [],
      }),
    })
    const documents = { desired: { a: 1 }, live: { a: 2 } }
    expect(engine.assess({ ...EVENT, ...documents }).changes?.changes[0]?.cause).toBe('foreign')
    expect(engine.assess({ ...EVENT, ...documents, resource: 'x' }).changes?.changes[0]?.cause).toBe('drift')
  })

  test('policy sees attributes of any shape, behaviour only the scalars', () => {
    const engine = createEngine({ behaviour: createBehaviourModel() })
    const assessment = engine.assess({ ...EVENT, attributes: { labels: { a: 'b' }, client: 'kubectl' } })
    expect(JSON.stringify(assessment.behaviour)).not.toContain('labels')
  })
})

describe('what cannot be assessed is refused, and nothing has changed', () => {
  const cases: readonly (readonly [what: string, event: unknown, code: string, path: string | undefined])[] =
    [
      ['no object', 7, 'engine/invalid-event', ''],
      ['no actor', { ...EVENT, actor: undefined }, 'core/not-json', '/actor'],
      ['an actor left out', { at: 1, action: 'a', resource: 'r' }, 'engine/invalid-event', '/actor'],
      ['an empty action', { ...EVENT, action: '' }, 'engine/invalid-event', '/action'],
      ['a time that is no number', { ...EVENT, at: '2026' }, 'engine/invalid-event', '/at'],
      ['a time with a fraction', { ...EVENT, at: 1.5 }, 'engine/invalid-event', '/at'],
      ['an unknown kind', { ...EVENT, kind: 'robot' }, 'engine/invalid-event', '/kind'],
      ['a role that is no string', { ...EVENT, role: 3 }, 'engine/invalid-event', '/role'],
      ['an unknown member', { ...EVENT, namspace: 'x' }, 'engine/invalid-event', '/namspace'],
      ['attributes that are a list', { ...EVENT, attributes: [] }, 'engine/invalid-event', '/attributes'],
      ['approvals that are no list', { ...EVENT, approvals: {} }, 'engine/invalid-event', '/approvals'],
      ['desired without live', { ...EVENT, desired: {} }, 'engine/invalid-event', '/live'],
      [
        'a text as measurement',
        { ...EVENT, measurements: { latency: 'x' } },
        'engine/invalid-event',
        '/measurements/latency',
      ],
      [
        'an unknown feature',
        { ...EVENT, measurements: { nope: 1 } },
        'drift/unknown-feature',
        '/measurements/nope',
      ],
      [
        'an actor whose name is too long to keep',
        { ...EVENT, actor: 'a'.repeat(1025), measurements: { latency: 1 } },
        'drift/invalid-observation',
        '/actor',
      ],
      [
        'half of a surrogate pair',
        { ...EVENT, live: '\ud800', desired: 1 },
        'hash/lone-surrogate',
        undefined,
      ],
      [
        'a document that JSON cannot hold',
        { ...EVENT, desired: { a: Number.NaN }, live: {} },
        'core/not-json',
        '/desired/a',
      ],
    ]
  for (const [what, event, code, path] of cases) {
    test(what, () => {
      const given = parts()
      const engine = createEngine(given)
      const before = [given.drift.toBytes(), given.behaviour.toBytes(), given.ledger.toBytes()]
      const error = expectCode(code, () => engine.assess(event as AssessmentInput))
      if (path !== undefined) expect(error.path).toBe(path)
      expect(error.help).toBeTruthy()
      expect([given.drift.toBytes(), given.behaviour.toBytes(), given.ledger.toBytes()]).toEqual(before)
    })
  }

  test('a measurement where nothing watches', () => {
    const event = { ...EVENT, measurements: { latency: 1 } }
    expect(expectCode('engine/no-monitor', () => createEngine({}).assess(event)).path).toBe('/measurements')
  })

  test('an event that is older than the last', () => {
    const engine = createEngine(parts())
    engine.assess(EVENT)
    const error = expectCode('engine/time-backwards', () => engine.assess({ ...EVENT, at: EVENT.at - 1 }))
    expect(error.path).toBe('/at')
  })
})

describe('assessStream', () => {
  test('assesses in order, tells progress and pulls no event early', async () => {
    const engine = createEngine(parts())
    const pulled: number[] = []
    function* events(): Generator<AssessmentInput> {
      for (const offset of [0, 1, 2]) {
        pulled.push(offset)
        yield { ...EVENT, at: EVENT.at + offset }
      }
    }
    const progress: number[] = []
    const seen: number[] = []
    for await (const { at } of engine.assessStream(events(), {
      onProgress: ({ assessed }) => progress.push(assessed),
    })) {
      expect(pulled.length).toBe(seen.length + 1)
      seen.push(at - EVENT.at)
    }
    expect(seen).toEqual([0, 1, 2])
    expect(progress).toEqual([1, 2, 3])
  })

  test('ends with engine/aborted once its signal is aborted; what was assessed is kept', async () => {
    const given = parts()
    const engine = createEngine(given)
    const signal = { aborted: false }
    const events = [0, 1, 2].map((offset) => ({ ...EVENT, at: EVENT.at + offset }))
    let code = ''
    try {
      for await (const _ of engine.assessStream(events, { signal })) signal.aborted = true
    } catch (error) {
      code = (error as { code: string }).code
    }
    expect(code).toBe('engine/aborted')
    expect(given.ledger.size).toBe(1)
  })
})
