import { type ChangeSet, diff, formatChanges, invert, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const GOOD = diff({ a: 1 }, { a: 2 })

describe('what is no change set is refused with its place', () => {
  const cases: readonly (readonly [what: string, value: unknown, path: string])[] = [
    ['nothing', null, ''],
    ['a list', [], ''],
    ['changes that are no list', { ...GOOD, changes: 7 }, ''],
    ['a change that is none', { ...GOOD, changes: [null] }, '/changes/0/op'],
    ['an unknown operation', { ...GOOD, changes: [{ ...GOOD.changes[0], op: 'swap' }] }, '/changes/0/op'],
    [
      'a place that is no pointer',
      { ...GOOD, changes: [{ ...GOOD.changes[0], pointer: 7 }] },
      '/changes/0/pointer',
    ],
    ['a move from nowhere', { ...GOOD, changes: [{ ...GOOD.changes[0], op: 'move' }] }, '/changes/0/from'],
    [
      'a move from no element',
      { ...GOOD, changes: [{ ...GOOD.changes[0], op: 'move', from: '/a/b' }] },
      '/changes/0/from',
    ],
    [
      'a change without a path',
      { ...GOOD, changes: [{ ...GOOD.changes[0], path: undefined }] },
      '/changes/0/path',
    ],
    [
      'a path with what is no index',
      { ...GOOD, changes: [{ ...GOOD.changes[0], path: ['a', 1.5] }] },
      '/changes/0/path',
    ],
    [
      'a change that was cut',
      { ...GOOD, changes: [{ ...GOOD.changes[0], after: undefined }] },
      '/changes/0/after',
    ],
  ]
  for (const [what, value, path] of cases) {
    test(what, () => {
      for (const run of [toPatch, invert, formatChanges]) {
        expect(expectCode('diff/invalid-changes', () => run(value as ChangeSet)).path).toBe(path)
      }
    })
  }
})
