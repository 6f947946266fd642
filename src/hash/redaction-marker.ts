import { type JsonValue, KeelsonError } from '../core/index.js'
import { readRedactionCommitment } from './redaction-commitment.js'

/**
 * The reserved name: an object whose only member has it, with a commitment as its value, stands for a value that is
 * not shown.
 */
export const REDACTED_MEMBER = '$keelson.redacted'

/** What stands in the place of a redacted value. */
export function redactionMarker(commitment: string): JsonValue {
  return { [REDACTED_MEMBER]: commitment }
}

/**
 * The commitment of a marker, or `null` where `value` does not have the reserved name.
 *
 * @param pointer makes the place of `value`, for the error
 * @throws KeelsonError `hash/reserved-key` where `value` has the reserved name and is no marker
 */
export function readRedactionMarker(value: JsonValue, pointer: () => string): string | null {
  if (!holdsReservedName(value)) return null
  const commitment = value[REDACTED_MEMBER]
  const isMarker = Object.keys(value).length === 1 && readRedactionCommitment(commitment) !== null
  if (isMarker) return commitment as string
  throw new KeelsonError('hash/reserved-key', `"${REDACTED_MEMBER}" stands here, and no commitment with it`, {
    path: pointer(),
    help: 'only redactValue() writes this name: the document was changed, or was never redacted',
  })
}

/** True for an object with the reserved name, whatever else it holds. */
export function holdsReservedName(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, REDACTED_MEMBER)
  )
}
