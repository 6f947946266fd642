import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import {
  defineProfile,
  type IgnoreRule,
  type ListRule,
  type OwnerRule,
  type Profile,
  type ValueRule,
} from 'keelson/diff'

// Documents and profiles that meet often: a record list under each name that rules know of.

const POINTERS = [
  '',
  '/a',
  '/b',
  '/items',
  '/*',
  '/items/*',
  '/items/*/tags',
  '/**/tags',
  '/items/*/x',
  '/**/x',
  '/**/m',
  '/*/m/y',
]

/** Lists of records, often with a key, inside records. */
export function profiledDocuments(): fc.Arbitrary<JsonValue> {
  const scalar = fc.constantFrom<JsonValue>(null, 0, 1, 2, '', '0', '1', 'a', 'b')
  const tags = fc.array(fc.constantFrom<JsonValue>('a', 'b', 'c', 1, {}, { x: 1 }), { maxLength: 4 })
  const inner = fc.record({ x: scalar, y: scalar, tags }, { requiredKeys: [] })
  const record = fc.record(
    {
      name: fc.constantFrom<JsonValue>('a', 'b', 'c', 'd', 1),
      x: scalar,
      tags,
      m: fc.oneof(inner, scalar, tags),
    },
    { requiredKeys: [] },
  )
  const list = fc.array(fc.oneof({ weight: 9, arbitrary: record }, { weight: 1, arbitrary: scalar }), {
    maxLength: 6,
  })
  const named = fc.uniqueArray(record, { maxLength: 6, selector: ({ name }) => JSON.stringify(name) })
  const member = fc.oneof<fc.Arbitrary<JsonValue>[]>(list, named, named, inner, tags)
  return fc.oneof<fc.Arbitrary<JsonValue>[]>(
    fc.record({ a: member, b: member, items: fc.oneof(named, named, list) }, { requiredKeys: [] }),
    named,
  )
}

function someListRule(): fc.Arbitrary<ListRule> {
  const pointer = fc.constantFrom(...POINTERS)
  return fc.oneof<fc.Arbitrary<ListRule>[]>(
    fc.record({ pointer, kind: fc.constant('set' as const) }),
    fc.record({ pointer, kind: fc.constant('atomic' as const) }),
    fc
      .record(
        {
          pointer,
          kind: fc.constant('keyed' as const),
          keys: fc.constantFrom<readonly string[]>(['name'], ['name', 'x'], ['x']),
          keyDefaults: fc.constantFrom({}, { x: 1 }, { x: '1' }).map((defaults) => defaults),
          ordered: fc.constantFrom<boolean | ((before: JsonValue, after: JsonValue) => boolean)>(
            true,
            false,
            (before, after) => JSON.stringify([before, after]).includes('b'),
          ),
        },
        { requiredKeys: ['pointer', 'kind', 'keys'] },
      )
      .map((rule) => {
        const { keyDefaults, ...rest } = rule
        return keyDefaults === undefined || !rule.keys.includes('x') ? rest : { ...rest, keyDefaults }
      }) as fc.Arbitrary<ListRule>,
  )
}

function someValueRule(): fc.Arbitrary<ValueRule> {
  const pointer = fc.constantFrom(...POINTERS)
  return fc.oneof<fc.Arbitrary<ValueRule>[]>(
    fc.record({ pointer, default: fc.constantFrom<JsonValue>(1, 'a', [], {}, { x: 1 }, ['a']) }),
    fc.record({ pointer, emptyIsAbsent: fc.constant(true), emptyTextIsAbsent: fc.boolean() }),
    fc.record({ pointer, semantics: fc.constant(NUMBER_TEXT) }),
  )
}

/** `'1'` and `1` are one. */
const NUMBER_TEXT: NonNullable<ValueRule['semantics']> = {
  name: 'number or text',
  canonical: (value) =>
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined,
}

export function someIgnoreRule(): fc.Arbitrary<IgnoreRule> {
  const pointer = fc.constantFrom(
    ...POINTERS,
    '/items/[name=a]',
    '/[name=b]',
    '/items/[name=a]/x',
    '/**/[name=c]/m',
    '/*/[x=1,name=a]',
    '/**/tags/[=a]',
    '/items/0/x',
    '/1',
  )
  const ops = fc.subarray<'add' | 'remove' | 'replace' | 'move'>(['add', 'remove', 'replace', 'move'], {
    minLength: 1,
  })
  return fc.record({ pointer, ops, reason: fc.constant('drawn') }, { requiredKeys: ['pointer', 'reason'] })
}

function someOwnerRule(): fc.Arbitrary<OwnerRule> {
  return fc.record(
    {
      pointer: fc.constantFrom(...POINTERS, '/items/[name=d]'),
      owner: fc.constant('somebody'),
      value: fc.constantFrom<JsonValue>(1, 'a', []),
    },
    { requiredKeys: ['pointer', 'owner'] },
  )
}

export function someProfile(): fc.Arbitrary<Profile> {
  return fc
    .record({
      lists: fc.array(someListRule(), { maxLength: 3 }),
      values: fc.array(someValueRule(), { maxLength: 2 }),
      ignore: fc.array(someIgnoreRule(), { maxLength: 2 }),
      owners: fc.array(someOwnerRule(), { maxLength: 1 }),
    })
    .map((rules) => defineProfile({ name: 'drawn', ...rules }))
}
