import fc from 'fast-check'
import { seal, sealText } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { anyJson } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

const anySpace = fc.stringMatching(/^[ \n\t\r]{0,3}$/)

describe('sealText', () => {
  law(
    'is the seal of the parsed value, however it is spaced',
    fc.tuple(anyJson(), fc.nat({ max: 3 }), anySpace, anySpace),
    ([value, indent, before, after]) => {
      const text = before + JSON.stringify(value, null, indent) + after
      expect(sealText(text)).toBe(seal(value))
    },
  )

  law(
    'refuses exactly the objects that name a member twice',
    fc.array(fc.constantFrom('a', 'b', 'c', '__proto__', '', 'a\n', 'é'), { maxLength: 5 }),
    (names) => {
      const text = `{${names.map((name, at) => `${JSON.stringify(name)}:${at}`).join()}}`
      if (new Set(names).size === names.length) expect(sealText(text)).toBe(seal(JSON.parse(text)))
      else expectCode('hash/duplicate-member', () => sealText(text))
    },
  )

  law(
    'precision strict takes exactly the integers that a double holds',
    fc.tuple(fc.bigInt({ min: 0n, max: 1n << 70n }), fc.nat({ max: 20 }), fc.boolean()),
    ([mantissa, shift, isNegative]) => {
      const integer = (isNegative ? -mantissa : mantissa) << BigInt(shift)
      const isExact = BigInt(Number(integer)) === integer
      if (isExact) expect(sealText(`${integer}`, { precision: 'strict' })).toBe(seal(Number(integer)))
      else expectCode('hash/inexact-integer', () => sealText(`${integer}`, { precision: 'strict' }))
    },
  )
})
