import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, type IgnoreRule, invert, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

function rule(pointer: string): IgnoreRule {
  return { pointer, reason: 'not ours' }
}

/** Class and place of each change under rules. */
function classes(before: JsonValue, after: JsonValue, ...pointers: string[]): string[] {
  return diff(before, after, { ignore: pointers.map(rule) }).changes.map(
    (change) => `${change.class} ${change.op} ${change.pointer}`,
  )
}

describe('an ignored change', () => {
  test('stays in the output, names its rule and its reason, and does not count', () => {
    const changes = diff({ status: { ready: 1 } }, { status: { ready: 2 } }, { ignore: [rule('/status')] })
    expect(changes.changes).toEqual([
      {
        op: 'replace',
        pointer: '/status/ready',
        path: ['status', 'ready'],
        before: 1,
        after: 2,
        class: 'ignored',
        rule: '/status (not ours)',
      },
    ])
    expect(changes.equal).toBe(true)
    expect(toPatch(changes)).toEqual([])
    expect(toPatch(changes, { include: 'all' })).toEqual([{ op: 'replace', path: '/status/ready', value: 2 }])
  })

  test('names the first rule that covers it', () => {
    const changes = diff({ a: { b: 1 } }, { a: { b: 2 } }, { ignore: [rule('/*/b'), rule('/a')] })
    expect(changes.changes[0]!.rule).toBe('/a (not ours)')
    const both = diff({ a: 1 }, { a: 2 }, { ignore: [rule('/a'), rule('/*')] })
    expect(both.changes[0]!.rule).toBe('/a (not ours)')
  })
})

describe('a pattern', () => {
  test('covers the place it names and all beneath, and nothing beside', () => {
    expect(classes({ a: 1, b: { c: 1 } }, { a: 2, b: { c: 2 } }, '/b')).toEqual([
      'material replace /a',
      'ignored replace /b/c',
    ])
    expect(classes({ ab: 1 }, { ab: 2 }, '/a')).toEqual(['material replace /ab'])
  })

  test('does not cover a place above the one it names', () => {
    expect(classes({ a: { b: 1 } }, { a: 1 }, '/a/b')).toEqual(['material replace /a'])
    expect(classes({}, { a: { b: 1, c: 1 } }, '/a/b')).toEqual(['material add /a'])
    expect(classes({}, { a: {} }, '/a/b')).toEqual(['material add /a'])
  })

  test('covers an object that comes or goes with nothing in it but what rules cover', () => {
    expect(classes({}, { a: { b: 1 } }, '/a/b')).toEqual(['ignored add /a'])
    expect(classes({ a: { b: 1, c: { d: 1 } } }, {}, '/a/c/d', '/a/b')).toEqual(['ignored remove /a'])
    const changes = diff({}, { a: { b: 1, c: 1 } }, { ignore: [rule('/x'), rule('/a/c'), rule('/a/b')] })
    expect(changes.changes[0]!.rule).toBe('/a/c (not ours)')
  })

  test('that only ** leads into covers no object as a whole', () => {
    expect(classes({}, { a: { b: 1 } }, '/**/b')).toEqual(['material add /a'])
    expect(classes({}, { a: { b: 1 } }, '/**/a/b')).toEqual(['ignored add /a'])
  })

  test('takes * for any one segment', () => {
    const before = { x: { t: 1, u: 1 }, y: { t: 1 }, t: 1 }
    const after = { x: { t: 2, u: 2 }, y: { t: 2 }, t: 2 }
    expect(classes(before, after, '/*/t')).toEqual([
      'material replace /t',
      'ignored replace /x/t',
      'material replace /x/u',
      'ignored replace /y/t',
    ])
  })

  test('takes ** for any number of segments, none included', () => {
    const at = (t: number): JsonValue => ({ t, a: { t, b: [{ t }] } })
    expect(classes(at(1), at(2), '/**/t').every((line) => line.startsWith('ignored'))).toBe(true)
    expect(classes(at(1), at(2), '/a/**/t')).toEqual([
      'ignored replace /a/b/0/t',
      'ignored replace /a/t',
      'material replace /t',
    ])
    expect(classes({ a: 1 }, { a: 2 }, '/a/**')).toEqual(['ignored replace /a'])
    expect(classes(1, 2, '/**')).toEqual(['ignored replace '])
    expect(classes(1, 2, '')).toEqual(['ignored replace '])
  })

  test('is escaped like any pointer', () => {
    expect(classes({ 'a/b': 1 }, { 'a/b': 2 }, '/a~1b')).toEqual(['ignored replace /a~1b'])
    expectCode('core/invalid-pointer', () => classes(1, 2, 'a/b'))
    expectCode('core/invalid-pointer', () => classes(1, 2, '/a~b'))
  })

  test('comes with a reason', () => {
    const withoutReason = { ignore: [{ pointer: '/a' }] } as never
    const error = expectCode('diff/invalid-rule', () => diff(1, 2, withoutReason))
    expect(error.path).toBe('/ignore/0')
    expectCode('diff/invalid-rule', () => diff(1, 2, { ignore: [{ pointer: '/a', reason: ' ' }] }))
    expectCode('diff/invalid-rule', () => diff(1, 2, { ignore: { pointer: '/a' } } as never))
    expectCode('diff/unknown-option', () => diff(1, 2, { ignore: [{ ...rule('/a'), value: 'x' }] as never }))
  })
})

describe('in arrays', () => {
  test('elements that differ only where it does not count are the same element', () => {
    const before = [
      { name: 'a', at: 1 },
      { name: 'b', at: 1 },
    ]
    const after = [
      { name: 'new', at: 9 },
      { name: 'a', at: 2 },
      { name: 'b', at: 3 },
    ]
    expect(classes(before, after, '/*/at')).toEqual([
      'ignored replace /0/at',
      'ignored replace /1/at',
      'material add /0',
    ])
  })

  test('the material patch is right without what it leaves out', () => {
    const before = {
      list: [
        { v: 1, at: 1 },
        { v: 2, at: 1 },
      ],
      log: ['x', 'y'],
    }
    const after = {
      list: [
        { v: 9, at: 5 },
        { v: 1, at: 6 },
        { v: 3, at: 7 },
      ],
      log: ['y', 'z', 'q'],
    }
    const options = { ignore: [rule('/list/*/at'), rule('/log/*')] }
    const patched = applyPatch(before, toPatch(diff(before, after, options), { tests: true }))
    expect(patched).toMatchObject({ log: ['x', 'y'] })
    expect(diff(patched, after, options).equal).toBe(true)
  })

  test('a rule that names an index makes the index the identity of the elements', () => {
    expect(classes(['a', 'b', 'c'], ['x', 'a', 'b'], '/1')).toEqual([
      'material replace /0',
      'ignored replace /1',
      'material replace /2',
    ])
  })

  test('what one side is longer by is then ignored as a whole or not at all', () => {
    expect(classes(['a'], ['a', 'b', 'c'], '/1')).toEqual(['material add /1', 'material add /2'])
    expect(classes(['a'], ['a', 'b', 'c'], '/1', '/2')).toEqual(['ignored add /1', 'ignored add /2'])
    const changes = diff(['a', 'b', 'c'], ['a'], { ignore: [rule('/1')] })
    expect(applyPatch(['a'], toPatch(invert(changes)))).toEqual(['a', 'b', 'c'])
  })
})

describe('elements by content', () => {
  const sidecar = { name: 'sidecar', image: 's:1' }
  const before = { containers: [{ name: 'app', image: 'a:1' }, sidecar] }

  test('are named by their members', () => {
    const after = {
      containers: [
        { name: 'app', image: 'a:2' },
        { ...sidecar, image: 's:2' },
      ],
    }
    expect(classes(before, after, '/containers/[name=sidecar]/image')).toEqual([
      'material replace /containers/0/image',
      'ignored replace /containers/1/image',
    ])
  })

  test('that come and go are ignored, and those beside them are not', () => {
    const after = {
      containers: [
        { name: 'app', image: 'a:1' },
        { name: 'new', image: 'n:1' },
      ],
    }
    expect(classes(before, after, '/containers/[name=sidecar]')).toEqual([
      'ignored remove /containers/1',
      'material add /containers/1',
    ])
    const mixed = { containers: [...before.containers, { name: 'miner' }, { name: 'sidecar', image: 'x' }] }
    const ignore = [rule('/containers/[name=sidecar]')]
    const patched = applyPatch(before, toPatch(diff(before, mixed, { ignore })))
    expect(patched).toEqual({ containers: [...before.containers, { name: 'miner' }] })
    expect(diff(patched, mixed, { ignore }).equal).toBe(true)
  })

  test('may have to meet several tests, of numbers and scalars themselves, with escapes', () => {
    const ports = [
      { port: 80, protocol: 'TCP', at: 1 },
      { port: 80, protocol: 'UDP', at: 1 },
    ]
    const moved = ports.map((port) => ({ ...port, at: 2 }))
    expect(classes(ports, moved, '/[port=80,protocol=TCP]/at')).toEqual([
      'ignored replace /0/at',
      'material replace /1/at',
    ])
    expect(classes(['a', 'b'], ['a', 'b', 'x,y'], '/[=x\\,y]')).toEqual(['ignored add /2'])
    expect(classes(['a/b'], [], '/[=a~1b]')).toEqual(['ignored remove /0'])
    expect(classes([{ on: true, v: 1 }], [{ on: true, v: 2 }], '/[on=true]/v')).toEqual([
      'ignored replace /0/v',
    ])
  })

  test('are meant in lists only: in an object such a segment is a name', () => {
    expect(classes({ '[a=b]': 1 }, { '[a=b]': 2 }, '/[a=b]')).toEqual(['ignored replace /[a=b]'])
    expect(classes({ x: { a: 'b', v: 1 } }, { x: { a: 'b', v: 2 } }, '/[a=b]/v')).toEqual([
      'material replace /x/v',
    ])
    expect(classes({ '[a]': 1 }, { '[a]': 2 }, '/[a]')).toEqual(['ignored replace /[a]'])
  })
})

describe('rules for some kinds of changes', () => {
  const additions: IgnoreRule = { pointer: '/labels', ops: ['add'], reason: 'others add' }

  test('cover these and no others', () => {
    const changes = diff({ labels: { a: 1, b: 1 } }, { labels: { a: 2, c: 1 } }, { ignore: [additions] })
    expect(changes.changes.map(({ class: name, op, pointer, rule: by }) => [name, op, pointer, by])).toEqual([
      ['material', 'replace', '/labels/a', undefined],
      ['material', 'remove', '/labels/b', undefined],
      ['ignored', 'add', '/labels/c', '/labels add (others add)'],
    ])
  })

  test('reach the elements of a list that is compared by content, and nothing inside them', () => {
    const ignore: IgnoreRule[] = [{ pointer: '', ops: ['add'], reason: 'x' }]
    expect(diff([1, 2], [0, 1, 2], { ignore }).equal).toBe(true)
    expect(diff([{ a: 1 }], [{ a: 1, b: 1 }], { ignore }).equal).toBe(false)
    expect(diff({ a: { b: 1 } }, { a: { b: 1, c: 1 } }, { ignore }).equal).toBe(true)
  })

  test('name kinds that there are', () => {
    expectCode('diff/invalid-rule', () =>
      diff(1, 2, { ignore: [{ ...additions, ops: ['change' as 'add'] }] }),
    )
    expectCode('diff/invalid-rule', () => diff(1, 2, { ignore: [{ reason: 'x' }] }))
  })
})

describe('rules that cover nothing', () => {
  test('are named, if they are of the call', () => {
    const profile = { name: 'ours', ignore: [rule('/never')] }
    const ignore = [rule('/a'), rule('/status'), { pointer: '/a', reason: 'said twice' }]
    const changes = diff({ a: 1 }, { a: 2 }, { profile, ignore })
    expect(changes.unusedRules).toEqual(['/status (not ours)', '/a (said twice)'])
    expect(diff({ a: 1 }, { a: 2 }, { ignore: [rule('/a')] })).not.toHaveProperty('unusedRules')
  })

  test('are not those that cover a part of what is covered as a whole', () => {
    const ignore = [rule('/a/b'), rule('/a/c')]
    expect(diff({}, { a: { b: 1, c: 1 } }, { ignore })).not.toHaveProperty('unusedRules')
  })
})
