import { type JsonArray, type JsonObject, type JsonValue, sortedKeys } from '../core/index.js'
import { isArray, isContainer } from './containers.js'

interface Frame {
  readonly source: JsonArray | JsonObject
  readonly copy: JsonValue[] | Record<string, JsonValue>
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
}

/**
 * A copy that shares nothing with the value and whose members stand in code-point order: what goes out neither changes
 * when the caller changes the document, nor tells in which order the document was written.
 */
export function copyJson(value: JsonValue): JsonValue {
  if (!isContainer(value)) return value
  const frames: Frame[] = []
  const enter = (source: JsonArray | JsonObject): JsonValue => {
    const keys = isArray(source) ? null : sortedKeys(source)
    const copy: JsonValue[] | Record<string, JsonValue> = keys === null ? [] : {}
    const length = keys === null ? (source as JsonArray).length : keys.length
    if (length > 0) frames.push({ source, copy, keys, length, next: 0 })
    return copy
  }
  const result = enter(value)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next === frame.length) {
      frames.pop()
      continue
    }
    const at = frame.next
    frame.next += 1
    if (frame.keys === null) {
      const element = (frame.source as JsonArray)[at]!
      ;(frame.copy as JsonValue[]).push(isContainer(element) ? enter(element) : element)
    } else {
      const key = frame.keys[at]!
      const member = (frame.source as JsonObject)[key]!
      setMember(frame.copy as Record<string, JsonValue>, key, isContainer(member) ? enter(member) : member)
    }
  }
  return result
}

/** Sets an own member, also where the name is that of something inherited such as `__proto__`. */
export function setMember(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  // Defining is many times slower than assigning, which is safe for all names that nothing is inherited under.
  if (Object.hasOwn(object, key) || !(key in object)) object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}
