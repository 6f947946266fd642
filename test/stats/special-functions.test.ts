import {
  exponential,
  kolmogorovSampleTail,
  kolmogorovTail,
  logGamma,
  logOnePlus,
  naturalLog,
  normalCumulative,
  normalQuantile,
} from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'

const { uniform } = randomStream(7)

function largestError(
  ours: (x: number) => number,
  theirs: (x: number) => number,
  next: () => number,
): number {
  let worst = 0
  for (let draw = 0; draw < 100_000; draw += 1) {
    const x = next()
    const wanted = theirs(x)
    if (wanted !== 0) worst = Math.max(worst, Math.abs(ours(x) / wanted - 1))
  }
  return worst
}

describe('powers and logarithms', () => {
  test('exponential is within 5e-16 of the engine’s own over the normal range', () => {
    expect(largestError(exponential, Math.exp, () => (uniform() - 0.5) * 1416)).toBeLessThan(5e-16)
  })

  test('naturalLog is within 5e-16, also near 1', () => {
    const wide = largestError(naturalLog, Math.log, () => Math.exp((uniform() - 0.5) * 1400))
    const near = largestError(naturalLog, Math.log, () => 0.5 + uniform())
    expect(Math.max(wide, near)).toBeLessThan(5e-16)
  })

  test('logOnePlus keeps the digits of a small argument', () => {
    expect(largestError(logOnePlus, Math.log1p, () => (uniform() - 0.4) * 2)).toBeLessThan(1e-15)
    expect(logOnePlus(1e-300)).toBe(1e-300)
  })

  test.each([
    [exponential, -746, 0],
    [exponential, 710, Number.POSITIVE_INFINITY],
    [exponential, Number.NaN, Number.NaN],
    [exponential, 0, 1],
    [naturalLog, 0, Number.NEGATIVE_INFINITY],
    [naturalLog, -1, Number.NaN],
    [naturalLog, 5e-324, -744.4400719213812],
    [logOnePlus, -1, Number.NEGATIVE_INFINITY],
    [logGamma, 0, Number.NaN],
    [logGamma, 1, 0],
  ] as const)('%o(%d) is %d', (ours, x, wanted) => {
    expect(ours(x)).toBe(wanted)
  })
})

describe('distributions', () => {
  test('normalQuantile undoes normalCumulative within 1e-9 between −37 and 5', () => {
    for (let x = -37; x <= 5; x += 0.37) {
      expect(Math.abs(normalQuantile(normalCumulative(x)) - x)).toBeLessThan(1e-9)
    }
  })

  test('the tail of one value is that of max(u, 1 − u)', () => {
    for (const d of [0.5, 0.6, 0.75, 0.99]) expect(kolmogorovSampleTail(d, 1)).toBeCloseTo(2 * (1 - d), 14)
  })

  test('the expansion beyond 140 values meets the matrix within 2e-6, and the limit in the end', () => {
    for (const z of [0.4, 0.7, 1, 1.3, 1.6]) {
      const [matrix, expansion] = [140, 141].map((size) => kolmogorovSampleTail(z / Math.sqrt(size), size))
      // What one value more changes is smooth: the step is compared with the next one.
      const next = kolmogorovSampleTail(z / Math.sqrt(142), 142)
      expect(Math.abs(expansion! - matrix! - (next - expansion!))).toBeLessThan(2e-6)
      const far = kolmogorovSampleTail(z / 1e5, 1e10)
      expect(Math.abs(far - kolmogorovTail(z))).toBeLessThan(1e-5)
    }
  })
})
