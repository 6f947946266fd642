import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { canonicalize } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { anyJson } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

// RFC 8785, appendix B: the bits of a double and its text.
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

function doubleOf(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE(0)
}

describe('canonicalize', () => {
  test.each(NUMBERS)('writes the double %s as RFC 8785 does: %s', (bits, text) => {
    expect(canonicalize(doubleOf(bits))).toBe(text)
  })

  test.each(['7fffffffffffffff', '7ff0000000000000'])('refuses the double %s', (bits) => {
    expectCode('core/not-json', () => canonicalize(doubleOf(bits)))
  })

  test('orders names by UTF-16 unit, where the rest of Keelson orders by code point', () => {
    expect(canonicalize({ '\uff5e': 1, '\u{1f600}': 2, z: 3, '': 4 })).toBe('{"":4,"z":3,"😀":2,"～":1}')
  })

  test('writes the names of Object.prototype as members', () => {
    const value = JSON.parse('{"toString":1,"__proto__":{"b":2}}') as JsonValue
    expect(canonicalize(value)).toBe('{"__proto__":{"b":2},"toString":1}')
  })

  test.each([
    ['in a value', { a: ['x', '\ud800'] }, '/a/1'],
    ['in a name', { a: { '\udc00': 1 } }, '/a/\udc00'],
    ['before a letter', '\ud800a', ''],
    ['the wrong way round', '\udc00\ud800', ''],
  ])('refuses half of a surrogate pair %s', (_where, value, path) => {
    expect(expectCode('hash/lone-surrogate', () => canonicalize(value)).path).toBe(path)
  })

  test('takes 1,000 levels and refuses 1,001', () => {
    const text = (depth: number): string =>
      '[{"a":'.repeat(depth / 2) + (depth % 2 ? '[]' : '0') + '}]'.repeat(depth / 2)
    expect(canonicalize(JSON.parse(text(1000)) as JsonValue)).toBe(text(1000))
    expectCode('core/depth-limit', () => canonicalize(JSON.parse(text(1001)) as JsonValue))
  })

  law('canonicalize gives JSON of the same value, and ignores key order', anyJson(), (value) => {
    const text = canonicalize(value)
    expect(JSON.parse(text)).toEqual(value)
    expect(canonicalize(JSON.parse(text) as JsonValue)).toBe(text)
  })

  law(
    'canonicalize writes numbers as JSON.parse reads them',
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    (value) => {
      expect(Number(canonicalize(value))).toBe(value + 0)
    },
  )
})

describeCorpus('the vectors of the author of RFC 8785', 'jcs', () => {
  const names = readdirSync(sharedPath('jcs/input'))
  test.each(names)('%s', (name) => {
    const input = JSON.parse(readFileSync(sharedPath(`jcs/input/${name}`), 'utf8')) as JsonValue
    const canonical = canonicalize(input)
    expect(canonical).toBe(readFileSync(sharedPath(`jcs/output/${name}`), 'utf8'))
    const hex = readFileSync(sharedPath(`jcs/outhex/${name.replace('.json', '.txt')}`), 'utf8')
    expect(Buffer.from(canonical).toString('hex')).toBe(hex.replace(/\s/g, ''))
  })
})
