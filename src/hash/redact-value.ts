import {
  appendPointer,
  assertJson,
  type JsonValue,
  KeelsonError,
  parseArrayIndex,
  parsePointer,
  valueAtPath,
  valueAtPointer,
} from '../core/index.js'
import { assertRedactionKey, redactionCommitment } from './redaction-commitment.js'
import { holdsReservedName, REDACTED_MEMBER, redactionMarker } from './redaction-marker.js'
import { walkValue } from './walk-value.js'

/**
 * A copy of a value in which commitments stand for the parts that are not to be shown. Seal the copy: its seal then
 * vouches for the hidden parts too, and `verifyRedaction` shows them one by one to whom they are shown.
 *
 * A part inside another hidden part is hidden with it. A value that uses our reserved name already is refused, also
 * where there is nothing to hide: otherwise its author could pass it off as redacted.
 *
 * @param pointers the parts to hide (RFC 6901); `''` hides the whole value
 * @param key as for `redactionCommitment`
 * @throws KeelsonError `hash/reserved-key`, `hash/nothing-to-redact` for a pointer that leads to no value, and what
 * `redactionCommitment` throws
 *
 * @example
 * ```ts
 * import { listRedactions, redactValue, seal, verifyRedaction } from 'keelson/hash'
 * const key = new Uint8Array(32).fill(7)
 * const shown = redactValue({ user: 'web', password: 'hunter2' }, ['/password'], key)
 * seal(shown) === seal({ user: 'web', password: 'hunter2' }) // => false
 * const [hidden] = listRedactions(shown)
 * hidden.pointer // => '/password'
 * verifyRedaction(hidden.commitment, key, '/password', 'hunter2') // => true
 * ```
 */
export function redactValue(value: JsonValue, pointers: readonly string[], key: Uint8Array): JsonValue {
  assertRedactionKey(key)
  assertJson(value)
  if (!Array.isArray(pointers)) {
    throw new KeelsonError('core/invalid-pointer', 'the parts to hide are not an array of JSON Pointers', {
      help: 'hand in an array, such as ["/data/password"]',
    })
  }
  walkValue(value, (part, pointer) => {
    if (holdsReservedName(part)) throw reserved(pointer())
    return true
  })
  const markers = [...new Set<string>(pointers)].map((pointer) => {
    const marker = redactionMarker(redactionCommitment(key, pointer, partAt(value, pointer)))
    return { path: parsePointer(pointer), marker }
  })
  // From the outside in: what lies inside a hidden part is not there any more when its turn comes.
  markers.sort((left, right) => left.path.length - right.path.length)
  // A copy that keeps the order of members and makes `__proto__` a member like any other.
  let copy = JSON.parse(JSON.stringify(value)) as JsonValue
  for (const { path, marker } of markers) {
    const last = path.pop()
    if (last === undefined) copy = marker
    else replaceIn(valueAtPath(copy, path), last, marker)
  }
  return copy
}

/** Replaces a member or element; does nothing where an outer part is hidden already. */
function replaceIn(container: JsonValue | undefined, segment: string, marker: JsonValue): void {
  if (container === undefined || holdsReservedName(container)) return
  const key = Array.isArray(container) ? parseArrayIndex(segment) : segment
  // What is replaced is there and the copy's own, `__proto__` too: this adds nothing and sets no prototype.
  Object.defineProperty(container, key, { value: marker })
}

function partAt(value: JsonValue, pointer: string): JsonValue {
  const part = typeof pointer === 'string' ? valueAtPointer(value, pointer) : undefined
  // Passing over it would show a secret whose pointer is misspelt. What is no pointer at all, redactionCommitment refuses.
  if (part === undefined && typeof pointer === 'string') {
    throw new KeelsonError('hash/nothing-to-redact', `"${pointer.slice(0, 80)}" leads to no value`, {
      path: pointer,
      help: 'leave the pointer out where the document has no such part, or mend it',
    })
  }
  return part ?? null
}

function reserved(pointer: string): KeelsonError {
  return new KeelsonError('hash/reserved-key', `a member is named "${REDACTED_MEMBER}" already`, {
    path: appendPointer(pointer, REDACTED_MEMBER),
    help: 'the name is reserved for what redactValue() writes; rename the member',
  })
}
