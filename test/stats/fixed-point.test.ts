import { Q16_ONE } from 'keelson/core'
import { exp2Q16, log2OnePlusExp2Q16, log2SumExp2Q16 } from 'keelson/stats'
import { describe, expect, test } from 'vitest'

describe('exp2Q16', () => {
  test('is within 2^-29.9 of the true power for every one of the 65,536 fractions', () => {
    let worst = 0
    for (let fraction = 0; fraction < Q16_ONE; fraction += 1) {
      const truth = 2 ** (fraction / Q16_ONE)
      worst = Math.max(worst, Math.abs(exp2Q16(fraction) / truth - 1))
    }
    expect(worst).toBeLessThan(2 ** -29.9)
  })

  test('increases strictly over all fractions and across the next whole number', () => {
    let before = exp2Q16(-1)
    for (let fraction = 0; fraction <= Q16_ONE; fraction += 1) {
      const value = exp2Q16(fraction)
      if (!(value > before)) expect.fail(`not increasing at ${fraction}`)
      before = value
    }
  })

  test.each([
    [0, 1],
    [1, 2],
    [-1, 0.5],
    [1023, 2 ** 1023],
    [-1022, 2 ** -1022],
    [-1023, 0],
    [1024, Number.POSITIVE_INFINITY],
  ])('2^%d is exact', (exponent, power) => {
    expect(exp2Q16(exponent * Q16_ONE)).toBe(power)
  })
})

describe('log2OnePlusExp2Q16', () => {
  test('is within 0.6 units of the truth over every exponent that matters', () => {
    let worst = 0
    for (let exponent = -20 * Q16_ONE; exponent <= 20 * Q16_ONE; exponent += 7) {
      const bits = exponent / Q16_ONE
      // log1p keeps the small end exact; for large exponents the one is the small term.
      const truth = bits > 0 ? bits + Math.log1p(2 ** -bits) / Math.LN2 : Math.log1p(2 ** bits) / Math.LN2
      worst = Math.max(worst, Math.abs(log2OnePlusExp2Q16(exponent) - truth * Q16_ONE))
    }
    expect(worst).toBeLessThan(0.6)
  })

  test('is one bit at zero', () => {
    expect(log2OnePlusExp2Q16(0)).toBe(Q16_ONE)
  })
})

describe('log2SumExp2Q16', () => {
  test('adds equal powers', () => {
    expect(log2SumExp2Q16([0, 0, 0, 0])).toBe(2 * Q16_ONE)
  })

  test('does not overflow where the powers do', () => {
    expect(log2SumExp2Q16([5000 * Q16_ONE, 5000 * Q16_ONE, -5000 * Q16_ONE])).toBe(5001 * Q16_ONE)
  })
})
