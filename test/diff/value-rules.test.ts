import type { JsonValue } from 'keelson/core'
import {
  applyPatch,
  defineProfile,
  diff,
  type Profile,
  type SchemaNode,
  toPatch,
  type ValueRule,
} from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

function valueProfile(...values: ValueRule[]): Profile {
  return defineProfile({ name: 'ours', values })
}

function told(before: JsonValue, after: JsonValue, profile: Profile): string[] {
  return diff(before, after, { profile }).changes.map(
    ({ class: name, op, pointer, rule }) =>
      `${name} ${op} ${pointer}${rule === undefined ? '' : `: ${rule}`}`,
  )
}

const SECONDS: NonNullable<ValueRule['semantics']> = {
  name: 'seconds',
  canonical: (value) => {
    if (typeof value === 'number') return value
    const found = typeof value === 'string' ? /^(\d+)(s|m)$/.exec(value) : null
    return found === null ? undefined : Number(found[1]) * (found[2] === 'm' ? 60 : 1)
  },
}

describe('semantics', () => {
  const profile = valueProfile({ pointer: '/**/timeout', semantics: SECONDS, reason: 'RFC 9' })

  test('make two spellings of one value a normalised change', () => {
    expect(told({ timeout: '2m' }, { timeout: 120 }, profile)).toEqual([
      'normalised replace /timeout: seconds at /**/timeout (RFC 9)',
    ])
    expect(told({ timeout: '2m' }, { timeout: '3m' }, profile)).toEqual(['material replace /timeout'])
    expect(told({ timeout: 'soon' }, { timeout: 'later' }, profile)).toEqual(['material replace /timeout'])
  })

  test('tell elements of lists, too', () => {
    const before = [{ timeout: '1m' }, { timeout: '2m' }]
    const after = [{ timeout: 5 }, { timeout: 60 }, { timeout: 120 }]
    expect(told(before, after, profile).map((line) => line.split(':')[0])).toEqual([
      'normalised replace /0/timeout',
      'normalised replace /1/timeout',
      'material add /0',
    ])
  })
})

describe('a default', () => {
  const profile = valueProfile({ pointer: '/policy', default: { mode: 'all', limits: [] } })

  test('is as good as nothing, on either side', () => {
    const filled = { policy: { limits: [], mode: 'all' } }
    expect(told({}, filled, profile)).toEqual(['defaulted add /policy: server default at /policy'])
    expect(told(filled, {}, profile)).toEqual(['defaulted remove /policy: server default at /policy'])
    expect(told({}, { policy: { mode: 'some', limits: [] } }, profile)).toEqual(['material add /policy'])
    expect(toPatch(diff({}, filled, { profile }))).toEqual([])
    expect(applyPatch({}, toPatch(diff({}, filled, { profile }), { include: 'all' }))).toEqual(filled)
  })

  test('that a place further down has again ends', () => {
    const nested = valueProfile({ pointer: '/**', default: { a: {} } })
    expect(told({}, { a: { a: {} } }, nested).length).toBe(1)
  })
})

describe('emptiness', () => {
  const profile = valueProfile({ pointer: '/**', emptyIsAbsent: true })

  test('null, absent, empty lists and empty objects are one', () => {
    const values: JsonValue[] = [null, [], {}]
    for (const before of values) {
      for (const after of values) expect(diff({ a: before }, { a: after }, { profile }).equal).toBe(true)
      expect(diff({ a: before }, {}, { profile }).equal).toBe(true)
    }
    expect(told({}, { a: null }, profile)).toEqual(['normalised add /a: empty is absent at /**'])
  })

  test('reaches what holds only what is empty', () => {
    expect(diff({}, { a: { b: { c: [] }, d: null } }, { profile }).equal).toBe(true)
    expect(diff({}, { a: { b: { c: [] }, d: 0 } }, { profile }).equal).toBe(false)
  })

  test("'' counts unless that is said, and 0 and false always", () => {
    expect(diff({}, { a: '' }, { profile }).equal).toBe(false)
    const texts = valueProfile({ pointer: '/**', emptyIsAbsent: true, emptyTextIsAbsent: true })
    expect(diff({}, { a: '' }, { profile: texts }).equal).toBe(true)
    expect(diff({}, { a: 0 }, { profile: texts }).equal).toBe(false)
    expect(diff({}, { a: false }, { profile: texts }).equal).toBe(false)
  })

  test('of the elements of a list means nothing', () => {
    expect(diff({ a: [1] }, { a: [1, null] }, { profile }).equal).toBe(false)
  })
})

describe('a schema', () => {
  const node: SchemaNode = {
    member: (name) =>
      ({
        status: { server: { class: 'ignored', reason: 'status' } } satisfies SchemaNode,
        address: {
          server: { class: 'foreign', owner: 'ipam', reason: 'given', onlyUnwritten: true },
        } satisfies SchemaNode,
        pull: { defaultIn: (object) => (object.tag === 'latest' ? 'Always' : 'Once') } satisfies SchemaNode,
        mine: { owners: ['robot'] } satisfies SchemaNode,
      })[name],
  }
  const profile = defineProfile({ name: 'typed', schema: () => node })

  test('says who writes a place', () => {
    expect(told({ status: { a: 1 } }, { status: { a: 2 } }, profile)).toEqual([
      'ignored replace /status/a: status',
    ])
    expect(told({}, { address: '10.0.0.1' }, profile)).toEqual([
      'foreign add /address: owned by ipam (given)',
    ])
    expect(told({ address: '10.0.0.2' }, { address: '10.0.0.1' }, profile)).toEqual([
      'material replace /address',
    ])
  })

  test('gives defaults that depend on what stands beside', () => {
    expect(diff({ tag: 'latest' }, { tag: 'latest', pull: 'Always' }, { profile }).equal).toBe(true)
    expect(diff({ tag: '1.2' }, { tag: '1.2', pull: 'Always' }, { profile }).equal).toBe(false)
  })

  test('lets rules ask who owns a place', () => {
    const changes = diff(
      { mine: 1, other: 1 },
      { mine: 2, other: 2 },
      {
        profile,
        ignore: [{ owner: 'robot', reason: 'its business' }],
      },
    )
    expect(changes.changes.map(({ class: name, rule }) => [name, rule])).toEqual([
      ['ignored', '/** of robot (its business)'],
      ['material', undefined],
    ])
  })
})

test('owner rules of a profile make a difference foreign', () => {
  const profile = defineProfile({ name: 'x', owners: [{ pointer: '/replicas', owner: 'hpa' }] })
  expect(told({ replicas: 1 }, { replicas: 2 }, profile)).toEqual([
    'foreign replace /replicas: /replicas is owned by hpa',
  ])
})

test('rules of values that cannot be meant are refused with their place', () => {
  const define = (rule: object) => () => defineProfile({ name: 'x', values: [rule as ValueRule] })
  expect(expectCode('diff/invalid-rule', define({ pointer: '' })).path).toBe('/values/0')
  expectCode('diff/invalid-rule', define({ pointer: '', semantics: 'quantity' }))
  expectCode('diff/invalid-rule', define({ pointer: '', emptyIsAbsent: 'yes' }))
  expectCode('diff/unknown-option', define({ pointer: '', emptyIsAbsent: true, emptyText: true }))
})
