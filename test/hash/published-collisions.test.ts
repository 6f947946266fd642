import type { JsonValue } from 'keelson/core'
import { fingerprint } from 'keelson/hash'
import objectHash from 'object-hash'
import { hash as ohash } from 'ohash'
import { stringify } from 'safe-stable-stringify'
import stableHash from 'stable-hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

// Values that differ and that a published library takes for one. The library is asked too: should it be mended one day,
// its row fails and shows that the case has lost its point.
describe('values that another library takes for one', () => {
  test.each<[string, (value: unknown) => unknown, JsonValue, JsonValue]>([
    ['ohash: a quote in a string', ohash, { a: "1',b:'2" }, { a: '1', b: '2' }],
    ['ohash: two lone surrogates', ohash, '\ud800', '\ud801'],
    ['object-hash: two lone surrogates', (value) => objectHash(value as string), '\ud800', '\ud801'],
    ['stable-hash: a name that is not quoted', stableHash, { a: 1, b: 2 }, { 'b:2,a': 1 }],
  ])('have two fingerprints (%s)', (_what, peer, left, right) => {
    expect(peer(left)).toBe(peer(right))
    expect(fingerprint(left)).not.toBe(fingerprint(right))
  })

  test.each<[string, (value: unknown) => unknown, unknown, unknown]>([
    ['stable-hash: a bigint and a number', stableHash, { a: 1n }, { a: 1 }],
    ['stable-hash: undefined and no member', stableHash, { a: undefined }, {}],
    ['safe-stable-stringify: undefined and null', stringify, [undefined], [null]],
    ['safe-stable-stringify: NaN and null', stringify, [Number.NaN], [null]],
    ['safe-stable-stringify: a Date and its text', stringify, new Date(0), '1970-01-01T00:00:00.000Z'],
    ['safe-stable-stringify: two Maps', stringify, new Map([[1, 2]]), new Map([[1, 3]])],
    ['safe-stable-stringify: two Sets', stringify, new Set([1]), new Set([2])],
    ['ohash: what toJSON hides', ohash, { toJSON: () => 1, a: 1 }, { toJSON: () => 1, a: 2 }],
  ])('are refused where JSON cannot hold them (%s)', (_what, peer, left, right) => {
    expect(peer(left)).toBe(peer(right))
    expectCode('core/not-json', () => fingerprint(left as JsonValue))
  })

  test('a value that has changed has another fingerprint, where stable-hash remembers the old one', () => {
    const value = { a: 1, list: [1] }
    const before = [stableHash(value), fingerprint(value)]
    value.a = 2
    value.list.push(2)
    expect(stableHash(value)).toBe(before[0])
    expect(fingerprint(value)).not.toBe(before[1])
    expect(fingerprint(value)).toBe(fingerprint({ list: [1, 2], a: 2 }))
  })
})
