import { ByteReader, ByteWriter } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const CODE = 'test/cut-short'
const MAX = Number.MAX_SAFE_INTEGER

describe('ByteWriter', () => {
  const hex = (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const cases: readonly [name: string, bytes: Uint8Array, expected: string][] = [
    ['nothing', new ByteWriter().finish(), ''],
    ['u8', new ByteWriter().u8(0).u8(255).finish(), '00ff'],
    ['u32, little-endian', new ByteWriter().u32(0x01020304).finish(), '04030201'],
    ['f64, little-endian', new ByteWriter().f64(1).finish(), '000000000000f03f'],
    ['f64 of -0 is that of 0', new ByteWriter().f64(-0).finish(), '0000000000000000'],
    ['f64 of NaN has one form', new ByteWriter().f64(Number.NaN).finish(), '000000000000f87f'],
    ['varint 0', new ByteWriter().varint(0).finish(), '00'],
    ['varint 127', new ByteWriter().varint(127).finish(), '7f'],
    ['varint 300', new ByteWriter().varint(300).finish(), 'ac02'],
    ['varint 2^32', new ByteWriter().varint(2 ** 32).finish(), '8080808010'],
    ['varint 2^53 - 1', new ByteWriter().varint(MAX).finish(), 'ffffffffffffff0f'],
    ['signed -1', new ByteWriter().signedVarint(-1).finish(), '01'],
    ['signed 1', new ByteWriter().signedVarint(1).finish(), '02'],
    ['signed -0', new ByteWriter().signedVarint(-0).finish(), '00'],
    ['signed -2^52', new ByteWriter().signedVarint(-(2 ** 52)).finish(), 'ffffffffffffff0f'],
    ['a string', new ByteWriter().string('é€').finish(), '05c3a9e282ac'],
    ['half of a surrogate pair becomes U+FFFD', new ByteWriter().string('\ud800').finish(), '03efbfbd'],
    ['a byte order mark is kept', new ByteWriter().string('\ufeff').finish(), '03efbbbf'],
  ]
  for (const [name, bytes, expected] of cases) {
    test(`${name} is ${expected}`, () => {
      expect(hex(bytes)).toBe(expected)
    })
  }

  for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`varint ${wrong}: core/invalid-varint, and nothing is written`, () => {
      const writer = new ByteWriter().u8(1)
      expectCode('core/invalid-varint', () => writer.varint(wrong))
      expect(writer.finish()).toEqual(new Uint8Array([1]))
    })
  }

  for (const wrong of [0.5, -0.5, 2 ** 52, -(2 ** 52) - 1, Number.NaN, Number.NEGATIVE_INFINITY]) {
    test(`signed varint ${wrong}: core/invalid-varint, and nothing is written`, () => {
      const writer = new ByteWriter().u8(1)
      expectCode('core/invalid-varint', () => writer.signedVarint(wrong))
      expect(writer.finish()).toEqual(new Uint8Array([1]))
    })
  }

  test('finish() gives a copy; writing goes on', () => {
    const writer = new ByteWriter().u8(1)
    const first = writer.finish()
    writer.u8(2)
    first[0] = 9
    expect(writer.finish()).toEqual(new Uint8Array([1, 2]))
  })

  test('grows past its first buffer', () => {
    const writer = new ByteWriter()
    for (let at = 0; at < 1000; at += 1) writer.u32(at)
    const large = new Uint8Array(100_000).fill(7)
    const bytes = writer.raw(large).finish()
    expect(bytes.length).toBe(104_000)
    expect(bytes.subarray(4000)).toEqual(large)
    expect(new ByteReader(bytes.subarray(3996), CODE).u32()).toBe(999)
  })
})

describe('ByteReader refuses what ByteWriter never writes', () => {
  const cases: readonly [name: string, bytes: readonly number[], read: (reader: ByteReader) => unknown][] = [
    ['a varint with a zero at its end', [0x80, 0x00], (reader) => reader.varint()],
    ['1 in two bytes', [0x81, 0x00], (reader) => reader.varint()],
    ['a varint of 2^53', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], (reader) => reader.varint()],
    ['a varint that never ends', new Array(2000).fill(0x80), (reader) => reader.varint()],
    ['a varint of ones that never ends', new Array(2000).fill(0xff), (reader) => reader.varint()],
    ['a signed varint spelt too long', [0x80, 0x00], (reader) => reader.signedVarint()],
    ['-0', [0, 0, 0, 0, 0, 0, 0, 0x80], (reader) => reader.f64()],
    ['a NaN with another sign', [0, 0, 0, 0, 0, 0, 0xf8, 0xff], (reader) => reader.f64()],
    ['a NaN with a payload', [1, 0, 0, 0, 0, 0, 0xf8, 0x7f], (reader) => reader.f64()],
    ['a string that is not UTF-8', [1, 0xff], (reader) => reader.string()],
    ['a surrogate in a string', [3, 0xed, 0xa0, 0x80], (reader) => reader.string()],
    ['a string longer than the bytes', [5, 0x61], (reader) => reader.string()],
    [
      'a string of 2^53 - 1 bytes',
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
      (reader) => reader.string(),
    ],
    ['bytes that are left over', [1, 2], (reader) => [reader.u8(), reader.end()]],
  ]
  for (const [name, bytes, read] of cases) {
    test(name, () => {
      const error = expectCode(CODE, () => read(new ByteReader(new Uint8Array(bytes), CODE)))
      expect(error.message).toMatch(/^at byte \d+: /)
    })
  }

  test('a byte order mark in a string is read back', () => {
    expect(new ByteReader(new ByteWriter().string('\ufeffa').finish(), CODE).string()).toBe('\ufeffa')
  })

  test('reads a view at its own place in a larger buffer', () => {
    const buffer = new Uint8Array([9, 9, 1, 2, 0, 0, 0, 9]).buffer
    const reader = new ByteReader(new Uint8Array(buffer, 2, 5), CODE)
    expect([reader.remaining, reader.u8(), reader.u32(), reader.remaining]).toEqual([5, 1, 2, 0])
    expectCode(CODE, () => reader.u8())
  })
})
