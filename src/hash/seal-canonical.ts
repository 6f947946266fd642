import { leafHash } from './merkle-hash.js'
import { formatSeal, sealLeafData } from './seal-bytes.js'

/**
 * The seal of a value by its canonical text, for who has written that already: `sealCanonical(canonicalize(value))` is
 * `seal(value)`. INVARIANT: the text is as `canonicalize` writes it (RFC 8785); it is not looked at again.
 *
 * @returns `ks1:sha256:` and 43 base64url characters
 *
 * @example
 * ```ts
 * import { canonicalize, seal, sealCanonical } from 'keelson/hash'
 * sealCanonical(canonicalize({ replicas: 3 })) === seal({ replicas: 3 }) // => true
 * ```
 */
export function sealCanonical(canonical: string): string {
  return formatSeal(leafHash(sealLeafData(canonical, '', '')))
}
