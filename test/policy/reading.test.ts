import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'

/** Four members of one item, so that they are read in one pass; a fifth stands below one of them. */
const TEXT = `mode gate
input m: json
policy p on t.run {
  for c in m.items {
    when c.a == 1 deny "a" at c.a
    when c.b == 1 deny "b" at c.b
    when has(c.c) deny "c" at c.c
    when c.d.e ?? false deny "e" at c.d.e
  }
}`

const bundle = compilePolicy(TEXT).bundle!

function found(...items: readonly unknown[]): string[] {
  const { reasons } = bundle.decide({ target: 't.run', m: { items } }, { now: 0 })
  return reasons.map(({ pointer, message }) => `${pointer} ${message}`)
}

/** What a whole item gives. */
const WHOLE = { a: 1, b: 1, c: 1, d: { e: true } }
const ALL: readonly string[] = ['/m/items/0/a a', '/m/items/0/b b', '/m/items/0/c c', '/m/items/0/d/e e']

describe('an item is read the same', () => {
  test('in whatever order its members stand, and after whatever other items', () => {
    expect(found(WHOLE)).toEqual(ALL)
    const { a, b, c, d } = WHOLE
    expect(found({ d, c, b, a })).toEqual(ALL)
    expect(found({ x: 0, d, y: 0, a, c, z: 0, b })).toEqual(ALL)
    expect(found({ a, b, c, d, x: 0, y: 0 })).toEqual(ALL)
  })

  test('where it is larger than any before, or has long names', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index]))
    expect(found({ ...many, ...WHOLE })).toEqual(ALL)
    expect(found({ ['n'.repeat(1000)]: 1, ...WHOLE })).toEqual(ALL)
    expect(found(WHOLE)).toEqual(ALL)
  })

  test('without a prototype, frozen, or with members that are not enumerable', () => {
    expect(found(Object.assign(Object.create(null), WHOLE))).toEqual(ALL)
    expect(found(Object.freeze({ ...WHOLE }))).toEqual(ALL)
    const hidden = { ...WHOLE }
    for (const name of ['a', 'c']) Object.defineProperty(hidden, name, { enumerable: false })
    expect(found(hidden)).toEqual(ALL)
  })
})

describe('what an item inherits is not read', () => {
  const missing = bundle.decide({ target: 't.run', m: { items: [{}] } }, { now: 0 })

  test.each([true, false])('from a prototype of its own, where that is enumerable: %s', (enumerable) => {
    const prototype = {}
    for (const [name, value] of Object.entries(WHOLE))
      Object.defineProperty(prototype, name, { value, enumerable, writable: true })
    const decision = bundle.decide({ target: 't.run', m: { items: [Object.create(prototype)] } }, { now: 0 })
    expect(decision).toEqual(missing)
    const own = Object.assign(Object.create(prototype), { a: 0, b: 0 })
    expect(found(own)).toEqual([])
  })

  test.each([true, false])('from a polluted prototype, where that is enumerable: %s', (enumerable) => {
    const clean = found({ a: 0, b: 1 })
    for (const [name, value] of Object.entries(WHOLE)) {
      Object.defineProperty(Object.prototype, name, { value, enumerable, configurable: true, writable: true })
    }
    try {
      expect(found({ a: 0, b: 1 })).toEqual(clean)
      expect(found(JSON.parse('{"b":1,"a":0,"__proto__":{"c":1}}'))).toEqual(clean)
    } finally {
      for (const name of Object.keys(WHOLE)) Reflect.deleteProperty(Object.prototype, name)
    }
    expect(clean).toEqual(['/m/items/0/b b'])
  })
})

describe('an accessor in a request', () => {
  test('that throws does so only where a rule reads it', () => {
    const throwing = (name: string): object =>
      Object.defineProperty({ a: 0, b: 0 }, name, {
        enumerable: true,
        get: () => {
          throw new Error('no')
        },
      })
    expect(found(throwing('other'))).toEqual([])
    expect(() => found(throwing('c'))).toThrow('reading the request failed')
  })

  test('may decide something itself, also with the same bundle, and changes nothing of what is decided', () => {
    const inner: string[][] = []
    const deciding = (name: 'a' | 'b' | 'c' | 'd'): object =>
      Object.defineProperty({ ...WHOLE }, name, {
        enumerable: true,
        get: () => {
          inner.push(found({ a: 0, b: 0, d: { e: true } }, { a: 1, b: 0 }))
          return WHOLE[name]
        },
      })
    for (const name of ['a', 'b', 'c', 'd'] as const) expect(found(deciding(name))).toEqual(ALL)
    expect(inner.length).toBeGreaterThanOrEqual(4)
    for (const one of inner) expect(one).toEqual(['/m/items/0/d/e e', '/m/items/1/a a'])
  })

  test('that throws leaves nothing behind', () => {
    const options = { now: 0 }
    const request = { target: 't.run', m: { items: [WHOLE] } }
    const before = bundle.decide(request, options)
    const throwing = {
      target: 't.run',
      get m(): never {
        throw new Error('no')
      },
    }
    expect(() => bundle.decide(throwing, options)).toThrow('reading the request failed')
    expect(bundle.decide(request, options)).toEqual(before)
  })
})
