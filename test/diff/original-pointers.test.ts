import fc from 'fast-check'
import { type JsonValue, valueAtPointer } from 'keelson/core'
import { type Change, type ChangeSet, diff, diff3, invert, originalPointers } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { ElementOrigins } from '../../src/diff/element-origins.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import {
  mixedDocuments,
  nearPairOf,
  pointerSpecialDocuments,
  recordLists,
  scalarArrays,
} from './document-pairs.js'
import { canonical } from './reference-applier.js'

function setOf(...changes: readonly (Partial<Change> & Pick<Change, 'op' | 'path'>)[]): ChangeSet {
  return {
    profile: 'plain',
    changes: changes.map((change) => ({
      pointer: change.path.map((segment) => `/${segment}`).join(''),
      before: 0,
      after: 0,
      class: 'material',
      ...change,
    })),
    equal: false,
  }
}

describe('originalPointers', () => {
  test('of elements put in at one place are the same', () => {
    const changes = diff([1, 2], [1, 7, 8, 2])
    expect(changes.changes.map(({ pointer }) => pointer)).toEqual(['/1', '/2'])
    expect(originalPointers(changes)).toEqual([{ pointer: '/1' }, { pointer: '/1' }])
  })

  test('follow elements that others have shifted, and what lies in them', () => {
    expect(
      originalPointers(
        setOf(
          { op: 'add', path: ['l', 0] },
          { op: 'replace', path: ['l', 1, 'x'] },
          { op: 'remove', path: ['l', 2] },
          { op: 'add', path: ['l', 1, 'y', 5] },
          { op: 'move', path: ['l', 0], from: '/l/4' },
          { op: 'replace', path: ['l', 0, 'z'] },
          { op: 'replace', path: ['l', 1, 'z'] },
          { op: 'add', path: ['l', 99] },
        ),
      ),
    ).toEqual([
      { pointer: '/l/0' },
      { pointer: '/l/0/x' },
      { pointer: '/l/1' },
      { pointer: '/l/0/y/5' },
      { pointer: '/l/0', from: '/l/4' },
      { pointer: '/l/4/z' },
      { pointer: null },
      { pointer: '/l/99' },
    ])
  })

  test('of a place in what was replaced begin anew', () => {
    expect(
      originalPointers(
        setOf(
          { op: 'add', path: ['l', 0] },
          { op: 'replace', path: ['l'] },
          { op: 'remove', path: ['l', 3] },
          { op: 'replace', path: [] },
          { op: 'remove', path: ['l', 3] },
        ),
      ).map(({ pointer }) => pointer),
    ).toEqual(['/l/0', '/l', '/l/3', '', '/l/3'])
  })

  test('of a move within what was put in are null', () => {
    const changes = setOf({ op: 'add', path: [0] }, { op: 'move', path: [0, 1], from: '/0/0' })
    expect(originalPointers(changes)[1]).toEqual({ pointer: null, from: null })
  })

  test('take time that is not quadratic in the changes', () => {
    const many = Array.from(
      { length: 50_000 },
      (_, at) => ({ op: 'add', path: [(at * 7919) % (at + 1)] }) as const,
    )
    expect(originalPointers(setOf(...many)).every(({ pointer }) => pointer === '/0')).toBe(true)
  })

  test('are those of a change set of two documents', () => {
    expectCode('diff/three-way-changes', () => originalPointers(diff3({ base: 1, desired: 1, live: 2 })))
    expectCode('diff/invalid-changes', () =>
      originalPointers(setOf({ op: 'add', path: [-1], pointer: '/0' })),
    )
    expectCode('diff/invalid-changes', () => originalPointers(setOf({ op: 'move', path: [0], from: '/x' })))
  })
})

const pairs = fc.oneof(
  nearPairOf(mixedDocuments()),
  nearPairOf(recordLists()),
  nearPairOf(scalarArrays()),
  nearPairOf(pointerSpecialDocuments()),
)

law('what a change takes away stands at its original pointer', pairs, ([before, after]) => {
  for (const [document, changes] of [
    [before, diff(before, after, { moves: true })],
    [after, invert(diff(before, after, { moves: true }))],
  ] as const) {
    const places = originalPointers(changes)
    changes.changes.forEach((change, at) => {
      const place = places[at]!
      const pointer = change.op === 'move' ? place.from : place.pointer
      if (change.op === 'add' || pointer === null) return
      // What lies within may have been changed by then; a scalar cannot.
      const found: JsonValue | undefined = valueAtPointer(document, pointer!)
      expect(found).toBeDefined()
      if (typeof change.before !== 'object') expect(canonical(found!)).toBe(canonical(change.before!))
    })
  }
})

law(
  'origins are those of an array of which each element knows where it stood',
  fc.array(fc.tuple(fc.constantFrom('take', 'put', 'at', 'from'), fc.nat({ max: 30 })), { maxLength: 60 }),
  (steps) => {
    const origins = new ElementOrigins()
    const array: (number | null)[] = Array.from({ length: 200 }, (_, at) => at)
    for (const [what, index] of steps) {
      if (what === 'take') expect(origins.take(index)).toBe(array.splice(index, 1)[0])
      else if (what === 'put') {
        origins.put(index, null)
        array.splice(index, 0, null)
      } else if (what === 'at') expect(origins.originalAt(index)).toBe(array[index])
      else expect(origins.originalFrom(index)).toBe(array.slice(index).find((origin) => origin !== null))
    }
  },
)
