import { encodeWtf8 } from './wtf8.js'

// What is used here of the codecs of a host. Node and pages have them, the bare shells of engines have not.
interface TextHost {
  readonly TextEncoder?: new () => { encode(text: string): Uint8Array<ArrayBuffer> }
  readonly TextDecoder?: new (
    label: 'utf-8',
    options: { readonly fatal: boolean; readonly ignoreBOM: true },
  ) => { decode(bytes: Uint8Array): string }
}

interface Codecs {
  readonly encode: (text: string) => Uint8Array<ArrayBuffer>
  readonly decodeStrictly: (bytes: Uint8Array) => string
  readonly decodeLeniently: (bytes: Uint8Array) => string
}

// INVARIANT: only which of two equal implementations runs depends on it. Made once: making a decoder costs as much as
// decoding a small resource.
const found: { codecs?: Codecs } = {}

function findCodecs(): Codecs {
  const { TextEncoder, TextDecoder } = globalThis as TextHost
  const encoder = TextEncoder === undefined ? null : new TextEncoder()
  const strict = TextDecoder === undefined ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const lenient =
    TextDecoder === undefined ? null : new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  return {
    encode: encoder === null ? encodeUtf8InTypeScript : (text) => ofThisRealm(encoder.encode(text)),
    decodeStrictly:
      strict === null ? (bytes) => decodeUtf8InTypeScript(bytes, true) : (bytes) => strict.decode(bytes),
    decodeLeniently:
      lenient === null ? (bytes) => decodeUtf8InTypeScript(bytes, false) : (bytes) => lenient.decode(bytes),
  }
}

/** Sandboxes lend codecs from outside (as jsdom under Jest does), whose bytes are no `Uint8Array` in here. */
function ofThisRealm(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)
}

function codecs(): Codecs {
  found.codecs ??= findCodecs()
  return found.codecs
}

/**
 * The bytes of a text in UTF-8, as `TextEncoder` gives them, also in a host that has none: half of a surrogate pair
 * becomes U+FFFD.
 *
 * @example
 * ```ts
 * import { encodeUtf8 } from 'keelson/core'
 * encodeUtf8('é') // => Uint8Array.of(0xc3, 0xa9)
 * ```
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return codecs().encode(text)
}

/**
 * The text of UTF-8 bytes, strictly, also in a host without `TextDecoder`. A byte order mark stays in the text.
 *
 * @returns `null` for bytes that are not UTF-8
 *
 * @example
 * ```ts
 * import { decodeUtf8 } from 'keelson/core'
 * decodeUtf8(Uint8Array.of(0xc3, 0xa9)) // => 'é'
 * decodeUtf8(Uint8Array.of(0xc3)) // => null
 * ```
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return codecs().decodeStrictly(bytes)
  } catch {
    return null
  }
}

/**
 * As {@link decodeUtf8}, of any bytes: U+FFFD stands for each part that cannot be continued (the maximal subparts of
 * Unicode §3.9 and of the WHATWG Encoding Standard).
 *
 * @example
 * ```ts
 * import { decodeUtf8Leniently } from 'keelson/core'
 * decodeUtf8Leniently(Uint8Array.of(0x61, 0xc3)) // => 'a\ufffd'
 * ```
 */
export function decodeUtf8Leniently(bytes: Uint8Array): string {
  return codecs().decodeLeniently(bytes)
}

/**
 * How many bytes from the beginning are whole characters of UTF-8: all of them, or up to the first fault.
 *
 * @example
 * ```ts
 * import { validUtf8Length } from 'keelson/core'
 * validUtf8Length(Uint8Array.of(0x61, 0xc3, 0x28)) // => 1
 * ```
 */
export function validUtf8Length(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length < 0) break
    at += length
  }
  return at
}

/** As {@link encodeUtf8}, without the host's encoder. */
export function encodeUtf8InTypeScript(text: string): Uint8Array<ArrayBuffer> {
  // With the `u` flag a surrogate pair is one code point, so the class finds halves only.
  return encodeWtf8(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
}

/**
 * As {@link decodeUtf8} or {@link decodeUtf8Leniently}, without the host's decoder.
 *
 * @throws TypeError where it is strict and the bytes are not UTF-8, as `TextDecoder` does
 */
export function decodeUtf8InTypeScript(bytes: Uint8Array, strictly: boolean): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      text += String.fromCodePoint(pointAt(bytes, at, length))
      at += length
    } else {
      if (strictly) throw new TypeError('not UTF-8')
      text += '\ufffd'
      at -= length
    }
  }
  return text
}

/**
 * The bytes of the character at `at` (Unicode, table 3-7); for what is none, the length of the maximal faulty subpart,
 * negative.
 */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return -1
  const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
  // The second byte keeps out what is spelt too long, surrogates, and what lies past U+10FFFF.
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  for (let next = 1; next <= more; next += 1) {
    const byte = bytes[at + next]
    if (byte === undefined || byte < low || byte > high) return -next
    low = 0x80
    high = 0xbf
  }
  return more + 1
}

const LEAD_BITS = [0, 0x7f, 0x1f, 0x0f, 0x07] as const

function pointAt(bytes: Uint8Array, at: number, length: number): number {
  let point = bytes[at]! & LEAD_BITS[length]!
  for (let next = 1; next < length; next += 1) point = (point << 6) | (bytes[at + next]! & 0x3f)
  return point
}
