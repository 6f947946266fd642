import { KeelsonError } from '../core/index.js'

/**
 * Refuses what is no `Uint8Array`: Node would hash a string as UTF-8, and an array as its elements, where a browser
 * refuses both.
 *
 * @throws KeelsonError `hash/not-bytes`
 */
export function assertBytes(bytes: unknown): asserts bytes is Uint8Array {
  if (bytes instanceof Uint8Array) return
  throw new KeelsonError('hash/not-bytes', 'what is to be hashed is not a Uint8Array', {
    help: 'encode text with TextEncoder first',
  })
}
