import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import type { JsonValue } from 'keelson/core'
import {
  applyPatch,
  type DiffOptions,
  defineProfile,
  diff,
  invert,
  type Operation,
  type Profile,
  plain,
  quantity,
  toPatch,
} from 'keelson/diff'
import { applyPatch as applyByRfc6902 } from 'rfc6902'
import { describe, expect, test } from 'vitest'
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
  scalarArrays,
} from './document-pairs.js'
import { applyByReference, canonical } from './reference-applier.js'

/** Law 3 is what everything else stands on: ten times the usual cases. */
const RUNS = 10_000

/**
 * Other people's appliers, which judge our patches where they are sound. Neither is for documents with names that
 * everything inherits: fast-json-patch refuses `__proto__`, rfc6902 passes over it and over `constructor` and
 * `prototype` and writes to the parent instead.
 */
const PEERS: Readonly<Record<string, (document: JsonValue, patch: readonly Operation[]) => JsonValue>> = {
  'fast-json-patch': (document, patch) =>
    jsonPatch.applyPatch(document, structuredClone(patch) as Operation[], true, false)
      .newDocument as JsonValue,
  // rfc6902 changes the document it is handed and cannot replace the root: the root is wrapped.
  rfc6902: (document, patch) => {
    const holder = structuredClone({ root: document })
    const below = structuredClone(patch).map((operation) => ({
      ...operation,
      path: `/root${operation.path}`,
    }))
    const errors = applyByRfc6902(holder, below as never).filter((error) => error !== null)
    if (errors.length > 0) throw errors[0]!
    return holder.root
  },
}

const GENERATORS: readonly (readonly [string, fc.Arbitrary<JsonValue>])[] = [
  ['objects', objectDocuments()],
  ['scalar arrays', scalarArrays()],
  ['objects and arrays', mixedDocuments()],
  ['pointer-special keys', pointerSpecialDocuments()],
  ['inherited names as keys', inheritedNameDocuments()],
  ['any root', anyDocuments()],
]

/** Places that need not agree, and profiles under which other things are one: what the second form of law 3 is about. */
const IGNORED: readonly string[] = [
  '/a',
  '/name',
  '/*/b',
  '/**/value',
  '/items/*/name',
  '/0',
  '/new0',
  '/~1',
  '/**/-',
  '/__proto__',
  '/*',
  '/**/[name=a]/value',
]

const PROFILES: readonly Profile[] = [
  plain(),
  defineProfile({
    name: 'keys and sets',
    lists: [
      { pointer: '/**/items', kind: 'keyed', keys: ['name'] },
      { pointer: '/**/a', kind: 'keyed', keys: ['a', 'name'], keyDefaults: { a: 1 } },
      { pointer: '/**/b', kind: 'set' },
      { pointer: '/**/~1', kind: 'set' },
      { pointer: '/**/constructor', kind: 'keyed', keys: ['__proto__'] },
    ],
  }),
  defineProfile({ name: 'a set at the root', lists: [{ pointer: '', kind: 'set' }] }),
  defineProfile({
    name: 'values',
    lists: [{ pointer: '/**/items', kind: 'set' }],
    values: [
      { pointer: '/**/a', emptyIsAbsent: true, emptyTextIsAbsent: true },
      { pointer: '/**/b', default: 1 },
      { pointer: '/**/value', semantics: quantity },
      { pointer: '/**/0', emptyIsAbsent: true },
    ],
  }),
]

const OPTIONS: fc.Arbitrary<DiffOptions> = fc.record({
  profile: fc.constantFrom(...PROFILES),
  ignore: fc
    .subarray([...IGNORED], { maxLength: 3 })
    .map((pointers) => pointers.map((pointer) => ({ pointer, reason: 'drawn' }))),
  moves: fc.boolean(),
})

const PROTOTYPE: object = Object.prototype
const INHERITED = new Map(
  Reflect.ownKeys(PROTOTYPE).map((name) => [name, Object.getOwnPropertyDescriptor(PROTOTYPE, name)!]),
)

for (const [name, documents] of GENERATORS) {
  const pairs = fc.oneof(pairOf(documents), nearPairOf(documents))

  describe(name, () => {
    law('3: every applier gets from before to after', pairs, leadsToAfter, { runs: RUNS })
    law('3: the inverse leads back', pairs, leadsBack, { runs: RUNS })
    law(
      '3: under rules and profiles the material patch leaves nothing material',
      fc.tuple(pairs, OPTIONS),
      leavesNothing,
      {
        runs: RUNS,
      },
    )
  })
}

test('pollution would be seen', () => {
  Object.defineProperty(PROTOTYPE, 'planted', { value: 1, configurable: true })
  expect(isPolluted()).toBe(true)
  Reflect.deleteProperty(PROTOTYPE, 'planted')
  expect(isPolluted()).toBe(false)
})

test('the peers are asked about most documents, and about none that they are not sound for', () => {
  const asked = fc.sample(nearPairOf(mixedDocuments()), { numRuns: 100, seed: 1 }).filter(isForPeers)
  expect(asked.length).toBe(100)
  expect(isForPeers([{ a: [{ constructor: 1 }] }, 1])).toBe(false)
  expect(isForPeers([1, JSON.parse('{"__proto__":1}') as JsonValue])).toBe(false)
})

function leadsToAfter([before, after]: Pair): void {
  deepFreeze(before)
  deepFreeze(after)
  const changes = diff(before, after)
  const patch = deepFreeze(toPatch(changes, { include: 'all', tests: true }))
  const wanted = canonical(after)
  expect(canonical(applyPatch(before, patch))).toBe(wanted)
  expect(canonical(applyByReference(before, JSON.parse(JSON.stringify(patch)) as JsonValue))).toBe(wanted)
  expect(changes.equal).toBe(canonical(before) === wanted)
  expect(changes.equal).toBe(changes.changes.length === 0)
  expect(isPolluted()).toBe(false)
  if (!isForPeers([before, after])) return
  for (const [peer, apply] of Object.entries(PEERS)) {
    expect(canonical(apply(before, patch)), peer).toBe(wanted)
  }
}

function leadsBack([before, after]: Pair): void {
  const back = toPatch(invert(diff(deepFreeze(before), deepFreeze(after))), { include: 'all', tests: true })
  const wanted = canonical(before)
  expect(canonical(applyPatch(after, back))).toBe(wanted)
  expect(canonical(applyByReference(after, back))).toBe(wanted)
  expect(isPolluted()).toBe(false)
}

function leavesNothing([[before, after], options]: readonly [Pair, DiffOptions]): void {
  const changes = diff(deepFreeze(before), deepFreeze(after), options)
  const patch = toPatch(changes, { tests: true })
  const patched = applyPatch(before, patch)
  expect(diff(patched, after, options).equal).toBe(true)
  expect(canonical(applyByReference(before, patch))).toBe(canonical(patched))
  expect(canonical(applyPatch(before, toPatch(changes, { include: 'all' })))).toBe(canonical(after))
  expect(isPolluted()).toBe(false)
}

/** Whether something that every object inherits was added, taken away or replaced. */
function isPolluted(): boolean {
  const names = Reflect.ownKeys(PROTOTYPE)
  if (names.length !== INHERITED.size) return true
  return names.some((name) => {
    const now = Object.getOwnPropertyDescriptor(PROTOTYPE, name)
    const before = INHERITED.get(name)
    return now?.value !== before?.value || now?.get !== before?.get
  })
}

function isForPeers(pair: Pair): boolean {
  return !pair.some(hasInheritedName)
}

function hasInheritedName(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  const names = Array.isArray(value) ? [] : Object.keys(value)
  return (
    names.some((name) => name === 'prototype' || name in Object.prototype) ||
    Object.values(value).some(hasInheritedName)
  )
}
