import jsonPatch from 'fast-json-patch'
import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, type Operation, toPatch } from 'keelson/diff'
import { expect, test } from 'vitest'

type TheirPatch = ReturnType<typeof jsonPatch.compare>
/** `_get` is an inner operation of theirs that RFC 6902 does not have. */
type TheirOperation = Exclude<TheirPatch[number], { op: '_get' }>

// The assignments are the test: the compiler accepts them in both directions.
function toTheirs(operations: Operation[]): TheirPatch {
  return operations
}

function toOurs(operations: TheirOperation[]): Operation[] {
  return operations
}

test('results are JSON values to the compiler, too', () => {
  const values: JsonValue[] = [diff(1, 2), diff3({ base: 1, desired: 1, live: 2 }), toPatch(diff(1, 2))]
  expect(values.every((value) => JSON.stringify(value).length > 2)).toBe(true)
})

test('our operations and those of fast-json-patch are of one type', () => {
  const [before, after] = [
    { a: 1, b: [1, 2] },
    { a: 2, b: [1, 2, 3] },
  ]
  const theirs = jsonPatch.compare(before, after) as TheirOperation[]
  expect(applyPatch(before, toOurs(theirs))).toEqual(after)
  const ours = toTheirs(toPatch(diff(before, after)))
  expect(jsonPatch.applyPatch(structuredClone(before), ours).newDocument).toEqual(after)
})
