import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import type { JsonValue } from 'keelson/core'
import { createFingerprintTree, fingerprint, fingerprintText } from 'keelson/hash'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { countMembers, withNodeCount } from '../../src/hash/kf1-node-count.js'
import { expectCode } from '../support/expect-code.js'

interface Vector {
  readonly name: string
  readonly json: string
  readonly fingerprint: string
}

const VECTORS = JSON.parse(
  readFileSync(new URL('fingerprint.vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[]

const nested = (depth: number, open = '[', close = ']'): string => open.repeat(depth) + close.repeat(depth)
const notJson = (value: unknown): JsonValue => value as JsonValue

const deep = (levels: number, innermost: unknown): unknown => {
  let value = innermost
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return [proxy]
}

function endless(): unknown {
  return new Proxy({ a: 1 }, { get: endless, getOwnPropertyDescriptor: describeEndless })
}

function describeEndless(): PropertyDescriptor {
  return { value: endless(), enumerable: true, configurable: true, writable: true }
}

describe('the published vectors', () => {
  test('are at least 40', () => {
    expect(VECTORS.length).toBeGreaterThanOrEqual(40)
  })

  test.each(VECTORS)('$name', ({ json, fingerprint: expected }) => {
    expect(fingerprint(JSON.parse(json) as JsonValue)).toBe(expected)
    expect(fingerprintText(json)).toBe(expected)
    expect(fingerprintText(new TextEncoder().encode(json))).toBe(expected)
  })
})

describe('fingerprint', () => {
  test.each([
    ['the quote that ohash forgets', { a: "1',b:'2" }, { a: '1', b: '2' }],
    ['the name that stable-hash forgets to quote', { a: 1, b: 2 }, { 'b:2,a': 1 }],
    ['null and the word', null, 'null'],
    ['a number and its digits', 1, '1'],
    ['the empty containers', [], {}],
    ['an array and an object with its indexes', ['a'], { 0: 'a' }],
    ['a missing member and null', {}, { a: null }],
    ['two lone surrogates', '\ud800', '\ud801'],
    ['a lone surrogate and U+FFFD', '\ud800', '\ufffd'],
    ['an array and its concatenation', [[1, 2], 3], [1, 2, 3]],
    ['values of two names swapped', { a: 1, b: 2 }, { a: 2, b: 1 }],
    ['name and value swapped', { a: 'b' }, { b: 'a' }],
  ])('tells apart %s', (_what, left, right) => {
    expect(fingerprint(left)).not.toBe(fingerprint(right))
  })

  test.each([
    ['NaN', { a: [0, Number.NaN] }, '/a/1'],
    ['an infinity', [Number.NEGATIVE_INFINITY], '/0'],
    ['undefined', { a: undefined }, '/a'],
    ['undefined at the root', undefined, ''],
    ['a function', { toJSON: () => 1 }, '/toJSON'],
    ['a bigint', [1n], '/0'],
    ['a symbol', Symbol.iterator, ''],
    ['a Date', { at: new Date(0) }, '/at'],
    ['a Map', [new Map()], '/0'],
    ['a Uint8Array', { bytes: new Uint8Array(2) }, '/bytes'],
    ['a boxed string', [Object('text')], '/0'],
    [
      'an instance whose class has toJSON',
      new (class {
        toJSON = 1
      })(),
      '',
    ],
    ['a hole', { list: Object.assign(new Array(3), { 0: 1, 2: 3 }) }, '/list/1'],
  ])('refuses %s, with its place', (_what, value, path) => {
    expect(expectCode('core/not-json', () => fingerprint(notJson(value))).path).toBe(path)
  })

  test('refuses a value that contains itself', () => {
    const value: Record<string, unknown> = { a: [] }
    value.a = [value, value]
    expectCode('core/cyclic', () => fingerprint(notJson(value)))
  })

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('takes 1,000 nested %s and refuses 1,001', (_what, open, close) => {
    const innermost = open === '[' ? '' : '1'
    const text = (depth: number): string => open.repeat(depth) + innermost + close.repeat(depth)
    expect(fingerprint(JSON.parse(text(1000)) as JsonValue)).toBe(fingerprintText(text(1000)))
    expectCode('core/depth-limit', () => fingerprint(JSON.parse(text(1001)) as JsonValue))
    expect(expectCode('core/depth-limit', () => fingerprintText(text(1001))).span?.offset).toBe(
      1000 * open.length,
    )
  })

  test('refuses more than 20,000,000 values, before it reads them', () => {
    expectCode('core/size-limit', () => fingerprint(new Array(20_000_000)))
    expect(fingerprint([1])).toBe(fingerprintText('[1]'))
  })

  test('counts a part each time it meets it, so no sharing makes a walk without end', () => {
    withNodeCount(() => {
      countMembers(10_000_000)
      withNodeCount(() => countMembers(19_999_999))
      countMembers(9_999_999)
      expectCode('core/size-limit', () => countMembers(1))
    })
  })

  const neverRun = (): never => {
    throw new Error('an accessor was run')
  }
  const withAccessor = (target: object, key: PropertyKey, accessor: object): unknown =>
    Object.defineProperty(target, key, { enumerable: true, configurable: true, ...accessor })

  test.each([
    ['a getter', withAccessor({ a: 1 }, 'b', { get: neverRun }), '/b'],
    ['a setter', withAccessor({ a: 1 }, 'b', { set: neverRun }), '/b'],
    ['both', withAccessor({ a: 1 }, 'b', { get: neverRun, set: neverRun }), '/b'],
    ['neither', withAccessor({ a: 1 }, 'b', { get: undefined }), '/b'],
    [
      'a getter of an object literal',
      {
        list: [
          {
            get b(): number {
              return neverRun()
            },
          },
        ],
      },
      '/list/0/b',
    ],
    ['a getter named toJSON', withAccessor({}, 'toJSON', { get: neverRun }), '/toJSON'],
    ['a getter named __proto__', withAccessor({}, '__proto__', { get: neverRun }), '/__proto__'],
    [
      'a getter of an object without a prototype',
      withAccessor(Object.create(null), 'a', { get: neverRun }),
      '/a',
    ],
    ['a getter among the elements', withAccessor([1, 2], 1, { get: neverRun }), '/1'],
    ['a setter among the elements', withAccessor([1, 2], 1, { set: neverRun }), '/1'],
    [
      'a getter 100 levels deep',
      deep(100, withAccessor({}, 'a', { get: neverRun })),
      `${'/0'.repeat(100)}/a`,
    ],
    [
      'a getter in an element 100 levels deep',
      deep(100, withAccessor([1], 0, { get: neverRun })),
      '/0'.repeat(101),
    ],
  ])('refuses %s with its place, and never runs it', (_what, value, path) => {
    expect(expectCode('core/not-json', () => fingerprint(notJson(value))).path).toBe(path)
    expect(expectCode('core/not-json', () => createFingerprintTree(notJson(value))).path).toBe(path)
  })

  test('passes over accessors that are no members', () => {
    const hidden = withAccessor({ a: 1 }, 'b', { get: neverRun, enumerable: false })
    const list = withAccessor([1], 'b', { get: neverRun })
    expect(fingerprint(notJson(hidden))).toBe(fingerprint({ a: 1 }))
    expect(fingerprint(notJson(list))).toBe(fingerprint([1]))
  })

  test('refuses accessors too where __lookupGetter__ is missing', async () => {
    const lookup = Object.getOwnPropertyDescriptor(Object.prototype, '__lookupGetter__')!
    Reflect.deleteProperty(Object.prototype, '__lookupGetter__')
    try {
      vi.resetModules()
      const hash = await import('keelson/hash')
      const value = notJson([withAccessor({ a: 1 }, 'b', { get: neverRun })])
      expect(expectCode('core/not-json', () => hash.fingerprint(value)).path).toBe('/0/b')
      expect(hash.fingerprint([{ a: 1 }])).toBe(fingerprint([{ a: 1 }]))
    } finally {
      Object.defineProperty(Object.prototype, '__lookupGetter__', lookup)
      vi.resetModules()
    }
  })

  test('takes a proxy for what it shows', () => {
    const quiet = new Proxy({ a: [1, new Proxy([2], {})] }, {})
    expect(fingerprint(quiet)).toBe(fingerprint({ a: [1, [2]] }))
  })

  test('a walk that a trap of a proxy starts disturbs nothing', () => {
    const value = new Proxy(
      { a: 1, b: 2, c: [3] },
      {
        get: (target, key) => {
          fingerprint({ other: ['document', { b: 3 }] })
          return Reflect.get(target, key) as unknown
        },
      },
    )
    expect(fingerprint(value)).toBe(fingerprint({ a: 1, b: 2, c: [3] }))
  })

  test.each([
    ['answers differently the second time', 'core/not-json', new Proxy({ a: 1 }, { get: () => Number.NaN })],
    ['throws', 'core/not-json', new Proxy({ a: 1 }, { ownKeys: neverRun })],
    [
      'throws where it is asked for descriptors',
      'core/not-json',
      new Proxy({ a: 1 }, { getOwnPropertyDescriptor: neverRun }),
    ],
    ['is revoked', 'core/not-json', revoked()],
    ['shows new proxies without end', 'core/depth-limit', endless()],
  ])('refuses a proxy that %s', (_what, code, value) => {
    expectCode(code, () => fingerprint(notJson(value)))
    expect(fingerprint([1])).toBe(fingerprintText('[1]'))
  })

  test('takes objects without a prototype and plain objects of another realm', () => {
    const bare = Object.assign(Object.create(null), { a: [1] }) as JsonValue
    const foreign = runInNewContext('({ a: [1], __proto__: Object.prototype })') as JsonValue
    expect(fingerprint(bare)).toBe(fingerprintText('{"a":[1]}'))
    expect(fingerprint(foreign)).toBe(fingerprintText('{"a":[1]}'))
    expectCode('core/not-json', () => fingerprint(runInNewContext('({ a: new Date(0) })') as JsonValue))
  })

  test('sees own members only, and all of them', () => {
    const value = JSON.parse('{"__proto__":1,"constructor":2,"toString":3}') as JsonValue
    expect(fingerprint(value)).toBe(fingerprintText('{"toString":3,"constructor":2,"__proto__":1}'))
    expect(fingerprint(value)).not.toBe(fingerprint({}))
    const hidden = Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'b', { value: 2, enumerable: false })
    expect(fingerprint(hidden)).toBe(fingerprint({ a: 1 }))
  })

  test('changes nothing in what it is handed', () => {
    const value = Object.freeze({ list: Object.freeze([1, Object.freeze({ b: 1, a: 2 })]) })
    fingerprint(value)
    expect(JSON.stringify(value)).toBe('{"list":[1,{"b":1,"a":2}]}')
  })
})

describe('where a script has put an index on Array.prototype', () => {
  afterEach(() => {
    Reflect.deleteProperty(Array.prototype, 1)
  })

  test('it fills no hole', () => {
    const before = fingerprint([0, 1])
    Object.defineProperty(Array.prototype, 1, { value: 1, enumerable: true, configurable: true })
    const holed = [0]
    holed.length = 2
    expect(expectCode('core/not-json', () => fingerprint(holed)).path).toBe('/1')
    expect(fingerprint([0, 1])).toBe(before)
  })
})

describe('where a script has put names on Object.prototype', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'polluted')
  })

  test('they are no members', () => {
    const before = fingerprint({ a: [{ b: 1 }] })
    Object.defineProperty(Object.prototype, 'polluted', {
      value: 1,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    expect(fingerprint({ a: [{ b: 1 }] })).toBe(before)
    expect(fingerprint('text')).toBe(fingerprintText('"text"'))
  })
})

describe('fingerprintText', () => {
  test.each([
    ['', 'core/invalid-json', 0],
    ['{"a":1,}', 'core/invalid-json', 7],
    ['[1 2]', 'core/invalid-json', 3],
    ['\ufeff1', 'core/invalid-json', 0],
    ['"\\ud83d', 'core/invalid-json', 7],
    ['[1e400]', 'core/number-overflow', 1],
    ['{"a":-1e999}', 'core/number-overflow', 5],
    ['NaN', 'core/invalid-json', 0],
    [nested(100_000), 'core/depth-limit', 1000],
    ['['.repeat(1_000_000), 'core/depth-limit', 1000],
  ])('refuses a text at the place of its fault (%#)', (text, code, offset) => {
    expect(expectCode(code, () => fingerprintText(text)).span?.offset).toBe(offset)
    expect(expectCode(code, () => fingerprintText(new TextEncoder().encode(text))).span?.offset).toBe(offset)
  })

  test('does not look at what a later member replaces', () => {
    expect(fingerprintText('{"a":1e400,"a":1}')).toBe(fingerprint({ a: 1 }))
    expect(fingerprintText(`{"a":${nested(1001)},"a":1}`)).toBe(fingerprint({ a: 1 }))
  })

  test.each([
    ['a byte that no UTF-8 holds', [0x22, 0x61, 0xff, 0x22], 2],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22], 1],
    ['half of a surrogate pair', [0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    ['a character that is cut short', [0x22, 0xc3, 0xa9, 0x0a, 0xe2, 0x82], 3],
    ['a byte too many', [0x5b, 0x22, 0xf0, 0x9f, 0x98, 0x80, 0x80], 4],
  ])('refuses bytes with %s, at its place', (_what, bytes, offset) => {
    const error = expectCode('core/invalid-utf8', () => fingerprintText(Uint8Array.from(bytes)))
    expect(error.span?.offset).toBe(offset)
  })

  test('refuses what is no text', () => {
    for (const value of [undefined, null, 1, {}, [1], new ArrayBuffer(2)]) {
      expectCode('hash/not-text', () => fingerprintText(value as unknown as string))
    }
  })
})
