import fc from 'fast-check'
import { formatPointer, isKeelsonError, type JsonObject, type JsonValue } from 'keelson/core'
import { applyPatch } from 'keelson/diff'
import { createFingerprintTree, fingerprint, type TreeOperation } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { anyJson, anyScalar } from '../support/arbitraries.js'
import { law } from '../support/law.js'

/** What an operation is made of, before there is a document for it. */
interface Seed {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly place: number
  readonly other: number
  readonly value: JsonValue
  readonly isStray: boolean
}

const anySeed: fc.Arbitrary<Seed> = fc.record({
  op: fc.constantFrom('add', 'add', 'remove', 'replace', 'move', 'copy', 'test'),
  place: fc.nat(),
  other: fc.nat(),
  value: fc.oneof(anyScalar(), anyJson()),
  // One in ten operations fails, or might.
  isStray: fc.nat({ max: 9 }).map((die) => die === 0),
})

type Path = readonly (string | number)[]

function placesOf(value: JsonValue, path: Path = [], places: Path[] = []): Path[] {
  places.push(path)
  if (typeof value !== 'object' || value === null) return places
  const names = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const name of names) placesOf((value as JsonObject)[name]!, [...path, name], places)
  return places
}

/** An operation that mostly can be done on this document. */
function operationFor(document: JsonValue, { op, place, other, value, isStray }: Seed): TreeOperation {
  const places = placesOf(document)
  const at = places[place % places.length]!
  const target = valueAt(document, at)
  const within = (): string => {
    if (Array.isArray(target)) return other % 3 === 0 ? '-' : String(other % (target.length + 1))
    return ['a', 'b', '__proto__', '', 'new'][other % 5]!
  }
  const stray = isStray ? ['/01', '/x/y', '/-'][other % 3]! : ''
  const path = formatPointer(at) + stray
  const inside = typeof target === 'object' && target !== null ? formatPointer([...at, within()]) : path
  if (op === 'add') return { op, path: inside, value }
  if (op === 'remove') return { op, path }
  if (op === 'replace') return { op, path, value }
  if (op === 'test') return { op, path, value: isStray ? value : target }
  return { op, from: formatPointer(places[other % places.length]!), path: inside }
}

function valueAt(document: JsonValue, path: Path): JsonValue {
  return path.reduce<JsonValue>((value, name) => (value as JsonObject)[name]!, document)
}

/** A patch made step by step, each operation for the document that the ones before leave. */
function patchFor(document: JsonValue, seeds: readonly Seed[]): TreeOperation[] {
  const patch: TreeOperation[] = []
  let current = document
  for (const seed of seeds) {
    const operation = operationFor(current, seed)
    patch.push(operation)
    try {
      current = applyPatch(current, [operation])
    } catch {
      break
    }
  }
  return patch
}

function outcome(run: () => string): string {
  try {
    return run()
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return `${error.code.replace(/^(?:diff|hash)\//, '')} at ${error.path ?? 'no place'}`
  }
}

/** Larger documents: lists beyond one chunk. */
const anyList: fc.Arbitrary<JsonValue> = fc
  .tuple(fc.integer({ min: 250, max: 600 }), anyJson())
  .map(([length, value]) => ({ a: Array.from({ length }, (_, index) => (index % 7 === 0 ? value : index)) }))

describe('the tree and the function agree', () => {
  law('root is fingerprint(value), and at(pointer) that of the part alone', anyJson(), (value) => {
    const tree = createFingerprintTree(value)
    expect(tree.root).toBe(fingerprint(value))
    for (const place of placesOf(value)) {
      expect(tree.at(formatPointer(place))).toBe(fingerprint(valueAt(value, place)))
    }
  })

  law(
    'tree.apply(p).root is fingerprint(applyPatch(value, p)), and both refuse the same patches for the same reason',
    fc.tuple(anyJson(), fc.array(anySeed, { maxLength: 8 })),
    ([value, seeds]) => {
      const patch = patchFor(value, seeds)
      const tree = createFingerprintTree(value)
      const before = tree.root
      expect(outcome(() => tree.apply(patch).root)).toBe(outcome(() => fingerprint(applyPatch(value, patch))))
      expect(tree.root).toBe(before)
      expect(tree.at('')).toBe(before)
    },
  )

  law(
    'also for lists of many chunks, patch upon patch, part by part',
    fc.tuple(anyList, fc.array(fc.array(anySeed, { maxLength: 6 }), { maxLength: 3 })),
    ([value, patches]) => {
      let tree = createFingerprintTree(value)
      let document = value
      for (const seeds of patches) {
        const patch = patchFor(document, seeds)
        const expected = outcome(() => fingerprint(applyPatch(document, patch)))
        expect(outcome(() => tree.apply(patch).root)).toBe(expected)
        if (!expected.startsWith('kf1:')) return
        tree = tree.apply(patch)
        document = applyPatch(document, patch)
      }
      const places = placesOf(document)
      for (let at = 0; at < places.length; at += 1 + (places.length >> 6)) {
        expect(tree.at(formatPointer(places[at]!))).toBe(fingerprint(valueAt(document, places[at]!)))
      }
    },
    { runs: 200 },
  )

  law('two ways to one document give one root', fc.tuple(anyJson(), anyJson()), ([left, right]) => {
    const replaced = createFingerprintTree(left).apply([{ op: 'replace', path: '', value: right }])
    const wrapped = createFingerprintTree({ left, right }).apply([{ op: 'move', from: '/right', path: '' }])
    expect([replaced.root, wrapped.root]).toEqual([fingerprint(right), fingerprint(right)])
  })
})
