import type { JsonValue } from 'keelson/core'
import { applyPatch, diff3, type ThreeWayOptions, type ThreeWayStates } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

/** Cause, operation and place of each change. */
function told(states: ThreeWayStates, options?: ThreeWayOptions): string[] {
  return diff3(states, options).changes.map(({ cause, op, pointer }) => `${cause} ${op} ${pointer}`)
}

function remedied(states: ThreeWayStates, options?: ThreeWayOptions): JsonValue {
  return applyPatch(states.live, diff3(states, options).remediation)
}

describe('the cause of a difference', () => {
  test.each<[string, ThreeWayStates, string[]]>([
    ['live moved away', { base: { a: 1 }, desired: { a: 1 }, live: { a: 2 } }, ['drift replace /a']],
    ['live added', { base: {}, desired: {}, live: { a: 2 } }, ['drift add /a']],
    ['live removed', { base: { a: 1 }, desired: { a: 1 }, live: {} }, ['drift remove /a']],
    ['desired moved on', { base: { a: 1 }, desired: { a: 2 }, live: { a: 1 } }, ['pending replace /a']],
    ['desired added', { base: {}, desired: { a: 2 }, live: {} }, ['pending remove /a']],
    ['desired removed', { base: { a: 1 }, desired: {}, live: { a: 1 } }, ['pending add /a']],
    ['both moved apart', { base: { a: 1 }, desired: { a: 2 }, live: { a: 3 } }, ['conflict replace /a']],
    ['both added apart', { base: {}, desired: { a: 2 }, live: { a: 3 } }, ['conflict replace /a']],
    [
      'desired changed, live removed',
      { base: { a: 1 }, desired: { a: 2 }, live: {} },
      ['conflict remove /a'],
    ],
    ['desired removed, live changed', { base: { a: 1 }, desired: {}, live: { a: 2 } }, ['conflict add /a']],
    ['both moved together', { base: { a: 1 }, desired: { a: 2 }, live: { a: 2 } }, ['converged replace /a']],
    ['both added the same', { base: {}, desired: { a: 2 }, live: { a: 2 } }, ['converged add /a']],
    ['both removed', { base: { a: 1 }, desired: {}, live: {} }, ['converged remove /a']],
    ['the whole document', { base: 1, desired: 2, live: [] }, ['conflict replace ']],
    ['nothing', { base: { a: [1] }, desired: { a: [1] }, live: { a: [1] } }, []],
  ])('%s', (_, states, expected) => {
    expect(told(states)).toEqual(expected)
  })

  test('comes with the three values, from desired to live', () => {
    expect(diff3({ base: { a: 1 }, desired: { a: 2 }, live: { a: 3 } }).changes).toEqual([
      {
        op: 'replace',
        pointer: '/a',
        path: ['a'],
        before: 2,
        after: 3,
        class: 'material',
        cause: 'conflict',
        base: 1,
        desired: 2,
        live: 3,
      },
    ])
    const [converged] = diff3({ base: { a: 1 }, desired: { a: 2 }, live: { a: 2 } }).changes
    expect(converged).toMatchObject({ before: 1, after: 2, base: 1, desired: 2, live: 2 })
    const [removed] = diff3({ base: { a: 1 }, desired: { a: 1 }, live: {} }).changes
    expect(removed).not.toHaveProperty('live')
    expect(removed).not.toHaveProperty('after')
  })

  test('is looked for within objects that all have', () => {
    const states = {
      base: { spec: { image: 'a:1', replicas: 2, paused: false } },
      desired: { spec: { image: 'a:2', replicas: 2, paused: false } },
      live: { spec: { image: 'a:1', replicas: 5, paused: false }, extra: {} },
    }
    expect(told(states)).toEqual([
      'drift add /extra',
      'pending replace /spec/image',
      'drift replace /spec/replicas',
    ])
  })

  test('is looked for within what base does not have or has otherwise', () => {
    const states = { base: { a: 1 }, desired: { a: { x: 1, y: 1 } }, live: { a: { x: 1, y: 2, z: 3 } } }
    expect(told(states)).toEqual(['converged add /a/x', 'conflict replace /a/y', 'drift add /a/z'])
  })

  test('cannot be told without one of the three', () => {
    const error = expectCode('diff/missing-state', () => diff3({ desired: 1, live: 2 } as never))
    expect(error.path).toBe('/base')
    expectCode('diff/missing-state', () => diff3(undefined as never))
    expectCode('core/not-json', () => diff3({ base: 1, desired: 1, live: [Number.NaN] }))
  })

  test('equal says that nothing material stands between desired and live', () => {
    expect(diff3({ base: 1, desired: 2, live: 2 }).equal).toBe(true)
    expect(diff3({ base: 1, desired: 2, live: 1 }).equal).toBe(false)
    expect(diff3({ base: 1, desired: 1, live: 2 }).equal).toBe(false)
  })
})

describe('owners', () => {
  const states = {
    base: { spec: { replicas: 2 } },
    desired: { spec: { replicas: 2 } },
    live: { spec: { replicas: 7, dnsPolicy: 'ClusterFirst' } },
  }

  test('make a difference foreign, with owner, rule and reason', () => {
    const owners = [{ pointer: '/spec/replicas', owner: 'hpa', reason: 'autoscaled' }]
    const { changes, remediation } = diff3(states, { owners })
    expect(changes.map(({ pointer, cause }) => [pointer, cause])).toEqual([
      ['/spec/dnsPolicy', 'drift'],
      ['/spec/replicas', 'foreign'],
    ])
    expect(changes[1]).toMatchObject({
      class: 'foreign',
      owner: 'hpa',
      rule: '/spec/replicas is owned by hpa (autoscaled)',
    })
    expect(remediation.at(-1)).toEqual({ op: 'remove', path: '/spec/dnsPolicy' })
  })

  test('own their place whatever base was', () => {
    const owners = [{ pointer: '/a', owner: 'x' }]
    expect(told({ base: { a: 1 }, desired: { a: 2 }, live: { a: 1 } }, { owners })).toEqual([
      'foreign replace /a',
    ])
    expect(told({ base: { a: 1 }, desired: { a: 2 }, live: { a: 3 } }, { owners })).toEqual([
      'foreign replace /a',
    ])
    expect(told({ base: { a: 1 }, desired: { a: 2 }, live: { a: 2 } }, { owners })).toEqual([
      'converged replace /a',
    ])
  })

  test('with a value own their place only while live holds exactly it', () => {
    const owners = [{ pointer: '/spec/dnsPolicy', owner: 'server', value: 'ClusterFirst' }]
    expect(told(states, { owners })).toEqual(['foreign add /spec/dnsPolicy', 'drift replace /spec/replicas'])
    const changed = { ...states, live: { spec: { replicas: 7, dnsPolicy: 'None' } } }
    expect(told(changed, { owners })).toEqual(['drift add /spec/dnsPolicy', 'drift replace /spec/replicas'])
    const declared = { base: { a: 'Always' }, desired: { a: 'Always' }, live: { a: 'IfNotPresent' } }
    const defaulted = [{ pointer: '/a', owner: 'server', value: 'IfNotPresent' }]
    expect(told(declared, { owners: defaulted })).toEqual(['drift replace /a'])
    const filled = { base: {}, desired: {}, live: { a: { x: [], y: 1 } } }
    expect(told(filled, { owners: [{ pointer: '/a', owner: 'server', value: { y: 1, x: [] } }] })).toEqual([
      'foreign add /a',
    ])
  })

  test('what only live has and nobody owns is drift', () => {
    expect(told(states, { owners: [{ pointer: '/spec/dns', owner: 'x' }] })).toContain(
      'drift add /spec/dnsPolicy',
    )
  })

  test('keep what is theirs in an object that only live has', () => {
    const owners = [{ pointer: '/metadata/annotations/revision', owner: 'controller' }]
    const states = {
      base: { metadata: {} },
      desired: { metadata: {} },
      live: { metadata: { annotations: { revision: '5', injected: 'yes' } } },
    }
    expect(told(states, { owners })).toEqual([
      'drift add /metadata/annotations/injected',
      'foreign add /metadata/annotations/revision',
    ])
    expect(remedied(states, { owners })).toEqual({ metadata: { annotations: { revision: '5' } } })
    const only = { ...states, live: { metadata: { annotations: { injected: 'yes' } } } }
    expect(told(only, { owners })).toEqual(['drift add /metadata/annotations'])
  })

  test('of server-filled defaults do not hide which element is which', () => {
    const app = { name: 'app', image: 'app:1' }
    const filled = { ...app, pullPolicy: 'IfNotPresent', probe: { scheme: 'HTTP' } }
    const owners = [
      { pointer: '/*/pullPolicy', owner: 'server', value: 'IfNotPresent' },
      { pointer: '/*/probe/scheme', owner: 'server', value: 'HTTP' },
    ]
    const states = { base: [app], desired: [app], live: [{ name: 'miner', image: 'x:1' }, filled] }
    expect(told(states, { owners })).toEqual([
      'foreign add /0/probe/scheme',
      'foreign add /0/pullPolicy',
      'drift add /0',
    ])
    expect(remedied(states, { owners })).toEqual([filled])
  })

  test('an ignore rule keeps the cause and takes the class', () => {
    const options = { ignore: [{ pointer: '/spec/replicas', reason: 'noise' }] }
    const { changes, remediation } = diff3(states, options)
    expect(changes[1]).toMatchObject({ cause: 'drift', class: 'ignored', rule: '/spec/replicas (noise)' })
    expect(remediation.map(({ path }) => path)).toEqual(['/spec/dnsPolicy', '/spec/dnsPolicy'])
  })

  test('are named', () => {
    expectCode('diff/invalid-rule', () => diff3(states, { owners: [{ pointer: '/a', owner: '' }] }))
    expectCode('diff/unknown-option', () => diff3(states, { owner: [] } as never))
  })
})

describe('arrays', () => {
  const app = (image: string): JsonValue => ({ name: 'app', image, ports: [80] })
  const proxy = { name: 'proxy', image: 'proxy:1' }
  const sidecar = { name: 'miner', image: 'evil:1' }
  const job = { name: 'job', image: 'job:1' }

  test('an element put in by hand is one change', () => {
    const states = {
      base: [app('a:1'), proxy],
      desired: [app('a:1'), proxy],
      live: [sidecar, app('a:1'), proxy],
    }
    expect(told(states)).toEqual(['drift add /0'])
    expect(remedied(states)).toEqual(states.desired)
  })

  test('an element taken out by hand comes back to its place', () => {
    const states = {
      base: [app('a:1'), proxy, job],
      desired: [app('a:1'), proxy, job],
      live: [app('a:1'), job],
    }
    expect(told(states)).toEqual(['drift remove /1'])
    expect(remedied(states)).toEqual(states.desired)
  })

  test('an element changed by hand is drift inside it', () => {
    const states = { base: [app('a:1'), proxy], desired: [app('a:1'), proxy], live: [app('a:2'), proxy] }
    expect(told(states)).toEqual(['drift replace /0/image'])
  })

  test('what is pending and what drifted stay apart', () => {
    const states = {
      base: [app('a:1'), proxy],
      desired: [app('a:2'), proxy, job],
      live: [app('a:1'), sidecar, { ...proxy, image: 'proxy:hacked' }],
    }
    const { changes } = diff3(states)
    expect(changes.map(({ cause, pointer }) => `${cause} ${pointer}`)).toContain('pending /0/image')
    const after = remedied(states)
    expect(after).toEqual([app('a:1'), proxy])
    expect(told({ ...states, live: after })).toEqual(['pending replace /0/image', 'pending remove /2'])
  })

  test('additions of both sides at one place are two facts', () => {
    const states = { base: [app('a:1')], desired: [app('a:1'), job], live: [app('a:1'), sidecar] }
    expect(told(states)).toEqual(['drift add /2', 'pending remove /1'])
    expect(remedied(states)).toEqual([app('a:1')])
  })

  test('the same addition on both sides has converged', () => {
    const states = { base: [proxy], desired: [proxy, job], live: [proxy, job] }
    expect(told(states)).toEqual(['converged add /1'])
  })

  test('what live still has and desired dropped is pending', () => {
    const states = { base: [proxy, job], desired: [proxy], live: [proxy, job] }
    expect(told(states)).toEqual(['pending add /1'])
    expect(diff3(states).remediation).toEqual([])
  })

  test('both changed one element apart: the conflict is where they differ', () => {
    const states = { base: [app('a:1'), proxy], desired: [app('a:2'), proxy], live: [app('a:3'), proxy] }
    expect(told(states)).toEqual(['conflict replace /0/image'])
  })

  test('owned elements are left, and drift beside them is taken back', () => {
    const istio = { name: 'istio' }
    const owners = [{ pointer: '/*', owner: 'injector', value: istio }]
    const states = { base: [proxy], desired: [proxy], live: [istio, proxy, sidecar] }
    expect(told(states, { owners })).toEqual(['drift add /1', 'foreign add /0'])
    expect(remedied(states, { owners })).toEqual([istio, proxy])
  })

  test('a list in which drift cannot be told from the rest is a conflict as a whole', () => {
    // Live holds the owned value twice, desired once: which of the two is desired's depends on the drift beside them.
    const states = { base: { list: [] }, desired: { list: [0] }, live: { list: [1, 0, 0] } }
    const owners = [{ pointer: '/list/*', owner: 'x', value: 0 }]
    expect(told(states, { owners })).toEqual(['conflict replace /list'])
    expect(diff3(states, { owners }).remediation).toEqual([])
  })
})

describe('remediation', () => {
  test('guards what it takes away and leaves what is pending, foreign or in conflict', () => {
    const states = {
      base: { a: 1, b: 1, c: 1, d: 1, e: 1 },
      desired: { a: 1, b: 2, c: 2, d: 1, e: 1 },
      live: { a: 9, b: 1, c: 9, d: 9, f: 9 },
    }
    const { remediation } = diff3(states, { owners: [{ pointer: '/d', owner: 'x' }] })
    expect(remediation).toEqual([
      { op: 'test', path: '/a', value: 9 },
      { op: 'replace', path: '/a', value: 1 },
      { op: 'add', path: '/e', value: 1 },
      { op: 'test', path: '/f', value: 9 },
      { op: 'remove', path: '/f' },
    ])
    expect(applyPatch(states.live, remediation)).toEqual({ a: 1, b: 1, c: 9, d: 9, e: 1 })
  })

  test('fails as a whole on a live that has moved on', () => {
    const { remediation } = diff3({ base: { a: 1 }, desired: { a: 1 }, live: { a: 2 } })
    expectCode('diff/test-failed', () => applyPatch({ a: 3 }, remediation))
  })

  test('brings back a resource that was deleted, and takes away one that nobody asked for', () => {
    expect(remedied({ base: { a: 1 }, desired: { a: 1 }, live: null })).toEqual({ a: 1 })
    expect(remedied({ base: null, desired: null, live: { a: 1 } })).toBe(null)
  })
})
