import { fingerprint } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { loadKernel } from '../../src/hash/kernel.js'
import { scanText } from '../../src/hash/kernel-text.js'
import { LANES, lanesToHex } from '../../src/hash/kf1-lanes.js'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { randomNumber } from './random-texts.js'

const kernel = loadKernel()!
const ROW = 500

/** Compares many spellings at once, and names those that the kernel reads as another number than `JSON.parse`. */
function expectSameNumbers(spellings: readonly string[]): void {
  const finite = spellings.filter((spelling) => Number.isFinite(Number(spelling)))
  for (let at = 0; at < finite.length; at += ROW) {
    const row = finite.slice(at, at + ROW)
    if (!isSame(`[${row.join(',')}]`)) expect(row.filter((spelling) => !isSame(spelling))).toEqual([])
  }
  for (const spelling of spellings) {
    if (!Number.isFinite(Number(spelling)) && scanText(kernel, spelling, false)) {
      expect.fail(`taken, although it overflows: ${spelling}`)
    }
  }
}

function isSame(text: string): boolean {
  if (!scanText(kernel, text, false)) return false
  LANES.set(kernel.lanes)
  return `kf1:${lanesToHex()}` === fingerprint(JSON.parse(text))
}

function numbersOf(seed: number, count: number, make: (random: RandomStream) => string): string[] {
  const random = randomStream(seed)
  return Array.from({ length: count }, () => make(random))
}

const view = new DataView(new ArrayBuffer(8))

function doubleOf(random: RandomStream, exponentBits?: number): number {
  view.setUint32(0, random.uniform() * 2 ** 32)
  view.setUint32(4, random.uniform() * 2 ** 32)
  if (exponentBits !== undefined) {
    view.setUint32(0, (view.getUint32(0) & 0x800fffff) | (exponentBits << 20))
  }
  const value = view.getFloat64(0)
  return Number.isFinite(value) ? value : doubleOf(random)
}

/** The exact decimal digits of the midpoint between a double and the next larger one: the hardest case there is. */
function midpoint(value: number): string {
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const field = bits >> 52n
  const mantissa = (bits & ((1n << 52n) - 1n)) | (field === 0n ? 0n : 1n << 52n)
  const exponent = (field === 0n ? 1n : field) - 1075n - 1n
  const numerator = 2n * mantissa + 1n
  // m · 2^-k is m · 5^k · 10^-k, exactly.
  return exponent >= 0n ? `${numerator << exponent}` : `${numerator * 5n ** -exponent}e${exponent}`
}

const COUNT = 50_000

describe('numbers in the kernel are those of JSON.parse', () => {
  test('for 200,000 random bit patterns, in four spellings', () => {
    expectSameNumbers(numbersOf(1, COUNT, (random) => String(doubleOf(random))))
    expectSameNumbers(numbersOf(2, COUNT, (random) => doubleOf(random).toExponential(16)))
    expectSameNumbers(numbersOf(3, COUNT, (random) => doubleOf(random).toExponential(20)))
    expectSameNumbers(
      numbersOf(4, COUNT, (random) => doubleOf(random).toPrecision(1 + Math.floor(random.uniform() * 30))),
    )
  })

  test('for 100,000 random spellings', () => {
    expectSameNumbers(numbersOf(5, 2 * COUNT, randomNumber))
  })

  test('for numbers of the size that people write, with up to 20 places', () => {
    expectSameNumbers(
      numbersOf(6, COUNT, (random) =>
        (random.normal() * 10 ** Math.floor(random.uniform() * 9)).toFixed(Math.floor(random.uniform() * 21)),
      ),
    )
  })

  test('for subnormals, and where they begin', () => {
    expectSameNumbers(numbersOf(7, 10_000, (random) => String(doubleOf(random, 0))))
    expectSameNumbers(numbersOf(8, 10_000, (random) => doubleOf(random, 1).toExponential(18)))
    expectSameNumbers([
      '5e-324',
      '2.4703282292062327e-324',
      '2.4703282292062328e-324',
      '2.2250738585072011e-308',
    ])
    expectSameNumbers([
      '2.2250738585072014e-308',
      '2.225073858507201136057409796709131975934819546351645648e-308',
    ])
  })

  test('for every power of ten, with 1, 17, 19 and 20 digits', () => {
    const spellings: string[] = []
    for (let exponent = -365; exponent <= 310; exponent += 1) {
      for (const digits of ['1', '9', '12345678901234567', '9999999999999999999', '18446744073709551616']) {
        spellings.push(`${digits}e${exponent}`, `-${digits[0]}.${digits.slice(1)}0e${exponent}`)
      }
    }
    expectSameNumbers(spellings)
  })

  test('exactly between two doubles, and a little beside', () => {
    const random = randomStream(9)
    for (let count = 0; count < 1500; count += 1) {
      const exact = midpoint(doubleOf(random, count % 5 === 0 ? 1023 + (count % 64) : undefined))
      const [digits, exponent = ''] = exact.split(/(?=e)/) as [string, string?]
      expectSameNumbers([
        exact,
        `${digits}.0000000000000000000000000000000000000001${exponent}`,
        `${BigInt(digits) - 1n}.99999999999999999999999999999999999999${exponent}`,
      ])
    }
  })

  test('around 2^53, 2^63 and 2^64, whole and with a fraction', () => {
    const spellings: string[] = []
    for (const power of [53n, 54n, 63n, 64n]) {
      for (let offset = -3n; offset <= 3n; offset += 1n) {
        const digits = String((1n << power) + offset)
        spellings.push(
          digits,
          `-${digits}`,
          `${digits}.0`,
          `${digits}.5`,
          `0.${digits}E${digits.length}`,
          `${digits}e-3`,
        )
      }
    }
    expectSameNumbers(spellings)
  })

  test('of a million digits', () => {
    const digits = '1234567890'.repeat(100_000)
    expectSameNumbers([
      `0.${digits}`,
      `0.${'0'.repeat(1_000_000)}1`,
      `0.${'0'.repeat(1_000_000)}1e1000000`,
      `1${'0'.repeat(1_000_000)}e-1000000`,
      `${digits}e-999990`,
      `9007199254740993${'0'.repeat(1_000_000)}1e-1000001`,
      `${digits}`,
      `1e${'9'.repeat(1_000_000)}`,
      `1e-${'9'.repeat(1_000_000)}`,
      `0e${'9'.repeat(1_000_000)}`,
    ])
  })

  test('-0 in every spelling is 0', () => {
    expectSameNumbers(['-0', '-0.0', '-0e5', '-0.000e-30', '-1e-400', '-0.00000000000000000000000000'])
    for (const spelling of ['-0', '-0.0', '-0e5', '-1e-400', '-0.0000000000000000000000']) {
      expect(scanText(kernel, spelling, false)).toBe(true)
      LANES.set(kernel.lanes)
      expect(`kf1:${lanesToHex()}`).toBe(fingerprint(0))
    }
  })

  test.each([
    '01',
    '-01',
    '00',
    '-',
    '+1',
    '.5',
    '1.',
    '1.e5',
    '1e',
    '1e+',
    '1E-',
    '0x1',
    '1_0',
    '1.5.',
    '1.5.5',
    '--1',
    '1-',
    '123456789012345678.',
    '12345678901234567.e5',
    '0.12345678901234567.5',
    '012345678901234567890',
    '1e5.5',
    'Infinity',
    '-Infinity',
    'NaN',
    '1e400',
    '-1e400',
    `1${'0'.repeat(309)}`,
    '179769313486231580793728971405303415079934132710037826e256',
  ])('refuses %s', (text) => {
    for (const json of [text, `[${text}]`, `{"a":${text} }`])
      expect(scanText(kernel, json, false)).toBe(false)
  })
})
