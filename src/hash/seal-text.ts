import { decodeJsonBytes, KeelsonError, LineIndex, parseJson } from '../core/index.js'
import { seal } from './seal.js'
import { findTextFault, type TextFault } from './text-fault.js'
import type { SealTextOptions } from './types.js'

/**
 * The `ks1` seal of the value of a JSON text: `seal(JSON.parse(json), options)`, but what parsing would hide is refused:
 * two members of one name (RFC 7493 §2.3, which RFC 8785 asks for), and with `precision: 'strict'` an integer that is
 * another number once it is read.
 *
 * @param json the text, or its UTF-8 bytes
 * @returns `ks1:sha256:` and 43 base64url characters
 * @throws KeelsonError `hash/duplicate-member`, `hash/inexact-integer`, each with the `span` of the name or number;
 * `hash/not-text`, `hash/invalid-precision`, and what `parseJson` and `seal` throw
 *
 * @example
 * ```ts
 * import { seal, sealText } from 'keelson/hash'
 * sealText('{ "replicas": 3.0 }', { precision: 'strict' }) === seal({ replicas: 3 }) // => true
 * let code = ''
 * try {
 *   sealText('{ "id": 9007199254740993 }', { precision: 'strict' })
 * } catch (error) {
 *   code = error.code
 * }
 * code // => 'hash/inexact-integer'
 * ```
 */
export function sealText(json: string | Uint8Array, options: SealTextOptions = {}): string {
  const isStrict = readPrecision(options.precision) === 'strict'
  const text = textOf(json)
  const value = parseJson(text)
  const fault = findTextFault(text, isStrict)
  if (fault !== null) throw refused(text, fault)
  return seal(value, options)
}

function readPrecision(precision: unknown): 'double' | 'strict' {
  if (precision === undefined || precision === 'double') return 'double'
  if (precision === 'strict') return 'strict'
  throw new KeelsonError('hash/invalid-precision', 'precision is neither "double" nor "strict"', {
    help: 'write one of the two, or leave it out',
  })
}

function textOf(json: unknown): string {
  if (typeof json === 'string') return json
  if (json instanceof Uint8Array) return decodeJsonBytes(json)
  throw new KeelsonError('hash/not-text', 'neither a string nor a Uint8Array', {
    help: 'hand in JSON text or its UTF-8 bytes; for a value that is parsed already, use seal()',
  })
}

function refused(text: string, fault: TextFault): KeelsonError {
  const span = new LineIndex(text).span(fault.offset, fault.length)
  const token = text.slice(fault.offset, fault.offset + Math.min(fault.length, 80))
  return fault.kind === 'duplicate-member'
    ? new KeelsonError('hash/duplicate-member', `the object has a member ${token} already`, {
        span,
        help: 'name every member once: readers disagree on which of two members counts',
      })
    : new KeelsonError(
        'hash/inexact-integer',
        `no double holds ${token}; it would be read as ${Number(token)}`,
        {
          span,
          help: 'write the number as a string, or seal without precision: "strict"',
        },
      )
}
