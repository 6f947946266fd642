import fc from 'fast-check'
import { decodeUtf8, decodeUtf8Leniently, encodeUtf8, validUtf8Length } from 'keelson/core'
import { expect, test } from 'vitest'
import { decodeUtf8InTypeScript, encodeUtf8InTypeScript } from '../../src/core/utf8.js'
import { law } from '../support/law.js'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

function decodeStrictly(decode: (bytes: Uint8Array) => string, bytes: Uint8Array): string | null {
  try {
    return decode(bytes)
  } catch {
    return null
  }
}

/** Bytes near what UTF-8 allows: leads, continuations and borders of the second byte, rather than any. */
const nearUtf8 = fc.array(
  fc.oneof(
    fc.constantFrom(0x00, 0x61, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1),
    fc.constantFrom(0xec, 0xed, 0xee, 0xef, 0xbb, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
    fc.integer({ min: 0, max: 255 }),
  ),
  { maxLength: 12 },
)

law(
  'texts have the bytes that TextEncoder gives, halves of surrogate pairs included',
  fc.string({ unit: 'binary' }),
  (text) => {
    expect(encodeUtf8InTypeScript(text)).toEqual(new TextEncoder().encode(text))
    expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text))
  },
)

law('bytes have the text that TextDecoder gives, and are refused where it refuses them', nearUtf8, (list) => {
  const bytes = Uint8Array.from(list)
  const text = decodeStrictly((given) => strict.decode(given), bytes)
  expect(decodeStrictly((given) => decodeUtf8InTypeScript(given, true), bytes)).toBe(text)
  expect(decodeUtf8(bytes)).toBe(text)
})

law('U+FFFD stands where TextDecoder puts it', nearUtf8, (list) => {
  const bytes = Uint8Array.from(list)
  expect(decodeUtf8InTypeScript(bytes, false)).toBe(lenient.decode(bytes))
  expect(decodeUtf8Leniently(bytes)).toBe(lenient.decode(bytes))
})

law('bytes are valid up to the longest prefix of whole characters', nearUtf8, (list) => {
  const bytes = Uint8Array.from(list)
  const length = validUtf8Length(bytes)
  expect(decodeUtf8(bytes.subarray(0, length))).not.toBeNull()
  for (let longer = length + 1; longer <= bytes.length; longer += 1) {
    expect(decodeUtf8(bytes.subarray(0, longer))).toBeNull()
  }
})

test('a lone half becomes U+FFFD, a pair does not', () => {
  expect([...encodeUtf8InTypeScript('\ud83d')]).toEqual([0xef, 0xbf, 0xbd])
  expect([...encodeUtf8InTypeScript('😀')]).toEqual([0xf0, 0x9f, 0x98, 0x80])
})
