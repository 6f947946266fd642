import { isJsonObject, type JsonValue, ownValue } from './json.js'
import { KeelsonError } from './keelson-error.js'

/**
 * Splits a JSON Pointer (RFC 6901) into its unescaped reference tokens; `''` is the whole document.
 *
 * @throws KeelsonError `core/invalid-pointer`
 *
 * @example
 * ```ts
 * import { parsePointer } from 'keelson/core'
 * parsePointer('/metadata/annotations/example.com~1owner')
 * // => ['metadata', 'annotations', 'example.com/owner']
 * ```
 */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) {
    throw new KeelsonError('core/invalid-pointer', `"${pointer.slice(0, 80)}" is not a JSON Pointer`, {
      path: pointer,
      help: 'a pointer is empty or starts with "/"',
    })
  }
  return pointer
    .slice(1)
    .split('/')
    .map((token) => unescapeSegment(token, pointer))
}

/** Joins path segments into a JSON Pointer; the inverse of {@link parsePointer}. */
export function formatPointer(path: readonly (string | number)[]): string {
  let pointer = ''
  for (const segment of path) pointer = appendPointer(pointer, segment)
  return pointer
}

/** The pointer of a member or element of what `pointer` points at. */
export function appendPointer(pointer: string, segment: string | number): string {
  return `${pointer}/${typeof segment === 'number' ? segment : escapePointerSegment(segment)}`
}

/** Escapes `~` and `/` as RFC 6901 §3 asks. */
export function escapePointerSegment(segment: string): string {
  return segment.includes('~') || segment.includes('/')
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : segment
}

/**
 * Reads a reference token as an array index by the grammar of RFC 6901 §4: digits without leading zeros.
 *
 * @returns the index, or -1 where the token is none (also for `-`)
 */
export function parseArrayIndex(token: string): number {
  return ARRAY_INDEX.test(token) ? Number(token) : -1
}

/** What the pointer points at, or `undefined` where there is nothing. Only own members are seen. */
export function valueAtPointer(document: JsonValue, pointer: string): JsonValue | undefined {
  return valueAtPath(document, parsePointer(pointer))
}

/** As {@link valueAtPointer}, for a path that is already split. */
export function valueAtPath(document: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const segment of path) {
    if (Array.isArray(value)) {
      const index: number = typeof segment === 'number' ? segment : parseArrayIndex(segment)
      value = index < 0 ? undefined : (value[index] as JsonValue | undefined)
    } else if (isJsonObject(value)) {
      value = ownValue(value, String(segment))
    } else {
      return undefined
    }
  }
  return value
}

// At most 15 digits: every such index is an exact integer.
const ARRAY_INDEX = /^(?:0|[1-9]\d{0,14})$/
const BAD_ESCAPE = /~(?![01])/

function unescapeSegment(token: string, pointer: string): string {
  if (!token.includes('~')) return token
  if (BAD_ESCAPE.test(token)) {
    throw new KeelsonError('core/invalid-pointer', `"~" in "${token.slice(0, 80)}" is not an escape`, {
      path: pointer,
      help: 'write ~0 for "~" and ~1 for "/"',
    })
  }
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}
