import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, plain, toPatch } from 'keelson/diff'
import { fingerprint } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { objectOf } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'

/** What a change set says, one short line a change. */
function told(before: JsonValue, after: JsonValue): string[] {
  return diff(before, after).changes.map((change) => `${change.op} ${change.pointer}`)
}

describe('a change', () => {
  test('has its place as pointer and as path, and both values', () => {
    expect(diff({ spec: { replicas: 3 } }, { spec: { replicas: 5 } })).toEqual({
      profile: 'plain',
      changes: [
        {
          op: 'replace',
          pointer: '/spec/replicas',
          path: ['spec', 'replicas'],
          before: 3,
          after: 5,
          class: 'material',
        },
      ],
      equal: false,
    })
  })

  test('has no value on the side where there was nothing', () => {
    const [added, removed] = diff({ b: null }, { a: null }).changes
    expect(added).toEqual({ op: 'add', pointer: '/a', path: ['a'], after: null, class: 'material' })
    expect(removed).toEqual({ op: 'remove', pointer: '/b', path: ['b'], before: null, class: 'material' })
  })

  test('tells indices from names that look like them', () => {
    expect(diff([{ 0: 1 }], [{ 0: 2 }]).changes[0]).toMatchObject({ pointer: '/0/0', path: [0, '0'] })
  })

  test('can be of the whole document', () => {
    expect(diff(null, {}).changes).toEqual([
      { op: 'replace', pointer: '', path: [], before: null, after: {}, class: 'material' },
    ])
    expect(told([], {})).toEqual(['replace '])
    expect(told(1, '1')).toEqual(['replace '])
  })

  test('sees names that every object inherits', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString']
    for (const name of names) {
      expect(told({}, objectOf([[name, 1]]))).toEqual([`add /${name}`])
      expect(told(objectOf([[name, {}]]), {})).toEqual([`remove /${name}`])
    }
  })

  test('escapes its pointer', () => {
    expect(told({}, { 'a/b~c': 1 })).toEqual(['add /a~1b~0c'])
    expect(told({}, { '': 1 })).toEqual(['add /'])
  })
})

describe('no change', () => {
  test('is between -0 and 0', () => {
    expect(diff({ a: -0, b: [0] }, { a: 0, b: [-0] })).toEqual({ profile: 'plain', changes: [], equal: true })
  })

  test('is between members in another order', () => {
    expect(diff({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }).equal).toBe(true)
  })

  test('is not between null, absent, empty, false and zero', () => {
    const values: JsonValue[] = [null, [], {}, '', false, 0]
    for (const before of values) {
      for (const after of values) {
        if (before !== after) expect(diff({ a: before }, { a: after }).equal).toBe(false)
      }
      expect(diff({ a: before }, {}).equal).toBe(false)
    }
  })
})

describe('the order of changes', () => {
  test('is that of names by code point, whatever the order of members', () => {
    const after = { '\uff5e': 1, '😀': 2, b: { y: 1, x: 1 }, a: 1 }
    const expected = ['/a', '/b/x', '/b/y', '/\uff5e', '/😀']
    expect(diff({ b: {} }, after).changes.map((change) => change.pointer)).toEqual(expected)
  })

  test('is within an array first what changed in place, then what came and went, from the back', () => {
    const before = [{ a: 1 }, 'gone', 'stays', { b: 1 }, 'stays too']
    const after = [{ a: 2 }, 'stays', { b: 2 }, 'stays too', 'new', 'newer']
    expect(told(before, after)).toEqual(['replace /0/a', 'replace /3/b', 'add /5', 'add /6', 'remove /1'])
  })
})

describe('arrays', () => {
  test('an element put in at the head is one change', () => {
    const list = Array.from({ length: 2000 }, (_, id) => ({ id, tags: ['x', `t${id}`] }))
    const { changes } = diff(list, [{ id: -1, tags: [] }, ...list])
    expect(changes.map(({ op, pointer }) => ({ op, pointer }))).toEqual([{ op: 'add', pointer: '/0' }])
  })

  test('an element taken from the middle is one change', () => {
    const list = Array.from({ length: 2000 }, (_, id) => ({ id }))
    expect(told(list, list.toSpliced(1000, 1))).toEqual(['remove /1000'])
  })

  test('an element changed in place gives the changes inside it', () => {
    const containers = (image: string): JsonValue => [
      { name: 'app', image, env: [{ name: 'A', value: '1' }] },
      { name: 'proxy', image: 'proxy:1' },
    ]
    expect(told(containers('app:1'), containers('app:2'))).toEqual(['replace /0/image'])
  })

  test('elements changed in place beside ones that came and went are found', () => {
    const before = [
      { n: 'a', v: 1 },
      { n: 'b', v: 1 },
      { n: 'c', v: 1 },
      { n: 'd', v: 1 },
    ]
    const after = [{ n: 'new' }, { n: 'a', v: 1 }, { n: 'b', v: 2 }, { n: 'c', v: 1 }]
    expect(told(before, after)).toEqual(['replace /1/v', 'remove /3', 'add /0'])
  })

  test('a changed record is known again by what it keeps, beside one that was put in', () => {
    const app = { name: 'app', image: 'app:1', port: 80 }
    const before = [app, { name: 'db', image: 'db:1', port: 5432 }]
    const after = [{ name: 'miner', image: 'x:1' }, { ...app, image: 'app:2' }, before[1]!]
    expect(told(before, after)).toEqual(['replace /0/image', 'add /0'])
    expect(told(after, before)).toEqual(['replace /1/image', 'remove /0'])
  })

  test('an element that moved goes out and comes in as a whole', () => {
    expect(told(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a'])).toEqual(['add /4', 'remove /0'])
  })

  test('a short list that changed throughout keeps a change for each element', () => {
    expect(told([1, 2, 3], [4, 5, 6])).toEqual(['replace /0', 'replace /1', 'replace /2'])
  })
})

describe('options', () => {
  test('fingerprints: true puts the fingerprints of both documents in', () => {
    const changes = diff({ a: 1 }, { a: 2 }, { fingerprints: true })
    expect(changes.before).toBe(fingerprint({ a: 1 }))
    expect(changes.after).toBe(fingerprint({ a: 2 }))
    expect(diff({ a: 1 }, { a: 2 }, { fingerprints: false })).not.toHaveProperty('before')
  })

  test('a profile gives its name and its ignore rules', () => {
    const profile = { name: 'ours', ignore: [{ pointer: '/status', reason: 'written by the server' }] }
    const changes = diff({ status: 1, spec: 1 }, { status: 2, spec: 1 }, { profile })
    expect(changes.profile).toBe('ours')
    expect(changes.equal).toBe(true)
    expect(changes.changes[0]!.rule).toBe('/status (written by the server)')
    expect(plain()).toEqual({ name: 'plain' })
    expectCode('diff/invalid-profile', () => diff(1, 1, { profile: 'kubernetes' as never }))
  })

  test('that do not exist are refused, with the one that was meant', () => {
    const error = expectCode('diff/unknown-option', () => diff(1, 1, { ignroe: [] } as never))
    expect(error.help).toBe('did you mean "ignore"?')
    expectCode('diff/unknown-option', () => diff(1, 1, { owners: [] } as never))
    expectCode('diff/unknown-option', () => diff(1, 1, null as never))
  })

  test('limits bound the documents', () => {
    expectCode('core/size-limit', () => diff([1, 2, 3], [], { limits: { maxNodes: 3 } }))
    expectCode('core/depth-limit', () => diff([], [[[]]], { limits: { maxDepth: 2 } }))
  })
})

describe('what is not JSON is refused with its place, on either side', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = { again: cyclic }
  const withAccessor = Object.defineProperty({}, 'x', { get: () => 1, enumerable: true })
  const sparse = [1, 2, 3]
  delete sparse[1]
  test.each<[string, unknown, string]>([
    ['NaN', Number.NaN, 'core/not-json'],
    ['Infinity', Number.POSITIVE_INFINITY, 'core/not-json'],
    ['undefined', undefined, 'core/not-json'],
    ['a bigint', 5n, 'core/not-json'],
    ['a symbol', Symbol('x'), 'core/not-json'],
    ['a function', () => 1, 'core/not-json'],
    ['a Date', new Date(5), 'core/not-json'],
    ['a Map', new Map([[1, 2]]), 'core/not-json'],
    ['a Set', new Set([1]), 'core/not-json'],
    ['a typed array', new Uint8Array(2), 'core/not-json'],
    ['an instance of a class', new (class Thing {})(), 'core/not-json'],
    ['an accessor', withAccessor, 'core/not-json'],
    ['a hole in an array', sparse, 'core/not-json'],
    ['a cycle', cyclic, 'core/cyclic'],
  ])('%s', (_, value, code) => {
    const document = { at: value } as JsonValue
    const error = expectCode(code, () => diff(document, {}))
    if (code === 'core/not-json') expect(error.path).toMatch(/^\/at/)
    expectCode(code, () => diff({}, document))
    expectCode(code, () => diff(document, document))
  })

  test('documents that are nested too deep', () => {
    const nested = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as JsonValue
    expectCode('core/depth-limit', () => diff(nested, nested))
  })
})

describe('the change set', () => {
  test('does not change when the documents do', () => {
    const after = { a: { list: [1] } }
    const changes = diff({}, after)
    after.a.list.push(2)
    expect(changes.changes[0]!.after).toEqual({ list: [1] })
  })

  test('has the same bytes whatever the order of members', () => {
    const one = diff({ z: { b: 1, a: { d: 1, c: 2 } } }, { y: [{ f: 1, e: 2 }] })
    const other = diff({ z: { a: { c: 2, d: 1 }, b: 1 } }, { y: [{ e: 2, f: 1 }] })
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
  })

  test('reaches documents as deep as the limit', () => {
    const deep = (leaf: JsonValue): JsonValue => {
      let value = leaf
      for (let depth = 0; depth < 1000; depth += 1) value = depth % 2 === 0 ? [value] : { a: value }
      return value
    }
    const changes = diff(deep(1), deep(2))
    expect(changes.changes.length).toBe(1)
    expect(changes.changes[0]!.path.length).toBe(1000)
    expect(diff(applyPatch(deep(1), toPatch(changes)), deep(2)).changes).toEqual([])
  })
})
