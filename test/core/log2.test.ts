import { log2Q16, Q16_ONE } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { double, doubleOf, errorInUnits, powerOfTwo, STATED_BOUND } from './log2-reference.js'

describe('log2Q16', () => {
  test('is exact at every power of two, subnormal ones included', () => {
    const wrong: number[] = []
    for (let exponent = -1074; exponent <= 1023; exponent += 1) {
      if (log2Q16(powerOfTwo(exponent)) !== exponent * Q16_ONE) wrong.push(exponent)
    }
    expect(wrong).toEqual([])
  })

  test('keeps its error bound at each of the 1,024 steps of the table, halfway, and beside them', () => {
    const step = 1n << 42n
    let largest = 0
    for (let at = 0n; at < 1024n; at += 1n) {
      for (const offset of [0n, 1n, step / 4n, step / 2n, step - 1n]) {
        largest = Math.max(largest, errorInUnits(double(0, at * step + offset)))
      }
    }
    expect(largest).toBeLessThan(STATED_BOUND)
    // Rounding alone makes half a unit: a reference that followed the implementation would show less.
    expect(largest).toBeGreaterThan(0.49)
  })

  for (const wrong of [0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    test(`of ${wrong} is NaN`, () => {
      expect(log2Q16(wrong)).toBeNaN()
    })
  }

  const cases: readonly [value: number, result: number][] = [
    [1, 0],
    [2, 65_536],
    [0.5, -65_536],
    [10, 217_706],
    [3, 103_872],
    [Number.MIN_VALUE, -1074 * 65_536],
    [Number.MAX_VALUE, 1024 * 65_536],
    [1 + Number.EPSILON, 0],
  ]
  for (const [value, result] of cases) {
    test(`of ${value} is ${result}`, () => {
      expect(log2Q16(value)).toBe(result)
    })
  }

  test('rises, or stays, from each double to the next across every border of the table, at every exponent', () => {
    const falls: number[] = []
    for (let exponent = -1022; exponent <= 1023; exponent += 1) {
      for (let step = 0n; step < 1024n; step += 1n) {
        const bits = (BigInt(exponent + 1023) << 52n) | (step << 42n)
        const at = log2Q16(doubleOf(bits))
        if (log2Q16(doubleOf(bits - 1n)) > at || at > log2Q16(doubleOf(bits + 1n))) falls.push(exponent)
      }
    }
    expect(falls).toEqual([])
  })
})
