import { assertJson, isKeelsonError, type JsonValue, KeelsonError } from '../core/index.js'
import { lanesToHex } from './kf1-lanes.js'
import { withNodeCount } from './kf1-node-count.js'
import { Unhashable } from './kf1-scalar.js'
import { hashValue } from './kf1-walk.js'

/**
 * {@link fingerprint}, bit for bit, for pages that count kilobytes: it does not bring the WebAssembly kernel along, which
 * is faster at long strings and at what is not ASCII.
 *
 * @returns `kf1:` and 32 hexadecimal digits
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`, with the pointer to the place
 *
 * @example
 * ```ts
 * import { fingerprint, fingerprintInTypeScript } from 'keelson/hash'
 * fingerprintInTypeScript({ name: 'wéb' }) === fingerprint({ name: 'wéb' }) // => true
 * ```
 */
export function fingerprintInTypeScript(value: JsonValue): string {
  try {
    withNodeCount(() => hashValue(value))
  } catch (error) {
    throw refusal(value, error)
  }
  return `kf1:${lanesToHex()}`
}

/** What to throw where a walk over the value has thrown: for what JSON cannot hold, an error that says where it is. */
export function refusal(value: unknown, error: unknown): unknown {
  if (!(error instanceof Unhashable)) return isKeelsonError(error) ? error : unreadable(error)
  try {
    assertJson(value)
  } catch (placed) {
    return isKeelsonError(placed) ? placed : unreadable(placed)
  }
  return unreadable()
}

// Reading plain data fails neither once nor the second time.
function unreadable(cause?: unknown): KeelsonError {
  return new KeelsonError('core/not-json', 'the value cannot be read, or changed while it was', {
    help: 'hand in plain data: a proxy threw an error, or answered differently the second time',
    cause,
  })
}
