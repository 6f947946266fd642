import { isKeelsonError, type JsonValue } from '../core/index.js'
import { equalHashes } from './merkle-hash.js'
import { assertRedactionKey, readRedactionCommitment, redactionCommitment } from './redaction-commitment.js'

/**
 * Is this the value that stood at `pointer` when the commitment was made under `key`? A commitment that is malformed,
 * and a pointer or value that can never have been committed to, are `false`, never an error. The comparison takes the
 * same time whatever differs.
 *
 * Who is given the key can check guesses against every commitment made under it: use one key for what one verifier may
 * see.
 *
 * @throws KeelsonError `hash/not-bytes` and `hash/short-key` for the key
 *
 * @example
 * ```ts
 * import { redactionCommitment, verifyRedaction } from 'keelson/hash'
 * const key = new Uint8Array(32).fill(7)
 * const commitment = redactionCommitment(key, '/password', 'hunter2')
 * verifyRedaction(commitment, key, '/password', 'hunter2') // => true
 * verifyRedaction(commitment, key, '/password', 'hunter3') // => false
 * ```
 */
export function verifyRedaction(
  commitment: string,
  key: Uint8Array,
  pointer: string,
  value: JsonValue,
): boolean {
  assertRedactionKey(key)
  const committed = readRedactionCommitment(commitment)
  if (committed === null) return false
  try {
    return equalHashes(readRedactionCommitment(redactionCommitment(key, pointer, value))!, committed)
  } catch (error) {
    if (isKeelsonError(error)) return false
    throw error
  }
}
