import type { JsonValue } from '../core/index.js'
import { fingerprintInTypeScript } from './fingerprint-in-typescript.js'
import { sharedKernel } from './kernel.js'
import { useKernelForStrings } from './string-kernel.js'

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
  useKernelForStrings(sharedKernel)
  return fingerprintInTypeScript(value)
}
