import fc from 'fast-check'
import { formatTime, parseTime } from 'keelson/core'
import { expect, test } from 'vitest'
import { findText, matchesPieces, splitPattern } from '../../src/policy/runtime/text-search.js'
import { law } from '../support/law.js'

const fewLetters = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom('a', 'b'), { maxLength }).map((letters) => letters.join(''))

law(
  'findText finds what indexOf finds, for long patterns too',
  fc.tuple(fewLetters(300), fewLetters(60), fc.nat(300)),
  ([text, pattern, from]) => {
    expect(findText(text, pattern, from)).toBe(text.indexOf(pattern, from))
    const long = `${'ab'.repeat(20)}${pattern}`
    const around = `${text}${long}${text}`
    expect(findText(around, long, Math.min(from, around.length))).toBe(around.indexOf(long, from))
  },
)

law(
  'like matches what the regular expression of its pattern matches',
  fc.tuple(
    fewLetters(12),
    fc
      .array(fc.constantFrom('a', 'b', 'ab', '*', '\\*', '\\\\'), { maxLength: 6 })
      .map((parts) => parts.join('')),
  ),
  ([text, pattern]) => {
    const pieces = splitPattern(pattern)
    const source = pieces.map((piece) => piece.replace(/[\\*]/g, '\\$&')).join('.*')
    expect(matchesPieces(text, pieces)).toBe(new RegExp(`^${source}$`, 's').test(text))
  },
)

law(
  'a time that was written is read back',
  fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
  (at) => {
    expect(parseTime(formatTime(at)!)).toBe(at)
  },
)

law(
  'a time is read as Date reads it, in every offset',
  fc.tuple(
    fc.integer({ min: 0, max: 4e12 }),
    fc.integer({ min: -23, max: 23 }),
    fc.constantFrom('00', '30', '59'),
  ),
  ([at, hours, minutes]) => {
    const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:${minutes}`
    const text = new Date(at).toISOString().replace('Z', offset)
    expect(parseTime(text)).toBe(Date.parse(text))
  },
)

test.each([
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00',
  '2026-01-01',
  '2026-01-01 00:00:00Z',
  '2026-01-01T00:00:00.Z',
  '',
])('%j is no time', (text) => {
  expect(parseTime(text)).toBeNull()
})

test('a fraction is cut to milliseconds, and a leap day is one', () => {
  expect(parseTime('1970-01-01T00:00:00.0019999Z')).toBe(1)
  expect(parseTime('2000-02-29T00:00:00Z')).toBe(951_782_400_000)
  expect(parseTime('1900-02-29T00:00:00Z')).toBeNull()
  expect(formatTime(0.5)).toBeNull()
})
