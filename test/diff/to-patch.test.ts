import { applyPatch, type ChangeSet, diff, diff3, invert, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

/** A reordering as a change set of one move, as profiles that follow moves report it. */
const MOVED: ChangeSet = {
  profile: 'plain',
  changes: [
    {
      op: 'move',
      pointer: '/list/0',
      path: ['list', 0],
      from: '/list/2',
      before: 'c',
      after: 'c',
      class: 'material',
    },
  ],
  equal: false,
}

describe('toPatch', () => {
  test('writes one operation a change', () => {
    const changes = diff({ a: 1, b: 2, list: [1, 2] }, { a: 2, c: 3, list: [2] })
    expect(toPatch(changes)).toEqual([
      { op: 'replace', path: '/a', value: 2 },
      { op: 'remove', path: '/b' },
      { op: 'add', path: '/c', value: 3 },
      { op: 'remove', path: '/list/0' },
    ])
  })

  test('tests: true guards what takes a value away', () => {
    const changes = diff({ a: 1, b: { x: 1 } }, { a: 2, c: 3 })
    const patch = toPatch(changes, { tests: true })
    expect(patch).toEqual([
      { op: 'test', path: '/a', value: 1 },
      { op: 'replace', path: '/a', value: 2 },
      { op: 'test', path: '/b', value: { x: 1 } },
      { op: 'remove', path: '/b' },
      { op: 'add', path: '/c', value: 3 },
    ])
    expectCode('diff/test-failed', () => applyPatch({ a: 1, b: { x: 2 } }, patch))
  })

  test('writes a move as one operation, or as two with moves: false', () => {
    expect(toPatch(MOVED)).toEqual([{ op: 'move', from: '/list/2', path: '/list/0' }])
    const apart = toPatch(MOVED, { moves: false, tests: true })
    expect(apart).toEqual([
      { op: 'test', path: '/list/2', value: 'c' },
      { op: 'remove', path: '/list/2' },
      { op: 'add', path: '/list/0', value: 'c' },
    ])
    const document = { list: ['a', 'b', 'c'] }
    expect(applyPatch(document, toPatch(MOVED))).toEqual(applyPatch(document, apart))
  })

  test('refuses a change that does not hold its values', () => {
    const redacted: ChangeSet = {
      profile: 'plain',
      changes: [
        { op: 'replace', pointer: '/password', path: ['password'], class: 'material', redacted: true },
      ],
      equal: false,
    }
    expect(expectCode('diff/redacted-value', () => toPatch(redacted)).path).toBe('/password')
  })

  test('refuses a three-way change set', () => {
    const changes = diff3({ base: 1, desired: 1, live: 2 })
    expectCode('diff/three-way-changes', () => toPatch(changes))
    expectCode('diff/three-way-changes', () => invert(changes))
  })

  test('refuses options it does not know', () => {
    expectCode('diff/unknown-option', () => toPatch(MOVED, { test: true } as never))
  })
})

describe('invert', () => {
  test('turns each change round, and their order', () => {
    const changes = diff({ a: 1, b: 2 }, { b: 3, c: 4 }, { fingerprints: true })
    const inverse = invert(changes)
    expect(inverse.before).toBe(changes.after)
    expect(inverse.after).toBe(changes.before)
    expect(inverse.changes).toEqual([
      { op: 'remove', pointer: '/c', path: ['c'], before: 4, class: 'material' },
      { op: 'replace', pointer: '/b', path: ['b'], before: 3, after: 2, class: 'material' },
      { op: 'add', pointer: '/a', path: ['a'], after: 1, class: 'material' },
    ])
    expect(invert(inverse)).toEqual(changes)
  })

  test('turns a move round', () => {
    const inverse = invert(MOVED)
    expect(inverse.changes[0]).toMatchObject({
      op: 'move',
      from: '/list/0',
      pointer: '/list/2',
      path: ['list', 2],
    })
    expect(applyPatch({ list: ['c', 'a', 'b'] }, toPatch(inverse))).toEqual({ list: ['a', 'b', 'c'] })
  })

  test('keeps what the classes mean', () => {
    const classes = ['material', 'ignored', 'normalised', 'defaulted', 'foreign'] as const
    const set: ChangeSet = {
      profile: 'own',
      changes: classes.map((name, at) => ({
        op: 'replace',
        pointer: `/${at}`,
        path: [String(at)],
        before: 0,
        after: 1,
        class: name,
        ...(name === 'material' ? {} : { rule: name }),
      })),
      equal: false,
      notes: [{ kind: 'duplicate-list-key', pointer: '/a', message: 'm' }],
    }
    expect(invert(set).changes.map((change) => change.class)).toEqual(classes.toReversed())
    expect(invert(invert(set))).toEqual(set)
    expect(toPatch(invert(set))).toEqual([{ op: 'replace', path: '/0', value: 0 }])
    expect(toPatch(invert(set), { include: 'all' }).length).toBe(5)
  })

  test('leads back over moves, whichever way they are written', () => {
    const before = ['a', 'b', 'c', 'd', 'e', { f: 1 }]
    const after = ['e', 'b', { f: 2 }, 'a', 'x', 'd']
    const changes = diff(before, after, { moves: true })
    expect(changes.changes.some(({ op }) => op === 'move')).toBe(true)
    for (const moves of [true, false]) {
      expect(applyPatch(before, toPatch(changes, { moves, tests: true }))).toEqual(after)
      expect(applyPatch(after, toPatch(invert(changes), { moves, tests: true }))).toEqual(before)
    }
  })

  test('keeps class and rule', () => {
    const changes = diff({ a: 1 }, { a: 2 }, { ignore: [{ pointer: '/a', reason: 'r' }] })
    expect(invert(changes)).toMatchObject({ equal: true, changes: [{ class: 'ignored', rule: '/a (r)' }] })
  })
})
