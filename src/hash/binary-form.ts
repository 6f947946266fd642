import { encodeUtf8, KeelsonError } from '../core/index.js'
import { concatenateBytes } from './byte-parts.js'
import { sha256 } from './sha256.js'

/** What a room's binary form starts with, and the code of the error when it does not. */
export interface BinaryForm {
  /** Four ASCII letters. */
  readonly magic: string
  /** 1 to 255; a reader takes exactly its own. */
  readonly version: number
  /** Error code for bytes that are not this form, such as `ledger/invalid-bytes`. */
  readonly code: string
}

const DIGEST_BYTES = 16
const HEADER_BYTES = 5

/**
 * Wraps a payload: magic, version, payload, and the first 16 bytes of the SHA-256 over all before. The digest finds
 * accidents, not attackers.
 *
 * @example
 * ```ts
 * import { packBinaryForm, unpackBinaryForm } from 'keelson/hash'
 * const form = { magic: 'DEMO', version: 1, code: 'demo/invalid-bytes' }
 * const bytes = packBinaryForm(form, Uint8Array.of(1, 2, 3))
 * bytes.length // => 24
 * unpackBinaryForm(form, bytes) // => Uint8Array.of(1, 2, 3)
 * ```
 */
export function packBinaryForm(form: BinaryForm, payload: Uint8Array): Uint8Array {
  const body = concatenateBytes([encodeUtf8(form.magic), Uint8Array.of(form.version), payload])
  return concatenateBytes([body, sha256(body).subarray(0, DIGEST_BYTES)])
}

/**
 * Checks and unwraps what `packBinaryForm` made.
 *
 * @returns a view of the payload, not a copy
 * @throws KeelsonError with the form's own code
 */
export function unpackBinaryForm(form: BinaryForm, bytes: Uint8Array): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw refuse(form, 'not a Uint8Array')
  for (let at = 0; at < form.magic.length; at += 1) {
    if (bytes[at] !== form.magic.charCodeAt(at)) throw refuse(form, `they do not start with "${form.magic}"`)
  }
  if (bytes.length < HEADER_BYTES + DIGEST_BYTES) throw refuse(form, 'they are cut short')
  if (bytes[HEADER_BYTES - 1] !== form.version) {
    throw refuse(form, `version ${bytes[HEADER_BYTES - 1]}, this release reads version ${form.version}`)
  }
  const end = bytes.length - DIGEST_BYTES
  const digest = sha256(bytes.subarray(0, end))
  for (let at = 0; at < DIGEST_BYTES; at += 1) {
    if (bytes[end + at] !== digest[at])
      throw refuse(form, 'their digest does not match: they were changed or cut')
  }
  return bytes.subarray(HEADER_BYTES, end)
}

function refuse(form: BinaryForm, why: string): KeelsonError {
  return new KeelsonError(form.code, `the bytes are not a "${form.magic}" form: ${why}`, {
    help: 'load the bytes as toBytes() gave them',
  })
}
