import { assertJson, isKeelsonError, type JsonValue, KeelsonError } from '../core/index.js'
import { lanesToHex } from './kf1-lanes.js'
import { withNodeCount } from './kf1-node-count.js'
import { Unhashable } from './kf1-scalar.js'
import { hashValue } from './kf1-walk.js'

/**
 * The `kf1` fingerprint of a JSON value: 128 bits that tell values apart quickly. Different fingerprints mean different
 * values, always; equal fingerprints mean equal values unless someone wanted otherwise: **no security boundary**,
 * collisions can be made on purpose. For evidence use `seal`. Byte for byte defined in docs/fingerprint.md.
 *
 * The order of members never matters, that of elements always; `-0` is `0`; a string with half of a surrogate pair is
 * a string like any other.
 *
 * Only own enumerable members with string names are seen. Accessors are refused, and never run.
 *
 * @returns `kf1:` and 32 hexadecimal digits
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`, with the pointer to the place
 *
 * @example
 * ```ts
 * import { fingerprint } from 'keelson/hash'
 * fingerprint({ replicas: 3, name: 'web' }) === fingerprint({ name: 'web', replicas: 3 }) // => true
 * fingerprint(['a', 'b']) === fingerprint(['b', 'a']) // => false
 * ```
 */
export function fingerprint(value: JsonValue): string {
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
