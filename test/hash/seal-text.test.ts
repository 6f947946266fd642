import type { Span } from 'keelson/core'
import { seal, sealText } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const place = (span: Span | undefined): unknown => [span?.offset, span?.length, span?.line, span?.column]

describe('sealText', () => {
  test('seals the value, of text and of bytes, with id and profile', () => {
    const text = '{ "b": [1.0, "\\u00e9"],\n "a": {} }'
    const value = { a: {}, b: [1, 'é'] }
    expect(sealText(text)).toBe(seal(value))
    expect(sealText(new TextEncoder().encode(text))).toBe(seal(value))
    const named = { id: 'web', profile: 'kubernetes' }
    expect(sealText(text, { ...named, precision: 'strict' })).toBe(seal(value, named))
  })

  test.each<[string, string, readonly [offset: number, length: number, line: number, column: number]]>([
    ['beside each other', '{"a":1,"a":2}', [7, 3, 1, 8]],
    ['with the same value', '{"a":1,"a":1}', [7, 3, 1, 8]],
    ['after nested containers', '{"a":{"a":[{"a":1}]},\n"a":2}', [22, 3, 2, 1]],
    ['inside', '[{},{"x":{"b":[],"b":[]}}]', [17, 3, 1, 18]],
    ['that are spelt otherwise', '{"a\\n":1,"\\u0061\\u000a":2}', [9, 14, 1, 10]],
    ['__proto__', '{"__proto__":1,"__proto__":2}', [15, 11, 1, 16]],
    ['the empty name', '{"":1,"":2}', [6, 2, 1, 7]],
    ['after a string that looks like one', '{"a":"\\\\\\",{","b":1,"b":2}', [20, 3, 1, 21]],
  ])('refuses two members of one name %s', (_where, text, span) => {
    expect(place(expectCode('hash/duplicate-member', () => sealText(text)).span)).toEqual(span)
  })

  test.each([
    '[{"a":1},{"a":2}]',
    '{"a":{"a":{"a":1}}}',
    '{"a":"a","b":"a"}',
    '{"a":["a","a",{"a":"b"}]}',
    '{"a":1,"A":2,"\\u0041b":3}',
  ])('takes equal names in different objects, and equal strings: %s', (text) => {
    expect(sealText(text)).toBe(seal(JSON.parse(text)))
  })

  test.each(['9007199254740993', '-9007199254740993', '1234567890123456789', '295147905179352830000'])(
    'refuses the integer %s, but only where it is asked to be strict',
    (token) => {
      const text = `{"n": [1, ${token}]}`
      expect(sealText(text)).toBe(seal({ n: [1, Number(token)] }))
      expect(sealText(text, { precision: 'double' })).toBe(sealText(text))
      const error = expectCode('hash/inexact-integer', () => sealText(text, { precision: 'strict' }))
      expect(place(error.span)).toEqual([10, token.length, 1, 11])
      expect(error.help).toContain('string')
    },
  )

  test.each([
    '0',
    '-0',
    '9007199254740992',
    '-9007199254740991',
    '18014398509481984',
    '295147905179352825856',
    `1${'0'.repeat(22)}`,
    '"9007199254740993"',
    '{"9007199254740993":1}',
    '0.1',
    '9007199254740993.0',
    '9007199254740993e0',
    '5e-324',
  ])('takes %s, an exact integer or none, also where it is asked to be strict', (text) => {
    expect(sealText(text, { precision: 'strict' })).toBe(seal(JSON.parse(text)))
  })

  test('refuses what is not JSON before anything else', () => {
    expect(place(expectCode('core/invalid-json', () => sealText('{"a":1,"a":2,}')).span)).toEqual([
      13, 0, 1, 14,
    ])
    expectCode('core/number-overflow', () => sealText('1e400', { precision: 'strict' }))
    expectCode('core/depth-limit', () => sealText('['.repeat(1001) + ']'.repeat(1001)))
    expectCode('core/invalid-utf8', () => sealText(Uint8Array.of(0x22, 0xff, 0x22)))
    expectCode('core/invalid-json', () => sealText('\ufeff{}'))
    expectCode('hash/lone-surrogate', () => sealText('"\\ud800"'))
  })

  test('refuses what is no text, and a precision that it does not know', () => {
    for (const bad of [undefined, null, { a: 1 }, 7]) {
      expectCode('hash/not-text', () => sealText(bad as unknown as string))
    }
    for (const bad of ['Strict', '', true, null]) {
      expectCode('hash/invalid-precision', () => sealText('1', { precision: bad as unknown as 'strict' }))
    }
  })

  test('looks at a long text once', () => {
    const text = `["${'x'.repeat(1_000_000)}\\"",${Array.from({ length: 50_000 }, (_, at) => `{"n${at}":${at}}`).join()}]`
    expect(sealText(text, { precision: 'strict' })).toBe(seal(JSON.parse(text)))
  })
})
