import type { JsonValue } from '../core/index.js'
import { canonicalize } from './canonicalize.js'
import { leafHash } from './merkle-hash.js'
import { formatSeal, sealLeafData } from './seal-bytes.js'
import type { SealOptions } from './types.js'

/**
 * The `ks1` seal of a value: SHA-256 over its RFC 8785 bytes, its id and its profile, each with its length, so that no
 * two combinations share their bytes. Evidence, where `fingerprint` is only speed. Byte for byte defined in
 * docs/fingerprint.md.
 *
 * @returns `ks1:sha256:` and 43 base64url characters
 * @throws KeelsonError `hash/lone-surrogate`, `hash/invalid-id`, and what `assertJson` throws
 *
 * @example
 * ```ts
 * import { seal } from 'keelson/hash'
 * seal({ replicas: 3 }, { id: 'web' }) === seal({ replicas: 3.0 }, { id: 'web' }) // => true
 * seal({ replicas: 3 }, { id: 'web' }) === seal({ replicas: 3 }, { id: 'api' }) // => false
 * ```
 */
export function seal(value: JsonValue, options: SealOptions = {}): string {
  return formatSeal(leafHash(sealLeafData(canonicalize(value), options.id ?? '', options.profile ?? '')))
}
