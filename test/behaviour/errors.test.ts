import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { DAY, HOUR, MONDAY } from './office.js'

const EVENT: BehaviourEvent = { at: MONDAY, actor: 'ana', action: 'read', resource: 'app:prod/pay/web' }

function learnt(...events: readonly BehaviourEvent[]): BehaviourModel {
  const model = createBehaviourModel()
  for (const event of events) model.learn(event)
  return model
}

interface Refusal {
  readonly name: string
  readonly event: unknown
  readonly code: string
  readonly path: string
  readonly help?: RegExp
}

const REFUSALS: readonly Refusal[] = [
  { name: 'null', event: null, code: 'behaviour/invalid-event', path: '' },
  { name: 'a list', event: [EVENT], code: 'behaviour/invalid-event', path: '' },
  {
    name: 'no actor',
    event: { ...EVENT, actor: undefined },
    code: 'behaviour/invalid-event',
    path: '/actor',
  },
  { name: 'an empty actor', event: { ...EVENT, actor: '' }, code: 'behaviour/invalid-event', path: '/actor' },
  {
    name: 'an actor that is a number',
    event: { ...EVENT, actor: 7 },
    code: 'behaviour/invalid-event',
    path: '/actor',
  },
  { name: 'an inherited actor', event: Object.create(EVENT), code: 'behaviour/invalid-time', path: '/at' },
  { name: 'no action', event: { ...EVENT, action: '' }, code: 'behaviour/invalid-event', path: '/action' },
  {
    name: 'no resource',
    event: { ...EVENT, resource: null },
    code: 'behaviour/invalid-event',
    path: '/resource',
  },
  {
    name: 'an unknown kind',
    event: { ...EVENT, kind: 'robot' },
    code: 'behaviour/invalid-event',
    path: '/kind',
  },
  {
    name: 'a role that is no text',
    event: { ...EVENT, role: {} },
    code: 'behaviour/invalid-event',
    path: '/role',
  },
  { name: 'an id that is no text', event: { ...EVENT, id: 4 }, code: 'behaviour/invalid-event', path: '/id' },
  {
    name: 'half of a surrogate pair',
    event: { ...EVENT, actor: 'a\ud800' },
    code: 'behaviour/invalid-text',
    path: '/actor',
  },
  {
    name: 'a time that is a text',
    event: { ...EVENT, at: '2026-01-05' },
    code: 'behaviour/invalid-time',
    path: '/at',
  },
  {
    name: 'a time with a fraction',
    event: { ...EVENT, at: MONDAY + 0.5 },
    code: 'behaviour/invalid-time',
    path: '/at',
  },
  { name: 'a time before 1970', event: { ...EVENT, at: -1 }, code: 'behaviour/invalid-time', path: '/at' },
  {
    name: 'a time in seconds',
    event: { ...EVENT, at: MONDAY / 1000 },
    code: 'behaviour/invalid-time',
    path: '/at',
    help: /multiply by 1000/,
  },
  {
    name: 'a time in microseconds',
    event: { ...EVENT, at: MONDAY * 1000 },
    code: 'behaviour/invalid-time',
    path: '/at',
    help: /divide microseconds by 1000/,
  },
  {
    name: 'an id of a megabyte',
    event: { ...EVENT, id: 'x'.repeat(1 << 20) },
    code: 'behaviour/text-too-long',
    path: '/id',
  },
  {
    name: 'an actor of a megabyte',
    event: { ...EVENT, actor: 'x'.repeat(1 << 20) },
    code: 'behaviour/text-too-long',
    path: '/actor',
  },
  {
    name: 'attributes that are a list',
    event: { ...EVENT, attributes: ['ns'] },
    code: 'behaviour/invalid-attribute',
    path: '/attributes',
  },
  {
    name: 'a nested attribute',
    event: { ...EVENT, attributes: { 'a/b': { ns: 'prod' } } },
    code: 'behaviour/invalid-attribute',
    path: '/attributes/a~1b',
    help: /a name of its own/,
  },
  {
    name: 'a null attribute',
    event: { ...EVENT, attributes: { ns: null } },
    code: 'behaviour/invalid-attribute',
    path: '/attributes/ns',
  },
  {
    name: 'an attribute that is not a number',
    event: { ...EVENT, attributes: { bytes: Number.NaN } },
    code: 'behaviour/invalid-attribute',
    path: '/attributes/bytes',
  },
  {
    name: 'an attribute of a megabyte',
    event: { ...EVENT, attributes: { ns: 'x'.repeat(1 << 20) } },
    code: 'behaviour/text-too-long',
    path: '/attributes/ns',
  },
  {
    name: 'ten thousand attributes',
    event: { ...EVENT, attributes: Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [key, 1])) },
    code: 'behaviour/invalid-attribute',
    path: '/attributes',
  },
  {
    name: 'an unknown provenance',
    event: { ...EVENT, provenance: { url: 'web' } },
    code: 'behaviour/invalid-attribute',
    path: '/provenance/url',
  },
]

describe('an event', () => {
  test.each(REFUSALS)('with $name is refused by score and by learn', ({ event, code, path, help }) => {
    const model = learnt(EVENT)
    const before = model.toBytes()
    for (const hand of ['score', 'learn'] as const) {
      const error = expectCode(code, () => model[hand](event as BehaviourEvent))
      expect(error.path).toBe(path)
      expect(error.help).toMatch(help ?? /./)
    }
    expect(model.toBytes()).toEqual(before)
  })

  test('may come in any order within the open UTC day', () => {
    const model = learnt({ ...EVENT, at: MONDAY + 20 * HOUR })
    model.learn({ ...EVENT, at: MONDAY + 2 * HOUR })
    expect(model.score({ ...EVENT, at: MONDAY }).p).toBe(1)
  })

  test('of a day that has closed is refused', () => {
    const model = learnt(EVENT, { ...EVENT, at: MONDAY + DAY })
    const error = expectCode('behaviour/time-backwards', () =>
      model.learn({ ...EVENT, at: MONDAY + DAY - 1 }),
    )
    expect(error.path).toBe('/at')
    expect(error.help).toContain(String(MONDAY + DAY))
    expectCode('behaviour/time-backwards', () => model.score(EVENT))
  })

  test('does not move time when it is only scored', () => {
    const model = learnt(EVENT)
    model.score({ ...EVENT, at: MONDAY + 30 * DAY })
    model.learn({ ...EVENT, at: MONDAY + 1 })
  })
})

describe('a weight', () => {
  test.each([0, -1, 1.5, Number.NaN, '1'])('of %s is refused', (weight) => {
    expectCode('behaviour/invalid-weight', () => learnt().learn(EVENT, { weight: weight as number }))
  })
})

describe('what is asked of a score', () => {
  test.each([
    { options: { alertsADay: 0 }, path: '/alertsADay' },
    { options: { alertsADay: -1 }, path: '/alertsADay' },
    { options: { alertsADay: Number.NaN }, path: '/alertsADay' },
    { options: { alertsADay: Number.POSITIVE_INFINITY }, path: '/alertsADay' },
    { options: { alertsADay: '20' }, path: '/alertsADay' },
    { options: { alertsADay: null }, path: '/alertsADay' },
    { options: { explainUpTo: 1.5 }, path: '/explainUpTo' },
    { options: { explainUpTo: -0.01 }, path: '/explainUpTo' },
    { options: { explainUpTo: Number.NaN }, path: '/explainUpTo' },
    { options: { explainUpTo: true }, path: '/explainUpTo' },
    { options: { alertsAday: 3 }, path: '/alertsAday' },
    { options: null, path: '' },
    { options: 5, path: '' },
  ])('$options is refused, at $path', ({ options, path }) => {
    const score = (): unknown => createBehaviourModel().score(EVENT, options as object)
    expect(expectCode('behaviour/invalid-option', score).path).toBe(path)
  })

  test('that is misspelt comes with a suggestion', () => {
    const score = (): unknown => createBehaviourModel().score(EVENT, { alertsAday: 3 } as object)
    expect(expectCode('behaviour/invalid-option', score).help).toMatch(/alertsADay/)
  })
})

describe('options', () => {
  test.each([
    [7, ''],
    [{ warmupMs: -1 }, '/warmupMs'],
    [{ warmupMs: '14d' }, '/warmupMs'],
    [{ warmup: 1 }, '/warmup'],
    [{ limits: [] }, '/limits'],
    [{ limits: { actors: 0 } }, '/limits/actors'],
    [{ limits: { actors: 1.5 } }, '/limits/actors'],
    [{ limits: { attributeFields: 65 } }, '/limits/attributeFields'],
    [{ limits: { actor: 5 } }, '/limits/actor'],
  ])('%j are refused at %s', (options, path) => {
    const error = expectCode('behaviour/invalid-option', () => createBehaviourModel(options as object))
    expect(error.path).toBe(path)
  })

  test('that are misspelt come with a suggestion', () => {
    const error = expectCode('behaviour/invalid-option', () =>
      createBehaviourModel({ warmupMS: 1 } as object),
    )
    expect(error.help).toBe('did you mean warmupMs?')
  })
})

describe('freezeAnchor', () => {
  const at = MONDAY
  test('needs something learnt', () => {
    expectCode('behaviour/nothing-learnt', () => learnt().freezeAnchor({ at, reference: 'CHG-1' }))
  })

  test('refuses an actor that was never seen', () => {
    const error = expectCode('behaviour/unknown-actor', () =>
      learnt(EVENT).freezeAnchor({ at, reference: 'CHG-1', actors: ['ana', 'eve'] }),
    )
    expect(error.path).toBe('/actors/1')
  })

  test('refuses a missing reference, an empty list, a closed day and a time in seconds', () => {
    const model = learnt({ ...EVENT, at: MONDAY + DAY })
    const later = MONDAY + DAY
    expectCode('behaviour/invalid-option', () => model.freezeAnchor({ at: later, reference: '' }))
    expectCode('behaviour/text-too-long', () => model.freezeAnchor({ at: later, reference: 'x'.repeat(300) }))
    expectCode('behaviour/invalid-option', () =>
      model.freezeAnchor({ at: later, reference: 'CHG-1', actors: [] }),
    )
    expectCode('behaviour/time-backwards', () => model.freezeAnchor({ at, reference: 'CHG-1' }))
    expectCode('behaviour/invalid-time', () => model.freezeAnchor({ at: later / 1000, reference: 'CHG-1' }))
  })
})

describe('approve', () => {
  const reference = 'CHG-1'
  const until = MONDAY + DAY
  test('refuses an actor that was never seen', () => {
    expectCode('behaviour/unknown-actor', () => learnt(EVENT).approve({ reference, actor: 'eve', until }))
  })

  test('refuses a field that is not there, and suggests the one that was meant', () => {
    const error = expectCode('behaviour/unknown-field', () =>
      learnt(EVENT).approve({ reference, actor: 'ana', fields: ['action', 'namspace'], until }),
    )
    expect(error.path).toBe('/fields/1')
    expect(error.help).toBe('did you mean namespace?')
  })

  test('refuses a period that is over, or ends before it begins', () => {
    const model = learnt(EVENT, { ...EVENT, at: MONDAY + 2 * DAY })
    expectCode('behaviour/invalid-approval', () => model.approve({ reference, actor: 'ana', until }))
    const from = MONDAY + 9 * DAY
    expectCode('behaviour/invalid-approval', () =>
      model.approve({ reference, actor: 'ana', from, until: from - 1 }),
    )
  })

  test('takes sixteen approvals of an actor at a time', () => {
    const model = learnt(EVENT)
    for (let count = 0; count < 16; count += 1) model.approve({ reference, actor: 'ana', until })
    expectCode('behaviour/too-many-approvals', () => model.approve({ reference, actor: 'ana', until }))
  })
})

describe('bytes', () => {
  const bytes = learnt(EVENT, { ...EVENT, at: MONDAY + DAY }).toBytes()

  test('cut anywhere are refused', () => {
    for (let end = 0; end < bytes.length; end += 1) {
      expectCode('behaviour/invalid-bytes', () => restoreBehaviourModel(bytes.subarray(0, end)))
    }
  })

  test('changed anywhere are refused', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice()
      changed[at] = changed[at]! ^ 1
      expectCode('behaviour/invalid-bytes', () => restoreBehaviourModel(changed))
    }
  })

  test('of something else are refused', () => {
    expectCode('behaviour/invalid-bytes', () => restoreBehaviourModel('bytes' as unknown as Uint8Array))
  })
})

describe('hostile names', () => {
  test('are names like any other', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const model = createBehaviourModel()
    const event = (name: string, at: number): BehaviourEvent => ({
      at,
      actor: name,
      role: name,
      intent: name,
      action: name,
      resource: name,
      session: name,
      attributes: JSON.parse(`{"${name}":"${name}","ns":"${name}"}`) as Record<string, string>,
      provenance: JSON.parse(`{"${name}":"tool"}`) as Record<string, 'tool'>,
    })
    for (let day = 0; day < 4; day += 1) {
      for (const name of names) model.learn(event(name, MONDAY + day * DAY))
    }
    const score = restoreBehaviourModel(model.toBytes()).score(event('__proto__', MONDAY + 4 * DAY))
    expect(score).toEqual(model.score(event('__proto__', MONDAY + 4 * DAY)))
    const field = score.contributions.find((contribution) => contribution.field === 'attributes.__proto__')
    expect(field).toMatchObject({ value: '__proto__', seenByActor: 3 })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect({}).toEqual(Object.create(Object.prototype))
  })
})

describe('an event that is not what it was', () => {
  const usual: BehaviourEvent = {
    at: MONDAY,
    actor: 'ana',
    action: 'read',
    resource: 'app:prod/web',
    attributes: { ns: 'prod', bytes: 7 },
  }
  const taught = (event: BehaviourEvent, scored?: BehaviourEvent): Uint8Array => {
    const model = createBehaviourModel()
    if (scored !== undefined) model.score(scored)
    model.learn(event)
    return model.toBytes()
  }

  test('is learnt as it is when it is learnt, whatever it was when it was scored', () => {
    const changes: Partial<BehaviourEvent>[] = [
      { actor: 'ben' },
      { role: 'sre' },
      { attributes: { ns: 'prod', bytes: 700 } },
      { attributes: { ns: 'prod' } },
      { provenance: { path: 'tool' } },
      { session: 's' },
    ]
    for (const change of changes) {
      const model = createBehaviourModel()
      const event = { ...usual }
      model.score(event)
      Object.assign(event, change)
      model.learn(event)
      expect(model.toBytes()).toEqual(taught({ ...usual, ...change }))
    }
    expect(taught(usual, usual)).toEqual(taught(usual))
  })

  test('is learnt itself where reading it scores another', () => {
    const model = createBehaviourModel()
    model.score(usual)
    const event = Object.defineProperty({ ...usual }, 'attributes', {
      enumerable: true,
      get() {
        model.score({ ...usual, actor: 'eve', action: 'steal' })
        return usual.attributes
      },
    }) as BehaviourEvent
    model.learn(event)
    expect(model.toBytes()).toEqual(taught(usual))
  })
})
