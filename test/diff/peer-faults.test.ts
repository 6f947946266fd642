import deepDiff from 'deep-diff'
import jsonPatch from 'fast-json-patch'
import * as jsonDiffTs from 'json-diff-ts'
import * as jsondiffpatch from 'jsondiffpatch'
import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, invert, toPatch } from 'keelson/diff'
import microdiff from 'microdiff'
import * as rfc6902 from 'rfc6902'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { applyByReference, canonical } from './reference-applier.js'

// Faults of other libraries, at the versions that package.json names. Each test first shows that the fault is there, so
// that the case is known to test something, then that the case comes out right here.

function expectRoundTrip(before: JsonValue, after: JsonValue): void {
  const changes = diff(before, after)
  expect(changes.equal).toBe(false)
  const patch = toPatch(changes, { include: 'all', tests: true })
  expect(canonical(applyPatch(before, patch))).toBe(canonical(after))
  expect(canonical(applyByReference(before, patch))).toBe(canonical(after))
  expect(canonical(applyPatch(after, toPatch(invert(changes), { tests: true })))).toBe(canonical(before))
}

beforeEach(() => {
  // json-diff-ts tells of some of its failures on the console and nowhere else.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('json-diff-ts', () => {
  const nested: readonly (readonly [before: string, after: string])[] = [
    ['{"a":[[],[null]]}', '{"a":[null,[]]}'],
    ['{" ":[[null]]}', '{" ":[[]]}'],
  ]

  test.each(nested)('loses a change inside nested arrays: %s to %s', (beforeText, afterText) => {
    const before = JSON.parse(beforeText) as JsonValue
    const after = JSON.parse(afterText) as JsonValue
    const applied: unknown = jsonDiffTs.applyChangeset(
      structuredClone(before),
      jsonDiffTs.diff(before, after),
    )
    expect(applied).not.toEqual(after)
    expectRoundTrip(before, after)
  })

  test('overwrites the wrong one of two elements with one key', () => {
    const before = {
      list: [
        { name: 'a', size: 1 },
        { name: 'a', size: 2 },
      ],
    }
    const after = {
      list: [
        { name: 'a', size: 1 },
        { name: 'a', size: 3 },
      ],
    }
    const changes = jsonDiffTs.diff(before, after, { embeddedObjKeys: { list: 'name' } })
    expect(jsonDiffTs.applyChangeset(structuredClone(before), changes)).not.toEqual(after)
    expectRoundTrip(before, after)
  })
})

describe('deep-diff', () => {
  test('loses a member whose name is empty', () => {
    const after = { '': [] }
    const target: unknown = {}
    for (const change of deepDiff.diff({}, after) ?? []) deepDiff.applyChange(target, after, change)
    expect(target).toEqual({})
    expectRoundTrip({}, after)
  })
})

describe('jsondiffpatch and microdiff', () => {
  const inherited = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__']

  test.each(inherited)('do not see that a member called %s was added', (name) => {
    const after = JSON.parse(`{"${name}":1}`) as Record<string, JsonValue>
    expect(jsondiffpatch.diff({}, after)).toBe(undefined)
    expect(microdiff({}, after)).toEqual([])
    expect(diff({}, after).changes.map(({ op, pointer }) => `${op} ${pointer}`)).toEqual([`add /${name}`])
    expectRoundTrip({}, after)
  })
})

describe('fast-json-patch', () => {
  test('takes two scalars, and an empty list and object, for equal, and fails on null', () => {
    expect(jsonPatch.compare(1 as never, 2 as never)).toEqual([])
    expect(jsonPatch.compare([], {})).toEqual([])
    expect(() => jsonPatch.compare({}, null as never)).toThrow(TypeError)
    expectRoundTrip(1, 2)
    expectRoundTrip([], {})
    expectRoundTrip({}, null)
  })

  test('adds far behind the end of an array, and replaces what is not there', () => {
    expect(jsonPatch.applyPatch([], [{ op: 'add', path: '/1000000000', value: 1 }]).newDocument).toEqual([1])
    expect(jsonPatch.applyPatch({}, [{ op: 'replace', path: '/a', value: 1 }]).newDocument).toEqual({ a: 1 })
    expectCode('diff/invalid-index', () => applyPatch([], [{ op: 'add', path: '/1000000000', value: 1 }]))
    expectCode('diff/missing-path', () => applyPatch({}, [{ op: 'replace', path: '/a', value: 1 }]))
  })

  test('leaves a document half changed when an operation fails', () => {
    const patch = [
      { op: 'replace', path: '/a', value: 2 },
      { op: 'test', path: '/a', value: 3 },
    ] as const
    const theirs = { a: 1 }
    expect(() => jsonPatch.applyPatch(theirs, [...patch])).toThrow()
    expect(theirs).toEqual({ a: 2 })
    const ours = { a: 1 }
    expectCode('diff/test-failed', () => applyPatch(ours, patch))
    expect(ours).toEqual({ a: 1 })
  })

  test('refuses a document that holds __proto__ as a name', () => {
    const patch = [{ op: 'add', path: '/__proto__', value: 1 }] as const
    expect(() => jsonPatch.applyPatch({}, [...patch])).toThrow()
    expect(JSON.stringify(applyPatch({}, patch))).toBe('{"__proto__":1}')
  })
})

describe('rfc6902', () => {
  test('writes to the parent where a pointer goes through __proto__', () => {
    const patch = [
      { op: 'add', path: '/__proto__', value: {} },
      { op: 'add', path: '/__proto__/b', value: 1 },
    ] as const
    const theirs = {}
    rfc6902.applyPatch(theirs, [...patch])
    expect(Object.keys(theirs)).toEqual(['b'])
    expect(JSON.stringify(applyPatch({}, patch))).toBe('{"__proto__":{"b":1}}')
  })

  test('takes an index with a leading zero', () => {
    const patch = [{ op: 'replace', path: '/01', value: 9 }] as const
    expect(rfc6902.applyPatch([1, 2], [...patch])).toEqual([null])
    expectCode('diff/invalid-index', () => applyPatch([1, 2], patch))
  })
})

describe('prototype pollution', () => {
  const inherited = (): unknown => (({}) as { polluted?: unknown }).polluted
  const clean = (): boolean => Reflect.deleteProperty(Object.prototype, 'polluted')
  const add = { type: 'ADD', key: 'polluted', value: 1 }
  const theirs: readonly (readonly [string, () => unknown])[] = [
    [
      'json-diff-ts, __proto__',
      () => jsonDiffTs.applyChangeset({}, [{ type: 'UPDATE', key: '__proto__', changes: [add] }] as never),
    ],
    [
      'deep-diff, __proto__',
      () => deepDiff.applyChange({}, {}, { kind: 'N', path: ['__proto__', 'polluted'], rhs: 1 } as never),
    ],
    [
      'deep-diff, constructor',
      () =>
        deepDiff.applyChange({}, {}, {
          kind: 'N',
          path: ['constructor', 'prototype', 'polluted'],
          rhs: 1,
        } as never),
    ],
  ]

  test.each(theirs)('%s: their applier writes to what every object inherits', (_, apply) => {
    try {
      apply()
      expect(inherited()).toBe(1)
    } finally {
      clean()
    }
  })

  test.each(['/__proto__/polluted', '/constructor/prototype/polluted', '/a/__proto__/polluted'])(
    'ours does not, whatever the pointer: %s',
    (path) => {
      for (const op of ['add', 'replace'] as const) {
        expectCode('diff/missing-path', () => applyPatch({ a: {} }, [{ op, path, value: 1 }]))
      }
      expect(inherited()).toBe(undefined)
    },
  )
})

test('one element at the head of a list is one operation, where index by index it is one for every field', () => {
  const list = Array.from({ length: 200 }, (_, index) => ({
    name: `item-${index}`,
    a: index,
    b: index,
    c: index,
  }))
  const after = [{ name: 'new', a: -1, b: -1, c: -1 }, ...list]
  expect(jsonPatch.compare(list, after).length).toBe(801)
  expect(microdiff(list, after).length).toBe(801)
  expect(deepDiff.diff(list, after)?.length).toBe(801)
  expect(toPatch(diff(list, after))).toEqual([{ op: 'add', path: '/0', value: after[0] }])
})
