import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/index.js'
import type { ValueSemantics } from '../../../src/diff/schema-node.js'
import { asciiCaseInsensitive } from '../../../src/diff/values/ascii-case.js'
import { base64Bytes } from '../../../src/diff/values/base64-bytes.js'
import { embeddedJson } from '../../../src/diff/values/embedded-json.js'
import { goDuration } from '../../../src/diff/values/go-duration.js'
import { iamPolicy } from '../../../src/diff/values/iam-policy.js'
import { intOrString } from '../../../src/diff/values/int-or-string.js'
import { ipNetwork } from '../../../src/diff/values/ip-network.js'
import { quantity } from '../../../src/diff/values/quantity.js'
import { rfc3339Time } from '../../../src/diff/values/rfc3339-time.js'
import cases from './canonical.cases.json' with { type: 'json' }

const SEMANTICS: readonly ValueSemantics[] = [
  quantity,
  goDuration,
  rfc3339Time,
  intOrString,
  embeddedJson,
  asciiCaseInsensitive,
  base64Bytes,
  ipNetwork,
  iamPolicy,
]

interface Cases {
  /** Each row holds spellings of one value; no two rows hold the same value. */
  readonly same: readonly (readonly JsonValue[])[]
  /** What is no value of the kind. */
  readonly none: readonly JsonValue[]
}

const ALL = cases as unknown as { readonly [name: string]: Cases }

test('every semantics has its table, and every table its semantics', () => {
  expect(Object.keys(ALL)).toEqual(SEMANTICS.map(({ name }) => name))
})

describe.each(SEMANTICS)('$name', ({ name, canonical }) => {
  const { same, none } = ALL[name]!

  test.each(same.map((row) => ({ row })))('$row is one value', ({ row }) => {
    const [first, ...others] = row.map((value) => canonical(value))
    expect(first).toBeDefined()
    for (const other of others) expect(other).toEqual(first)
  })

  test('different values have different spellings', () => {
    const texts = same.map((row) => JSON.stringify(canonical(row[0]!)))
    expect(new Set(texts).size).toBe(texts.length)
  })

  test.each(none.map((value) => ({ value })))('$value is none', ({ value }) => {
    expect(canonical(value)).toBeUndefined()
  })

  test('takes any JSON value', () => {
    for (const value of [true, {}, { a: 1 }, [[]], 0.5, 'x'.repeat(5000)] as JsonValue[]) {
      expect(() => canonical(value)).not.toThrow()
    }
  })
})

describe('bounds', () => {
  test('a quantity of a thousand digits is exact, a longer text is none', () => {
    const digits = '9'.repeat(1000)
    expect(quantity.canonical(digits)).toBe(digits)
    expect(quantity.canonical(`${digits}.0`)).toBe(digits)
    expect(quantity.canonical('9'.repeat(1025))).toBeUndefined()
  })

  test('an exponent is never written out', () => {
    expect(quantity.canonical('1e2000000000')).toBe('1e2000000000')
    expect(quantity.canonical('1e-2000000000')).toBe('1e-9')
  })

  test('embedded JSON beyond the depth limit is text', () => {
    expect(embeddedJson.canonical(`${'['.repeat(500)}${']'.repeat(500)}`)).toBeDefined()
    expect(embeddedJson.canonical(`${'['.repeat(501)}${']'.repeat(501)}`)).toBeUndefined()
  })

  test('a long embedded string does not exhaust the stack', () => {
    const text = JSON.stringify([`${'"\\'.repeat(500_000)}`])
    expect(embeddedJson.canonical(text)).toEqual(JSON.parse(text))
  })

  test('a policy may hold what has no canonical text', () => {
    const one = iamPolicy.canonical({ Statement: { Action: '\ud800' } })
    expect(iamPolicy.canonical({ Statement: [{ Action: ['\ud800'] }] })).toEqual(one)
    expect(one).toBeDefined()
  })

  test('embedded `__proto__` is data', () => {
    const value = embeddedJson.canonical('{"__proto__": {"a": 1}}') as object
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})
