import fc from 'fast-check'
import { equalBytes } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

/** The bytes at an offset of a larger buffer, so that they begin anywhere in a word. */
function placed(bytes: Uint8Array, offset: number): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 16).fill(0xa5)
  buffer.set(bytes, offset)
  return buffer.subarray(offset, offset + bytes.length)
}

const anyOffset = fc.integer({ min: 0, max: 8 })

describe('equalBytes', () => {
  law(
    'is true for the same bytes, wherever they lie, and false where one differs',
    fc.tuple(
      fc.uint8Array({ maxLength: 200 }),
      anyOffset,
      anyOffset,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
    ),
    ([bytes, offset, otherOffset, place, change]) => {
      const left = placed(bytes, offset)
      const right = placed(bytes, otherOffset)
      expect(equalBytes(left, right)).toBe(true)
      if (bytes.length === 0) return
      right[place % bytes.length]! ^= change
      expect(equalBytes(left, right)).toBe(false)
    },
  )

  test('finds a difference at every place of what is compared in pieces', () => {
    const bytes = new Uint8Array(70_000).fill(7)
    for (const offset of [0, 1, 4]) {
      for (let place = 0; place < bytes.length; place += 997) {
        const other = placed(bytes, offset)
        other[place] = 8
        expect(equalBytes(bytes, other)).toBe(false)
        other[place] = 7
        expect(equalBytes(bytes, other)).toBe(true)
      }
    }
  })

  test('tells zero from minus zero and takes no number for another: it compares bits', () => {
    const zero = new Uint8Array(new Float64Array([0, 1, Number.NaN]).buffer)
    const minusZero = new Uint8Array(new Float64Array([-0, 1, Number.NaN]).buffer)
    expect(equalBytes(zero, minusZero)).toBe(false)
    expect(equalBytes(zero, zero.slice())).toBe(true)
  })

  test('is false for another length', () => {
    expect(equalBytes(new Uint8Array(8), new Uint8Array(9))).toBe(false)
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true)
  })

  test('refuses what is no bytes', () => {
    expectCode('hash/not-bytes', () => equalBytes('a' as unknown as Uint8Array, new Uint8Array(1)))
    expectCode('hash/not-bytes', () => equalBytes(new Uint8Array(1), [0] as unknown as Uint8Array))
  })
})
