import type { JsonValue } from 'keelson/core'

/** Freezes a document all the way down: whoever writes to it throws. */
export function deepFreeze<Value extends JsonValue>(value: Value): Value {
  const pending: JsonValue[] = [value]
  for (const member of pending) {
    if (typeof member !== 'object' || member === null) continue
    Object.freeze(member)
    pending.push(...(Object.values(member) as JsonValue[]))
  }
  return value
}
