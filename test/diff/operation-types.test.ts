import jsonPatch from 'fast-json-patch'
import { applyPatch, diff, type Operation, toPatch } from 'keelson/diff'
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

test('our operations and those of fast-json-patch are of one type', () => {
  const [before, after] = [{ a: 1, b: [1, 2] }, { a: 2, b: [1, 2, 3] }]
  const theirs = jsonPatch.compare(before, after) as TheirOperation[]
  expect(applyPatch(before, toOurs(theirs))).toEqual(after)
  const ours = toTheirs(toPatch(diff(before, after)))
  expect(jsonPatch.applyPatch(structuredClone(before), ours).newDocument).toEqual(after)
})
