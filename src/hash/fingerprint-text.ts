import {
  decodeJsonBytes,
  isKeelsonError,
  type JsonValue,
  KeelsonError,
  LineIndex,
  parseJson,
  validUtf8Length,
} from '../core/index.js'
import { fingerprint } from './fingerprint.js'
import { hashTextInKernel } from './kernel-text.js'
import { lanesToHex } from './kf1-lanes.js'

/**
 * The `kf1` fingerprint of a JSON text: `fingerprint(JSON.parse(json))`, and refused exactly where that is: what is not
 * JSON, nesting over 1,000, numbers that overflow a double; and bytes that are not UTF-8. As in `JSON.parse`, the last
 * of two members of one name wins, and what it replaced is not looked at.
 *
 * Read without parsing, by a wasm kernel, where there is one and enough text has gone by to make it: two to three times
 * as fast as `JSON.parse` alone. Without it the same is refused and returned.
 *
 * @param json the text, or its UTF-8 bytes
 * @returns `kf1:` and 32 hexadecimal digits
 * @throws KeelsonError `core/invalid-json`, `core/invalid-utf8`, `core/depth-limit`, `core/number-overflow`,
 * `core/size-limit`, each with `span`, the place of the first fault; `hash/not-text`
 *
 * @example
 * ```ts
 * import { fingerprint, fingerprintText } from 'keelson/hash'
 * fingerprintText('{ "b": 1.0, "a": "\\u00e9" }') === fingerprint({ a: 'é', b: 1 }) // => true
 * ```
 */
export function fingerprintText(json: string | Uint8Array): string {
  assertText(json)
  return hashTextInKernel(json) ? `kf1:${lanesToHex()}` : fingerprintParsed(decodeText(json))
}

/** As {@link fingerprintText}, without the kernel. */
export function fingerprintTextInTypeScript(json: string | Uint8Array): string {
  assertText(json)
  return fingerprintParsed(decodeText(json))
}

/** @throws KeelsonError `hash/not-text` */
export function assertText(json: unknown): asserts json is string | Uint8Array {
  if (typeof json === 'string' || json instanceof Uint8Array) return
  throw new KeelsonError('hash/not-text', 'neither a string nor a Uint8Array', {
    help: 'hand in JSON text or its UTF-8 bytes; for a value that is parsed already, use fingerprint()',
  })
}

function fingerprintParsed(text: string): string {
  try {
    return fingerprint(JSON.parse(text) as JsonValue)
  } catch (error) {
    // Also a RangeError: some engines parse by recursion, and a text may be nested deeper than their stack.
    parseJson(text)
    throw error
  }
}

/**
 * The text of UTF-8 bytes; a byte order mark stays in it.
 *
 * @throws KeelsonError `core/invalid-utf8`
 */
export function decodeText(json: string | Uint8Array): string {
  if (typeof json === 'string') return json
  try {
    return decodeJsonBytes(json)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const before = decodeJsonBytes(json.subarray(0, validUtf8Length(json)))
    throw new KeelsonError('core/invalid-utf8', error.message, {
      span: new LineIndex(before).span(before.length),
      help: error.help,
    })
  }
}
