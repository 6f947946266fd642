import fc from 'fast-check'
import { assertJson, type JsonValue } from 'keelson/core'
import { diff } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { surveyDocuments } from '../../src/diff/survey-documents.js'
import { surveyParsed } from '../../src/diff/survey-parsed.js'
import { anyJson } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { nearPairOf, pairOf, recordLists } from './document-pairs.js'
import { canonical } from './reference-applier.js'

const PAIRS = fc.oneof(pairOf(anyJson()), nearPairOf(anyJson()), nearPairOf(recordLists()))

law('the survey knows whether documents are equal', PAIRS, ([before, after]) => {
  return surveyDocuments(before, after)?.isEqual === (canonical(before) === canonical(after))
})

law('of what JSON.parse gave, the survey that takes it for JSON finds the same', PAIRS, ([before, after]) => {
  const [left, right] = [structuredCopy(before), structuredCopy(after)]
  return JSON.stringify(surveyParsed(left, right, 1000)) === JSON.stringify(surveyDocuments(left, right))
})

test('the survey of what JSON.parse gave is not sure of what the limits forbid', () => {
  const nested = JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`) as JsonValue
  const overflown = JSON.parse('{"a":[1e999]}') as JsonValue
  for (const uncommon of [nested, overflown]) {
    for (const other of [structuredCopy(uncommon), null, [0, 1], { a: 1 }]) {
      expect(surveyParsed(uncommon, other, 1000)).toBeNull()
      expect(surveyParsed(other, uncommon, 1000)).toBeNull()
      expect(surveyParsed({ x: uncommon }, { y: other }, 1000)).toBeNull()
    }
  }
  expect(surveyParsed([[[1]]], [[[2]]], 2)).toBeNull()
})

law('a container at several places changes nothing in what is found', PAIRS, ([before, after]) => {
  const shared = { list: [before, before, after], again: before, x: { before } }
  const other = { list: [before, after, after], again: after, x: { before } }
  const apart = diff(structuredCopy(shared), structuredCopy(other))
  return JSON.stringify(diff(shared, other)) === JSON.stringify(apart)
})

function structuredCopy(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}

law('the survey is sure of no more than what assertJson takes', fc.anything(), (value) => {
  if (surveyDocuments(value, { value }) === null) return true
  assertJson(value)
  return true
})

describe('the survey is not sure, so that a slow check can tell why', () => {
  const accessor = Object.defineProperty({}, 'x', { get: () => 1, enumerable: true })
  test.each<[string, unknown]>([
    ['an accessor', accessor],
    ['NaN', { a: [Number.NaN] }],
    ['undefined', [undefined]],
    ['a hole', new Array(3)],
    ['a Map', new Map()],
    ['an instance', new (class Thing {})()],
    ['a nesting beyond its own depth', JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)],
  ])('%s', (_, value) => {
    expect(surveyDocuments(value, { a: 1 })).toBeNull()
    expect(surveyDocuments({ a: 1 }, value)).toBeNull()
    expect(surveyDocuments(value, value)).toBeNull()
    expect(surveyDocuments([value], [structuredCopyOf(value)])).toBeNull()
  })

  test('too many values, or limits that are none', () => {
    expect(surveyDocuments([1, 2, 3], [1, 2, 3], { maxNodes: 3 })).toBeNull()
    expect(surveyDocuments(1, 1, { maxDepth: -1 })).toBeNull()
    expectCode('core/invalid-limits', () => diff(1, 1, { limits: { maxDepth: -1 } }))
  })
})

function structuredCopyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])] : value
}

test('members that everything inherits, and hidden ones, are not taken for own', () => {
  const hidden = Object.defineProperty({}, 'a', { value: 1, enumerable: false }) as JsonValue
  expect(diff({ a: 1 }, hidden).changes.map(({ op }) => op)).toEqual(['remove'])
  expect(diff(hidden, { a: 1 }).changes.map(({ op }) => op)).toEqual(['add'])
  Object.defineProperty(Object.prototype, 'planted', {
    value: 1,
    enumerable: true,
    writable: true,
    configurable: true,
  })
  try {
    expect(diff({ a: 1 }, { a: 2 }).changes.map(({ pointer }) => pointer)).toEqual(['/a'])
  } finally {
    Reflect.deleteProperty(Object.prototype, 'planted')
  }
})

test('an element that gives something else each time is refused', () => {
  let count = 0
  const list = Object.defineProperty([0], 0, {
    get: () => {
      count += 1
      return { count }
    },
    enumerable: true,
  }) as JsonValue
  expectCode('core/not-json', () => diff(list, [{ count: 0 }]))
})
