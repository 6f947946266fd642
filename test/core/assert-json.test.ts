import { runInNewContext } from 'node:vm'
import { assertJson } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

class Pod {
  readonly name = 'a'
}

function nestedArrays(depth: number, innermost?: unknown): unknown {
  let value: unknown = innermost === undefined ? [] : [innermost]
  for (let level = 1; level < depth; level += 1) value = [value]
  return value
}

function nestedObjects(depth: number, innermost?: unknown): unknown {
  let value: unknown = innermost === undefined ? {} : { a: innermost }
  for (let level = 1; level < depth; level += 1) value = { a: value }
  return value
}

describe('assertJson refuses what JSON cannot hold, and says where', () => {
  const holes = [1, 2, 3]
  delete holes[1]
  const accessorInArray: unknown[] = [0]
  Object.defineProperty(accessorInArray, 0, { get: () => 1, enumerable: true })

  const cases: readonly [name: string, value: unknown, path: string][] = [
    ['undefined', undefined, ''],
    ['a member that is undefined', { a: { b: undefined } }, '/a/b'],
    ['an element that is undefined', [0, undefined], '/1'],
    ['NaN', { 'a/b': [Number.NaN] }, '/a~1b/0'],
    ['Infinity', [[Number.POSITIVE_INFINITY]], '/0/0'],
    ['-Infinity', { '': Number.NEGATIVE_INFINITY }, '/'],
    ['a bigint', { replicas: 3n }, '/replicas'],
    ['a function', { run: () => 1 }, '/run'],
    ['a toJSON method', { toJSON: () => 1 }, '/toJSON'],
    ['a symbol', { s: Symbol.iterator }, '/s'],
    ['a Date', { at: new Date(0) }, '/at'],
    ['a Map', [new Map()], '/0'],
    ['a Set', [new Set()], '/0'],
    ['a regular expression', { r: /x/ }, '/r'],
    ['a typed array', { bytes: new Uint8Array(2) }, '/bytes'],
    ['a boxed number', { n: Object(1) }, '/n'],
    ['a boxed string', { n: Object('s') }, '/n'],
    ['an instance of a class', [{ pod: new Pod() }], '/0/pod'],
    ['an object that inherits from a plain one', Object.create({ a: 1 }), ''],
    ['an error', new Error('x'), ''],
    ['a promise', { p: Promise.resolve(1) }, '/p'],
    ['a hole', { list: holes }, '/list/1'],
    ['four billion holes', { list: new Array(4_294_967_295) }, '/list/0'],
    ['a getter', Object.defineProperty({}, 'x', { get: () => 1, enumerable: true }), '/x'],
    ['a setter', Object.defineProperty({}, 'x', { set: () => {}, enumerable: true }), '/x'],
    ['a getter in an array', [accessorInArray], '/0/0'],
    ['a fault behind hostile names', { __proto__x: 1, ['__proto__']: { '~': 1n } }, '/__proto__/~0'],
  ]
  for (const [name, value, path] of cases) {
    test(`${name}: core/not-json at ${JSON.stringify(path)}`, () => {
      const error = expectCode('core/not-json', () => assertJson(value))
      expect(error.path).toBe(path)
      expect(error.help).toBeTruthy()
    })
  }

  test('the first fault in order is the one reported', () => {
    expect(expectCode('core/not-json', () => assertJson({ b: [1n], a: 1n })).path).toBe('/b/0')
  })

  test('accessors are not called', () => {
    let calls = 0
    const value = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        calls += 1
        return 1
      },
    })
    expectCode('core/not-json', () => assertJson([value]))
    expect(calls).toBe(0)
  })
})

describe('assertJson accepts plain data', () => {
  const cases: readonly [name: string, value: unknown][] = [
    ['null', null],
    ['-0', -0],
    ['a lone surrogate', '\ud800'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['own members with hostile names', JSON.parse('{"__proto__":{"constructor":[]},"toString":1}')],
    ['objects and arrays of another realm', runInNewContext('({ a: [1, { b: null }] })')],
    ['frozen objects', Object.freeze({ a: Object.freeze([1]) })],
    ['members that do not enumerate, and symbols, which JSON does not see', hidden()],
    ['one object in two places, which is no cycle', shared()],
  ]
  for (const [name, value] of cases) {
    test(name, () => {
      expect(() => assertJson(value)).not.toThrow()
    })
  }

  function hidden(): object {
    return Object.defineProperty({ a: 1, [Symbol('s')]: 1n }, 'h', { value: 1n, enumerable: false })
  }

  function shared(): object {
    const leaf = { list: [1] }
    return { a: leaf, b: [leaf, leaf.list] }
  }
})

describe('limits of assertJson', () => {
  for (const [name, value] of [
    ['arrays, the innermost empty', nestedArrays(1000)],
    ['arrays around a scalar', nestedArrays(1000, 1)],
    ['objects, the innermost empty', nestedObjects(1000)],
    ['objects around a scalar', nestedObjects(1000, 1)],
  ] as const) {
    test(`1,000 nested ${name} are taken`, () => {
      expect(() => assertJson(value)).not.toThrow()
    })
  }

  for (const [name, value] of [
    ['1,001 arrays, the innermost empty', nestedArrays(1001)],
    ['1,001 arrays around a scalar', nestedArrays(1001, 1)],
    ['1,001 objects, the innermost empty', nestedObjects(1001)],
    ['an empty array in 1,000 objects', nestedObjects(1000, [])],
    ['a million arrays', nestedArrays(1_000_000)],
  ] as const) {
    test(`${name}: core/depth-limit`, () => {
      expectCode('core/depth-limit', () => assertJson(value))
    })
  }

  test('a depth of 0 takes scalars only', () => {
    expect(() => assertJson('a', { maxDepth: 0 })).not.toThrow()
    expectCode('core/depth-limit', () => assertJson({}, { maxDepth: 0 }))
  })

  test('more values than allowed: core/size-limit, at the first too many', () => {
    const value = { a: [1, 2], b: { c: 3 } }
    expect(() => assertJson(value, { maxNodes: 6 })).not.toThrow()
    const paths = [0, 1, 2, 3, 4, 5].map(
      (maxNodes) => expectCode('core/size-limit', () => assertJson(value, { maxNodes })).path,
    )
    expect(paths).toEqual(['', '/a', '/a/0', '/a/1', '/b', '/b/c'])
  })

  test('a small object that unfolds to 2^40 values ends at the limit: core/size-limit', () => {
    let value: unknown = 0
    for (let level = 0; level < 40; level += 1) value = [value, value]
    expectCode('core/size-limit', () => assertJson(value, { maxNodes: 100_000 }))
  })

  test('a limit that is no whole number: core/invalid-limits', () => {
    expect(expectCode('core/invalid-limits', () => assertJson([], { maxDepth: Number.NaN })).path).toBe(
      '/limits/maxDepth',
    )
    expect(expectCode('core/invalid-limits', () => assertJson([], { maxNodes: -1 })).path).toBe(
      '/limits/maxNodes',
    )
  })
})

describe('a value that contains itself: core/cyclic, where it comes up again', () => {
  const direct: unknown[] = []
  direct.push(direct)
  const byMember: { a?: unknown } = {}
  byMember.a = { b: [byMember] }
  const inside: { loop?: unknown } = {}
  inside.loop = inside
  const wide: unknown[] = Array.from({ length: 1000 }, () => 0)
  wide.push(wide)
  // The ring is as long as the limit is deep: only the member that is too deep closes it.
  const ring: { next?: unknown }[] = Array.from({ length: 1000 }, () => ({}))
  for (const [at, link] of ring.entries()) link.next = ring[(at + 1) % ring.length]

  const cases: readonly [name: string, value: unknown, path: string][] = [
    ['an array in itself', direct, '/0'],
    ['an object two levels down', byMember, '/a/b/0'],
    ['a cycle below the root', { x: 1, y: [inside] }, '/y/0/loop'],
    ['a wide cycle that ends at the value limit', wide, '/1000'],
    ['a ring of 1,000 objects', ring[0], '/next'.repeat(1000)],
  ]
  for (const [name, value, path] of cases) {
    test(name, () => {
      const error = expectCode('core/cyclic', () => assertJson(value, { maxNodes: 500_000 }))
      expect(error.path).toBe(path)
    })
  }
})
