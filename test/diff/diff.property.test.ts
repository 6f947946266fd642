import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, invert, type Operation, toPatch } from 'keelson/diff'
import { describe } from 'vitest'
import { anyJson, objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import { deepFreeze } from './deep-freeze.js'
import {
  anyDocuments,
  inheritedNameDocuments,
  mixedDocuments,
  nearPairOf,
  objectDocuments,
  type Pair,
  pairOf,
  pointerSpecialDocuments,
  recordLists,
  scalarArrays,
} from './document-pairs.js'
import { applyByReference, canonical } from './reference-applier.js'

const GENERATORS: readonly (readonly [string, fc.Arbitrary<JsonValue>])[] = [
  ['objects', objectDocuments()],
  ['scalar arrays', scalarArrays()],
  ['lists of records', recordLists()],
  ['objects and arrays', mixedDocuments()],
  ['pointer-special keys', pointerSpecialDocuments()],
  ['inherited names as keys', inheritedNameDocuments()],
  ['any root', anyDocuments()],
]

for (const [name, documents] of GENERATORS) {
  describe(name, () => {
    law('3: the patch of a diff leads from before to after', pairOf(documents), roundTrips)
    law('3: so does that of nearly equal documents', nearPairOf(documents), roundTrips)
    law('3: invert leads back', fc.oneof(pairOf(documents), nearPairOf(documents)), ([before, after]) => {
      const back = toPatch(invert(diff(before, after)), { include: 'all', tests: true })
      return canonical(applyPatch(after, back)) === canonical(before)
    })
  })
}

/** By the library's applier and by the independent one, with and without guards. */
function roundTrips([before, after]: Pair): boolean {
  const changes = diff(before, after)
  const guarded = toPatch(changes, { include: 'all', tests: true })
  const wanted = canonical(after)
  return (
    canonical(applyPatch(before, guarded)) === wanted &&
    canonical(applyPatch(before, toPatch(changes))) === wanted &&
    canonical(applyByReference(before, JSON.parse(JSON.stringify(guarded)) as JsonValue)) === wanted &&
    changes.equal === (canonical(before) === wanted) &&
    changes.equal === (changes.changes.length === 0)
  )
}

const PAIRS = fc.oneof(pairOf(anyJson()), nearPairOf(anyJson()), nearPairOf(recordLists()))

law('3: equal documents give no change', anyJson(), (document) => {
  return diff(document, structuredClone(document)).changes.length === 0
})

law('3: inputs are never changed', PAIRS, ([before, after]) => {
  deepFreeze(before)
  deepFreeze(after)
  const changes = deepFreeze(diff(before, after))
  const patch = deepFreeze(toPatch(changes, { include: 'all', tests: true }))
  applyPatch(before, patch)
  invert(changes)
})

law('1: the order of members changes no byte of a change set', PAIRS, ([before, after]) => {
  return JSON.stringify(diff(turned(before), turned(after))) === JSON.stringify(diff(before, after))
})

law('a change set is plain data', PAIRS, ([before, after]) => {
  const changes = diff(before, after)
  const text = JSON.stringify(changes)
  return JSON.stringify(structuredClone(changes)) === text && JSON.stringify(JSON.parse(text)) === text
})

law('each index of a change is one of the document before', nearPairOf(recordLists()), ([before, after]) => {
  return diff(before, after).changes.every(({ op, path }) => {
    if (op === 'add' || path.length === 0) return true
    let value = before as unknown
    for (const segment of path) value = (value as Record<string | number, unknown>)[segment]
    return value !== undefined
  })
})

law('fast-json-patch applies our patches', pairOf(objectDocuments()), ([before, after]) => {
  const patch = structuredClone(toPatch(diff(before, after), { tests: true })) as Operation[]
  const result = jsonPatch.applyPatch(structuredClone(before), patch, true).newDocument as JsonValue
  return canonical(result) === canonical(after)
})

law('we apply the patches of fast-json-patch', nearPairOf(mixedDocuments()), ([before, after]) => {
  if (Array.isArray(before) || Array.isArray(after) || !isObject(before) || !isObject(after)) return true
  const patch = jsonPatch.compare(before, after) as Operation[]
  return canonical(applyPatch(before, patch)) === canonical(after)
})

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null
}

/** The document with the members of every object in the opposite order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned)
  if (!isObject(value)) return value
  const members = Object.entries(value).map(([key, member]) => [key, turned(member)] as const)
  return objectOf(members.reverse())
}
