import fc from 'fast-check'
import { appendPointer, isJsonObject, type JsonValue, valueAtPointer } from 'keelson/core'
import { canonicalize, listRedactions, redactValue, seal, verifyRedaction } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'

const anyKey32 = fc.uint8Array({ minLength: 16, maxLength: 80 })

function pointersOf(value: JsonValue, pointer = ''): string[] {
  const inside = Array.isArray(value)
    ? value.flatMap((element: JsonValue, at) => pointersOf(element, appendPointer(pointer, at)))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([name, member]) => pointersOf(member, appendPointer(pointer, name)))
      : []
  return [pointer, ...inside]
}

/** Some pointers into the value, drawn by the bits of `choice`. */
function chosen(value: JsonValue, choice: number): string[] {
  return pointersOf(value).filter((_, at) => ((choice >>> (at % 31)) & 1) === 1)
}

function outermost(pointers: readonly string[]): string[] {
  return pointers.filter((inner) => !pointers.some((outer) => inner.startsWith(`${outer}/`)))
}

/** The value with the hidden parts put back. */
function restored(
  shown: JsonValue,
  original: JsonValue,
  hidden: ReadonlySet<string>,
  pointer = '',
): JsonValue {
  if (hidden.has(pointer)) return valueAtPointer(original, pointer)!
  if (Array.isArray(shown)) {
    return shown.map((element: JsonValue, at) =>
      restored(element, original, hidden, appendPointer(pointer, at)),
    )
  }
  if (!isJsonObject(shown)) return shown
  const copy: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
  for (const [name, member] of Object.entries(shown)) {
    copy[name] = restored(member, original, hidden, appendPointer(pointer, name))
  }
  return copy
}

describe('redaction', () => {
  law(
    'hides exactly the parts that were named, and every one is shown to be what it was',
    fc.tuple(anyJson(), fc.nat(), anyKey32, anyJson()),
    ([value, choice, key, other]) => {
      const pointers = chosen(value, choice)
      const shown = redactValue(value, pointers, key)
      const hidden = listRedactions(shown)
      expect(new Set(hidden.map(({ pointer }) => pointer))).toEqual(new Set(outermost(pointers)))
      for (const { pointer, commitment } of hidden) {
        const part = valueAtPointer(value, pointer)!
        expect(verifyRedaction(commitment, key, pointer, part)).toBe(true)
        expect(verifyRedaction(commitment, key, pointer, other)).toBe(
          canonicalize(part) === canonicalize(other),
        )
        expect(verifyRedaction(commitment, key, `${pointer}/x`, part)).toBe(false)
      }
      const back = restored(shown, value, new Set(hidden.map(({ pointer }) => pointer)))
      expect(canonicalize(back)).toBe(canonicalize(value))
    },
    { runs: 500 },
  )

  law(
    'a change of a hidden part changes the seal',
    fc.tuple(anyJson(), anyJson(), anyKey32),
    ([left, right, key]) => {
      const sealed = [left, right].map((part) => seal(redactValue({ part }, ['/part'], key)))
      expect(sealed[0] === sealed[1]).toBe(canonicalize(left) === canonicalize(right))
    },
  )
})
