import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { applyMergePatch, mergePatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { deepFreeze } from './deep-freeze.js'
import {
  anyDocuments,
  inheritedNameDocuments,
  mixedDocuments,
  nearPairOf,
  pairOf,
  pointerSpecialDocuments,
} from './document-pairs.js'
import { canonical } from './reference-applier.js'

/** RFC 7396, Appendix A. */
const EXAMPLES: readonly (readonly [original: JsonValue, patch: JsonValue, result: JsonValue])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

describe('applyMergePatch', () => {
  test.each(EXAMPLES)('%j with %j is %j', (original, patch, result) => {
    expect(applyMergePatch(deepFreeze(original), deepFreeze(patch))).toEqual(result)
  })

  test('takes __proto__ for a name', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":2}}}') as JsonValue
    const result = applyMergePatch(JSON.parse('{"a":{}}') as JsonValue, patch)
    expect(JSON.stringify(result)).toBe('{"a":{"__proto__":{"polluted":2}},"__proto__":{"polluted":1}}')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('refuses what is not JSON', () => {
    expectCode('core/not-json', () => applyMergePatch({}, { a: Number.NaN }))
    expectCode('core/not-json', () => applyMergePatch(new Map() as never, {}))
  })
})

describe('mergePatch', () => {
  test('writes arrays whole, and what went as null', () => {
    expect(mergePatch({ a: [1, 2], b: { c: 1, d: 2 }, e: 1 }, { a: [1, 2, 3], b: { c: 1 }, f: {} })).toEqual({
      a: [1, 2, 3],
      b: { d: null },
      e: null,
      f: {},
    })
    expect(mergePatch({ a: 1 }, { a: 1 })).toEqual({})
  })

  test('cannot put a null into an object, and says where', () => {
    expect(expectCode('diff/not-mergeable', () => mergePatch({}, { a: { 'b/c': null } })).path).toBe(
      '/a/b~1c',
    )
    expect(expectCode('diff/not-mergeable', () => mergePatch({ a: 1 }, { a: null })).path).toBe('/a')
    expect(mergePatch({ a: null }, { a: null, b: [{ c: null }] })).toEqual({ b: [{ c: null }] })
    expect(mergePatch({ a: 1 }, null)).toBeNull()
  })

  test('goes as deep as documents may', () => {
    const nested = (leaf: JsonValue): JsonValue => {
      let value = leaf
      for (let depth = 0; depth < 999; depth += 1) value = { a: value }
      return value
    }
    const patch = mergePatch(nested(1), nested(2))
    expect(applyMergePatch(nested(1), patch)).toEqual(nested(2))
  })
})

for (const [name, documents] of [
  ['any documents', anyDocuments()],
  ['mixed documents', mixedDocuments()],
  ['names special to pointers', pointerSpecialDocuments()],
  ['inherited names', inheritedNameDocuments()],
] as const) {
  law(
    `a merge patch leads to the document it was made for, or is refused for a null in it: ${name}`,
    fc.oneof(pairOf(documents), nearPairOf(documents)),
    ([before, after]) => {
      deepFreeze(before)
      deepFreeze(after)
      let patch: JsonValue
      try {
        patch = mergePatch(before, after)
      } catch (error) {
        expect((error as { code: string }).code).toBe('diff/not-mergeable')
        expect(JSON.stringify(after)).toContain('null')
        return
      }
      expect(canonical(applyMergePatch(before, patch))).toBe(canonical(after))
    },
  )
}
