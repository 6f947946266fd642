import { KeelsonError } from '../core/index.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Base64url without padding (RFC 4648 §5).
 *
 * @example
 * ```ts
 * import { encodeBase64Url } from 'keelson/hash'
 * encodeBase64Url(Uint8Array.of(251, 255)) // => '-_8'
 * ```
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!
    if (left > 1) text += ALPHABET[(group >> 6) & 63]!
    if (left > 2) text += ALPHABET[group & 63]!
  }
  return text
}

/**
 * Decodes base64url without padding, strictly: one spelling for every byte string.
 *
 * @throws KeelsonError `hash/invalid-base64url`
 *
 * @example
 * ```ts
 * import { decodeBase64Url } from 'keelson/hash'
 * decodeBase64Url('-_8') // => Uint8Array.of(251, 255)
 * ```
 */
export function decodeBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let held = 0
  let length = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) throw invalid(text)
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length] = (held >> bits) & 0xff
      length += 1
    }
  }
  // Left-over bits must be zero and less than a character, or two spellings would mean the same bytes.
  if (text.length % 4 === 1 || (held & ((1 << bits) - 1)) !== 0) throw invalid(text)
  return bytes
}

function invalid(text: string): KeelsonError {
  return new KeelsonError('hash/invalid-base64url', `"${text.slice(0, 40)}" is not base64url`, {
    help: 'use the letters A-Z a-z 0-9 - _ without padding',
  })
}
