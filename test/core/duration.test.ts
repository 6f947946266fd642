import { formatDuration, parseDuration } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

describe('parseDuration', () => {
  const cases: readonly [text: string, milliseconds: number][] = [
    ['0ms', 0],
    ['0d', 0],
    ['1ms', 1],
    ['250ms', 250],
    ['1s', 1000],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['30d', 2_592_000_000],
    ['1d12h', 129_600_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1m1ms', 60_001],
    ['90m', 5_400_000],
    ['007d', 604_800_000],
    ['104249991d', 9_007_199_222_400_000],
    ['9007199254740991ms', Number.MAX_SAFE_INTEGER],
    ['104249991d8h59m0s991ms', Number.MAX_SAFE_INTEGER],
  ]
  for (const [text, milliseconds] of cases) {
    test(`${text} is ${milliseconds} ms`, () => {
      expect(parseDuration(text)).toBe(milliseconds)
    })
  }

  const wrong = [
    '',
    ' ',
    '15',
    'm',
    '-1m',
    '+1m',
    '1.5h',
    '1 h',
    ' 1h',
    '1h ',
    '1h\n',
    '1H',
    '1w',
    '1y',
    '1mo',
    '1min',
    '1us',
    '1h1h',
    '1m1h',
    '1ms1s',
    '1e3ms',
    '0x1ms',
    '١m',
    '9007199254740992ms',
    '104249991d8h59m0s992ms',
    '104249992d',
    `${'9'.repeat(400)}ms`,
    `${'9'.repeat(100_000)}`,
  ]
  for (const text of wrong) {
    test(`${JSON.stringify(text.slice(0, 40))}: core/invalid-duration`, () => {
      const error = expectCode('core/invalid-duration', () => parseDuration(text))
      expect(error.message.length).toBeLessThan(100)
      expect(error.help).toBeTruthy()
    })
  }
})

describe('formatDuration', () => {
  const cases: readonly [milliseconds: number, text: string][] = [
    [0, '0ms'],
    [-0, '0ms'],
    [1, '1ms'],
    [1000, '1s'],
    [5_400_000, '1h30m'],
    [86_400_000, '1d'],
    [129_600_000, '1d12h'],
    [93_784_005, '1d2h3m4s5ms'],
    [Number.MAX_SAFE_INTEGER, '104249991d8h59m991ms'],
  ]
  for (const [milliseconds, text] of cases) {
    test(`${milliseconds} ms is ${text}`, () => {
      expect(formatDuration(milliseconds)).toBe(text)
    })
  }

  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    test(`${wrong}: core/invalid-duration`, () => {
      expectCode('core/invalid-duration', () => formatDuration(wrong))
    })
  }
})
