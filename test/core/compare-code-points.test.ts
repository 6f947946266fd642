import { compareCodePoints, sortedKeys } from 'keelson/core'
import { describe, expect, test } from 'vitest'

/** Ascending: at the borders of the one- to four-byte forms, and around the surrogates. */
const ASCENDING = [
  '',
  '\u0000',
  '\u0000\u0000',
  'a',
  'a\u0000',
  'aa',
  'a\ud83d',
  'a\ud83da',
  'a\ud83d\ud83d',
  'a\ue000',
  'a\u{1f600}',
  'a\u{1f600}\u0000',
  'a\u{1f601}',
  'b',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ud800',
  '\ud800a',
  '\ud800\ud800',
  '\udbff',
  '\udc00',
  '\udc00\ud800',
  '\udfff',
  '\ue000',
  '\uff5e',
  '\uffff',
  '\u{10000}',
  '\u{10000}\udc00',
  '\u{103ff}',
  '\u{10400}',
  '\u{10ffff}',
]

describe('compareCodePoints', () => {
  for (const [at, left] of ASCENDING.entries()) {
    test(`${JSON.stringify(left)} stands where its code points put it`, () => {
      for (const [other, right] of ASCENDING.entries()) {
        expect(Math.sign(compareCodePoints(left, right))).toBe(Math.sign(at - other))
      }
    })
  }

  test('sorts otherwise than UTF-16 units do', () => {
    expect(['\u{1f600}', '\uff5e'].sort(compareCodePoints)).toEqual(['\uff5e', '\u{1f600}'])
    expect('\u{1f600}' < '\uff5e').toBe(true)
  })
})

describe('sortedKeys', () => {
  test('gives own enumerable names in code-point order, integers among them as text', () => {
    const object = Object.assign(Object.create({ inherited: 1 }) as object, {
      10: 0,
      9: 0,
      b: 0,
      B: 0,
      '\u{1f600}': 0,
    })
    Object.defineProperty(object, 'hidden', { value: 1, enumerable: false })
    expect(sortedKeys(object)).toEqual(['10', '9', 'B', 'b', '\u{1f600}'])
  })
})
