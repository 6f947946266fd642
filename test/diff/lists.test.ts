import type { JsonValue } from 'keelson/core'
import { applyPatch, defineProfile, diff, diff3, type ListRule, type Profile, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

function listProfile(...lists: ListRule[]): Profile {
  return defineProfile({ name: 'ours', lists })
}

function told(before: JsonValue, after: JsonValue, profile: Profile): string[] {
  return diff(before, after, { profile }).changes.map(
    (change) => `${change.class} ${change.op} ${change.pointer}`,
  )
}

const PORTS = listProfile({
  pointer: '/ports',
  kind: 'keyed',
  keys: ['port', 'protocol'],
  keyDefaults: { protocol: 'TCP' },
})
const TWELVE = Array.from({ length: 12 }, (_, index) => ({ name: `c${index}`, image: `i:${index}` }))
const TURNED = [7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4].map((index) => TWELVE[index]!)

describe('a list with keys', () => {
  const profile = listProfile({ pointer: '', kind: 'keyed', keys: ['name'] })

  test('in another order is one normalised change, and equal', () => {
    const changes = diff(TWELVE, TURNED, { profile })
    expect(changes.equal).toBe(true)
    expect(changes.changes).toEqual([
      {
        op: 'replace',
        pointer: '',
        path: [],
        before: TWELVE,
        after: TURNED,
        class: 'normalised',
        rule: 'order of a list keyed by name',
      },
    ])
    expect(applyPatch(TWELVE, toPatch(changes, { include: 'all' }))).toEqual(TURNED)
    expect(toPatch(changes)).toEqual([])
  })

  test('shows what changed inside its elements, wherever they stand now', () => {
    const after = [
      ...TURNED.map((element) => (element.name === 'c3' ? { ...element, image: 'new' } : element)),
    ]
    expect(told(TWELVE, after, profile)).toEqual(['material replace /3/image', 'normalised replace '])
  })

  test('shows what came and went at its place, without an order of its own', () => {
    const after = [TWELVE[0]!, { name: 'new', image: 'x' }, ...TWELVE.slice(1, 5), ...TWELVE.slice(6)]
    expect(told(TWELVE, after, profile)).toEqual(['material remove /5', 'material add /1'])
  })

  test('may have keys of several members, of which some may be left out', () => {
    const before = { ports: [{ port: 53 }, { port: 53, protocol: 'UDP' }, { port: 80, name: 'a' }] }
    const after = {
      ports: [
        { port: 80, name: 'b' },
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    }
    expect(told(before, after, PORTS)).toEqual([
      'material add /ports/0/protocol',
      'material replace /ports/2/name',
      'normalised replace /ports',
    ])
  })

  test('takes an absent key member for a value of its own', () => {
    const keyed = listProfile({ pointer: '', kind: 'keyed', keys: ['name'] })
    expect(told([{ x: 1 }, { name: 'a' }], [{ name: 'a' }, { x: 2 }], keyed)).toEqual([
      'material replace /0/x',
      'normalised replace ',
    ])
  })

  test('that says a key twice is compared by content, loses nothing, and is noted', () => {
    const before = [{ name: 'a', v: 1 }, { name: 'a', v: 2 }, { name: 'b' }]
    const after = [{ name: 'a', v: 1 }, { name: 'a', v: 3 }, { name: 'b' }]
    const changes = diff(before, after, { profile })
    expect(changes.changes.map(({ pointer }) => pointer)).toEqual(['/1/v'])
    expect(changes.notes).toEqual([
      {
        kind: 'duplicate-list-key',
        pointer: '',
        message: 'two elements have one key, so the list was compared by content',
      },
    ])
    expect(diff(before, [...before].reverse(), { profile }).equal).toBe(false)
  })

  test('that holds something else than objects is compared by content, and noted', () => {
    const changes = diff([{ name: 'a' }, 'b'], ['b'], { profile })
    expect(changes.changes.map(({ op, pointer }) => `${op} ${pointer}`)).toEqual(['remove /0'])
    expect(changes.notes?.map(({ kind }) => kind)).toEqual(['element-without-key'])
  })

  test('whose order counts is taken apart where it changed, or moves', () => {
    const ordered = listProfile({ pointer: '', kind: 'keyed', keys: ['name'], ordered: true })
    const [a, b, c] = TWELVE as readonly JsonValue[] as [JsonValue, JsonValue, JsonValue]
    expect(told([a, b, c], [b, c, a], ordered)).toEqual(['material add /3', 'material remove /0'])
    const moved = diff([a, b, c], [b, c, a], { profile: ordered, moves: true })
    expect(moved.changes).toEqual([
      { op: 'move', from: '/0', pointer: '/2', path: [2], before: a, after: a, class: 'material' },
    ])
  })

  test('may have an order that counts for some lists only', () => {
    const env = listProfile({
      pointer: '',
      kind: 'keyed',
      keys: ['name'],
      ordered: (before, after) => JSON.stringify([before, after]).includes('$('),
    })
    const plain = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]
    const referring = [
      { name: 'A', value: '1' },
      { name: 'B', value: '$(A)' },
    ]
    expect(diff(plain, plain.toReversed(), { profile: env }).equal).toBe(true)
    expect(diff(referring, referring.toReversed(), { profile: env }).equal).toBe(false)
  })

  test('is one replacement where nothing in it is left', () => {
    const records = (from: number): JsonValue[] =>
      Array.from({ length: 5000 }, (_, index) => ({ name: `n${from + index}`, text: `text ${from + index}` }))
    const changes = diff(records(0), records(90_000), { profile })
    expect(changes.changes.map((change) => `${change.class} ${change.op} ${change.pointer}`)).toEqual([
      'material replace ',
    ])
  })
})

describe('a set', () => {
  const profile = listProfile({ pointer: '/tags', kind: 'set' })

  test('in another order, or with a repetition, is one normalised change', () => {
    const before = { tags: TWELVE.map(({ name }) => name) }
    const after = { tags: TURNED.map(({ name }) => name) }
    const changes = diff(before, after, { profile })
    expect(changes.equal).toBe(true)
    expect(changes.changes.map(({ class: className, rule }) => [className, rule])).toEqual([
      ['normalised', 'order of a set'],
    ])
    expect(told({ tags: ['a', 'b'] }, { tags: ['b', 'a', 'b'] }, profile)).toEqual([
      'normalised replace /tags',
    ])
  })

  test('shows what came and went', () => {
    expect(told({ tags: ['a', 'b'] }, { tags: ['c', 'b'] }, profile)).toEqual([
      'material remove /tags/0',
      'material add /tags/0',
    ])
  })

  test('of records tells them by content', () => {
    const [a, b, c] = [{ x: 1 }, { x: 2 }, { x: 3 }]
    expect(told({ tags: [a, b] }, { tags: [b, c] }, profile)).toEqual([
      'material add /tags/2',
      'material remove /tags/0',
    ])
  })

  test('of sets goes as deep as documents may', () => {
    const nested = (leaf: JsonValue): JsonValue => {
      let value = leaf
      for (let depth = 0; depth < 999; depth += 1) value = [value]
      return value
    }
    const sets = listProfile({ pointer: '/**', kind: 'set' })
    expect(diff(nested([1, 2]), nested([2, 1]), { profile: sets }).equal).toBe(true)
    expect(diff(nested([1, 2]), nested([2, 3]), { profile: sets }).equal).toBe(false)
  })
})

describe('moves', () => {
  test('are as few as can be: all but a longest increasing subsequence', () => {
    const { changes } = diff(TWELVE, TURNED, { moves: true })
    expect(changes.every(({ op }) => op === 'move')).toBe(true)
    expect(changes.length).toBe(12 - 4)
    expect(applyPatch(TWELVE, toPatch(diff(TWELVE, TURNED, { moves: true })))).toEqual(TURNED)
  })

  test('stay moves in a long list that was shuffled throughout', () => {
    const records = Array.from({ length: 5000 }, (_, id) => ({
      id,
      text: `a record with a long text ${id}`.repeat(4),
    }))
    const shuffled = records.map((_, index) => records[(index * 1237) % 5000]!)
    const changes = diff(records, shuffled, { moves: true })
    expect(changes.changes.every(({ op }) => op === 'move')).toBe(true)
    const patch = toPatch(changes)
    expect(applyPatch(records, patch)).toEqual(shuffled)
    expect(JSON.stringify(patch).length).toBeLessThan(JSON.stringify(shuffled).length)
  })

  test('are a removal and an addition where they are not asked for', () => {
    expect(diff(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a']).changes.map(({ op }) => op)).toEqual([
      'add',
      'remove',
    ])
  })

  test('stand between what goes and what comes', () => {
    const changes = diff(['a', 'b', 'gone', 'c'], ['c', 'new', 'a', 'b'], { moves: true })
    expect(changes.changes.map(({ op, from, pointer }) => `${op} ${from ?? ''}${pointer}`)).toEqual([
      'remove /2',
      'move /2/0',
      'add /1',
    ])
  })
})

describe('diff3 by keys', () => {
  const profile = listProfile({ pointer: '', kind: 'keyed', keys: ['name'] })
  const [a, b, c] = TWELVE as [(typeof TWELVE)[0], (typeof TWELVE)[0], (typeof TWELVE)[0]]

  test('a reorder is no drift', () => {
    const found = diff3({ base: [a, b, c], desired: [a, b, c], live: [c, a, b] }, { profile })
    expect(found.equal).toBe(true)
    expect(found.remediation).toEqual([])
    expect(found.changes.map((change) => [change.class, change.cause])).toEqual([['normalised', 'drift']])
  })

  test('drift inside elements and pending ones stay apart, in any order', () => {
    const states = {
      base: [a, b],
      desired: [a, { ...b, image: 'b:2' }, c],
      live: [b, { ...a, image: 'hacked' }, { name: 'miner', image: 'x' }],
    }
    const found = diff3(states, { profile })
    expect(
      found.changes.map(({ class: name, cause, op, pointer }) => `${name} ${cause} ${op} ${pointer}`),
    ).toEqual([
      'material drift replace /0/image',
      'material pending replace /1/image',
      'material pending remove /2',
      'material drift add /1',
      'normalised conflict replace ',
    ])
    expect(applyPatch(states.live, found.remediation)).toEqual([b, a])
  })
})

test('rules of lists that cannot be meant are refused with their place', () => {
  const define = (rule: object) => () => defineProfile({ name: 'x', lists: [rule as ListRule] })
  expect(expectCode('diff/invalid-rule', define({ pointer: '', kind: 'keyd' })).help).toBe(
    'did you mean "keyed"?',
  )
  expect(expectCode('diff/invalid-rule', define({ pointer: '', kind: 'keyed', keys: [] })).path).toBe(
    '/lists/0',
  )
  expectCode('diff/invalid-rule', define({ pointer: '', kind: 'set', keys: ['a'] }))
  expectCode('diff/invalid-rule', define({ kind: 'set' }))
  expectCode(
    'diff/unknown-option',
    define({ pointer: '', kind: 'keyed', keys: ['a'], keyDefaults: { b: 1 } }),
  )
  expectCode('diff/unknown-option', define({ pointer: '', kind: 'set', order: true }))
  expectCode('diff/invalid-profile', () => defineProfile({ name: 'x', schema: {} } as never))
  expectCode('diff/unknown-option', () => defineProfile({ name: 'x', list: [] } as never))
})
