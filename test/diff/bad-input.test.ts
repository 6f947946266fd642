import { runInNewContext } from 'node:vm'
import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

class Point {
  x = 1
}

function cycle(): unknown {
  const list: unknown[] = [1]
  list.push({ list })
  return list
}

function nested(depth: number): JsonValue {
  let value: JsonValue = 1
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { a: value }
  return value
}

const accessor = Object.defineProperty({}, 'secret', { enumerable: true, get: () => 1 })

/** What a program can hand in although JSON cannot hold it, and where the fault is. */
const REFUSED: readonly (readonly [name: string, value: unknown, code: string, path?: string])[] = [
  ['NaN', { a: [Number.NaN] }, 'core/not-json', '/a/0'],
  ['Infinity', { a: Number.POSITIVE_INFINITY }, 'core/not-json', '/a'],
  ['undefined as a member', { a: undefined }, 'core/not-json', '/a'],
  ['a bigint', { a: 5n }, 'core/not-json', '/a'],
  ['a symbol', { a: Symbol('a') }, 'core/not-json', '/a'],
  ['a function', { a: () => 1 }, 'core/not-json', '/a'],
  ['a Date', { a: new Date(0) }, 'core/not-json', '/a'],
  ['a Map', { a: new Map([[1, 2]]) }, 'core/not-json', '/a'],
  ['a Set', { a: new Set([1]) }, 'core/not-json', '/a'],
  ['a RegExp', { a: /a/ }, 'core/not-json', '/a'],
  ['a typed array', { a: new Uint8Array(2) }, 'core/not-json', '/a'],
  ['a boxed number', { a: Object(1) }, 'core/not-json', '/a'],
  ['an instance of a class', { a: new Point() }, 'core/not-json', '/a'],
  ['an accessor', { a: accessor }, 'core/not-json', '/a/secret'],
  ['a hole', { a: Object.assign(new Array(3), { 0: 1, 2: 3 }) }, 'core/not-json', '/a/1'],
  ['an array of holes', { a: new Array(4_294_967_295) }, 'core/not-json', '/a/0'],
  ['a cycle', { a: cycle() }, 'core/cyclic', '/a/1/list'],
  ['nesting of 1,001', nested(1001), 'core/depth-limit'],
  ['nesting of 100,000', nested(100_000), 'core/depth-limit'],
]

describe('what JSON cannot hold is refused, and never "no change"', () => {
  for (const [name, value, code, path] of REFUSED) {
    test(`${name}, on either side, against anything and against itself`, () => {
      const bad = value as JsonValue
      for (const [before, after] of [
        [bad, {}],
        [{}, bad],
        [bad, bad],
      ] as const) {
        expect(expectCode(code, () => diff(before, after)).path).toBe(path)
      }
      expectCode(code, () => diff3({ base: bad, desired: bad, live: bad }))
      expectCode(code, () => diff3({ base: {}, desired: {}, live: bad }))
      expectCode(code, () => applyPatch({}, [{ op: 'add', path: '/a', value: bad }]))
    })
  }

  test('nothing at all is no document', () => {
    const nothing = undefined as unknown as JsonValue
    for (const [before, after] of [
      [nothing, {}],
      [{}, nothing],
      [nothing, nothing],
    ] as const) {
      expectCode('core/not-json', () => diff(before, after))
    }
    expectCode('diff/missing-state', () => diff3({ base: {}, desired: {}, live: nothing }))
  })
})

describe('two that other libraries take for the same', () => {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['Maps of other content', new Map([[1, 2]]), new Map([[1, 3]])],
    ['Sets of other content', new Set([1]), new Set([2])],
    ['Dates of other times', new Date(1), new Date(2)],
    ['bigints', 5n, 6n],
    ['typed arrays', new Uint8Array([1]), new Uint8Array([2])],
    ['NaN twice', Number.NaN, Number.NaN],
    ['undefined and nothing', undefined, undefined],
  ]

  test.each(pairs)('%s are refused', (_, left, right) => {
    expectCode('core/not-json', () => diff({ a: left } as JsonValue, { a: right } as JsonValue))
  })
})

describe('what looks odd and is JSON', () => {
  test('-0 is 0', () => {
    expect(diff({ a: -0 }, { a: 0 }).changes).toEqual([])
  })

  test('objects without a prototype, and of another realm, are plain', () => {
    const bare = Object.assign(Object.create(null), { a: [1] }) as JsonValue
    const foreign = runInNewContext('({ a: [1] })') as JsonValue
    expect(diff(bare, { a: [1] }).changes).toEqual([])
    expect(diff(foreign, bare).changes).toEqual([])
    expect(diff(foreign, { a: [2] }).changes.map(({ pointer }) => pointer)).toEqual(['/a/0'])
  })

  test('members that are not enumerable, or named by a symbol, do not exist', () => {
    const hidden = Object.defineProperty({ [Symbol('a')]: 1 }, 'b', { value: 2, enumerable: false })
    expect(diff(hidden as unknown as JsonValue, {}).changes).toEqual([])
  })

  test('nesting of 1,000 is compared to the bottom', () => {
    const replaced = diff(nested(1000), { ...(nested(1000) as object), b: 1 }).changes
    expect(replaced.map(({ op, pointer }) => `${op} ${pointer}`)).toEqual(['add /b'])
    expect(diff(nested(1000), nested(1000)).changes).toEqual([])
  })
})

describe('very long lists', () => {
  const million = Array.from({ length: 1_000_000 }, (_, index) => index)
  // The aligner takes up to 256 steps for each element that moved: a tenth is enough to show that it ends.
  const short = million.slice(0, 100_000)

  const pairs: readonly (readonly [
    name: string,
    before: readonly number[],
    after: readonly number[],
    most: number,
  ])[] = [
    ['a million equal elements', million, [...million], 0],
    ['a million and one in front', million, [-1, ...million], 1],
    ['a million and one taken out of the middle', million, million.toSpliced(500_000, 1), 1],
    ['a million others', million, million.map((index) => -1 - index), 1],
    ['100,000 shuffled', short, short.map((index) => (index * 7919) % 100_000), 1],
    ['100,000 the other way round', short, short.toReversed(), 1],
  ]

  test.each(pairs)('%s', (_, before, after, most) => {
    const changes = diff(before, after)
    expect(changes.changes.length).toBeLessThanOrEqual(most)
    expect(changes.equal).toBe(most === 0)
    const result = applyPatch(before, toPatch(changes)) as readonly number[]
    expect(result.length).toBe(after.length)
    expect(result.every((value, index) => value === after[index])).toBe(true)
  })
})
