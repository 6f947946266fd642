import { assertJson, type JsonValue } from '../core/index.js'
import { readRedactionMarker } from './redaction-marker.js'
import type { Redaction } from './types.js'
import { walkValue } from './walk-value.js'

/**
 * The hidden parts of a value that `redactValue` made, ordered by place: members by code point, elements by index.
 *
 * @throws KeelsonError `hash/reserved-key` where the reserved name stands without a commitment, or not alone; and what
 * `assertJson` throws
 *
 * @example
 * ```ts
 * import { listRedactions, redactValue } from 'keelson/hash'
 * const key = new Uint8Array(32).fill(7)
 * const shown = redactValue({ tokens: ['a', 'b'], user: 'web' }, ['/tokens/1'], key)
 * listRedactions(shown).map(({ pointer }) => pointer) // => ['/tokens/1']
 * listRedactions({ user: 'web' }) // => []
 * ```
 */
export function listRedactions(redacted: JsonValue): readonly Redaction[] {
  assertJson(redacted)
  const found: Redaction[] = []
  walkValue(redacted, (part, pointer) => {
    const commitment = readRedactionMarker(part, pointer)
    if (commitment !== null) found.push({ pointer: pointer(), commitment })
    return commitment === null
  })
  return found
}
