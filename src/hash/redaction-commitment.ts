import { encodeUtf8, type JsonValue, KeelsonError, parsePointer } from '../core/index.js'
import { assertBytes } from './assert-bytes.js'
import { encodeBase64Url } from './base64url.js'
import { concatenateBytes, u32Bytes } from './byte-parts.js'
import { canonicalize } from './canonicalize.js'
import { hasLoneSurrogate } from './lone-surrogate.js'
import { readHash } from './seal-bytes.js'
import { hmacSha256 } from './sha256.js'

const PREFIX = 'kr1:hmac-sha256:'
const LEAST_KEY_BYTES = 16

/**
 * A commitment to a value that is not to be shown: HMAC-SHA-256 under a secret key, over the place of the value and
 * its canonical JSON. It tells a changed secret from an unchanged one, and who holds the key can later show that the
 * value was this one. Byte for byte defined in docs/fingerprint.md, "Redaction".
 *
 * The same key, place and value give the same commitment. Who holds the key can confirm a guess; who does not learns
 * nothing of the value, nor its length.
 *
 * @param key at least 16 bytes, 32 from a source of randomness are best
 * @param pointer where the value stands in its document (RFC 6901)
 * @returns `kr1:hmac-sha256:` and 43 base64url characters
 * @throws KeelsonError `hash/not-bytes` and `hash/short-key` for the key, `core/invalid-pointer`,
 * `hash/lone-surrogate`, and what `assertJson` throws
 *
 * @example
 * ```ts
 * import { redactionCommitment } from 'keelson/hash'
 * const key = new Uint8Array(32).fill(7)
 * const sealed = redactionCommitment(key, '/data/password', 'hunter2')
 * sealed.slice(0, 16) // => 'kr1:hmac-sha256:'
 * sealed === redactionCommitment(key, '/data/password', 'hunter2') // => true
 * sealed === redactionCommitment(key, '/data/token', 'hunter2') // => false
 * ```
 */
export function redactionCommitment(key: Uint8Array, pointer: string, value: JsonValue): string {
  assertRedactionKey(key)
  assertPlace(pointer)
  const place = encodeUtf8(pointer)
  const message = concatenateBytes([u32Bytes(place.length), place, encodeUtf8(canonicalize(value))])
  return PREFIX + encodeBase64Url(hmacSha256(key, message))
}

/** The bytes of a commitment, or `null` for anything else. */
export function readRedactionCommitment(text: unknown): Uint8Array | null {
  return typeof text === 'string' && text.startsWith(PREFIX) ? readHash(text.slice(PREFIX.length)) : null
}

/**
 * Refuses what is no key: a short one could be found by trying.
 *
 * @throws KeelsonError `hash/not-bytes`, `hash/short-key`
 */
export function assertRedactionKey(key: unknown): asserts key is Uint8Array {
  assertBytes(key)
  if (key.length >= LEAST_KEY_BYTES) return
  throw new KeelsonError(
    'hash/short-key',
    `a key of ${key.length} bytes; a redaction key has ${LEAST_KEY_BYTES} or more`,
    { help: 'draw 32 random bytes once, and keep them as you keep the secrets themselves' },
  )
}

function assertPlace(pointer: unknown): asserts pointer is string {
  if (typeof pointer !== 'string') {
    throw new KeelsonError('core/invalid-pointer', 'the place of a value is a JSON Pointer, a string', {
      help: 'hand in a pointer such as "/data/password"; "" is the whole document',
    })
  }
  parsePointer(pointer)
  if (!hasLoneSurrogate(pointer)) return
  throw new KeelsonError('hash/lone-surrogate', 'a pointer holds half of a surrogate pair', {
    path: pointer,
    help: 'a commitment is over UTF-8, which cannot hold half of a character: rename the member',
  })
}
