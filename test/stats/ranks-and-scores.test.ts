import { binOf, medianOfSorted, midranks, neymanScore, quantileEdges, SCORE_ONE } from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'

describe('neymanScore', () => {
  test('is within half a unit of cos(kπu), for every order over a fine grid', () => {
    for (let order = 1; order <= 4; order += 1) {
      for (let step = 0; step <= 10_000; step += 1) {
        const truth = SCORE_ONE * Math.cos(order * Math.PI * (step / 10_000))
        if (Math.abs(neymanScore(order, step / 10_000) - truth) > 0.5 + 1e-9) {
          expect.fail(`order ${order} at ${step}`)
        }
      }
    }
  })

  test('has mean 0, variance 1/2 and no correlation between orders over uniform ranks', () => {
    const grid = Array.from({ length: 4096 }, (_, index) => (index + 0.5) / 4096)
    for (let order = 1; order <= 4; order += 1) {
      for (let other = order; other <= 4; other += 1) {
        let product = 0
        for (const rank of grid) product += neymanScore(order, rank) * neymanScore(other, rank)
        const mean = product / grid.length / (SCORE_ONE * SCORE_ONE)
        expect(mean).toBeCloseTo(order === other ? 0.5 : 0, 4)
      }
    }
  })
})

describe('quantileEdges and binOf', () => {
  test('cut a continuous sample into bins of nearly equal count, with empty ones outside', () => {
    const { normal } = randomStream(1)
    const sorted = Float64Array.from({ length: 6200 }, normal).sort()
    const edges = quantileEdges(sorted, 63)
    const counts = new Array<number>(64).fill(0)
    for (const value of sorted) counts[binOf(edges, value)]! += 1
    expect(edges).toHaveLength(63)
    expect(counts[0]).toBe(0)
    expect(counts[63]).toBe(0)
    expect(Math.min(...counts.slice(1, 63))).toBeGreaterThanOrEqual(99)
    expect(Math.max(...counts.slice(1, 63))).toBeLessThanOrEqual(101)
  })

  test('give a constant a bin of its own between all that is lower and all that is higher', () => {
    const edges = quantileEdges(Float64Array.of(5, 5, 5), 63)
    expect([4.999999, 5, 5.000001].map((value) => binOf(edges, value))).toEqual([0, 1, 2])
  })

  test.each([0, -0, 5e-324, -5e-324, 1e308, -1e308])(
    'the first edge lies just below the smallest value %d',
    (value) => {
      const edges = quantileEdges(Float64Array.of(value), 2)
      expect(edges).toHaveLength(2)
      expect(edges[0]!).toBeLessThan(value)
      const between = edges[0]! / 2 + value / 2
      expect([edges[0], value]).toContain(between === 0 ? value : between)
    },
  )

  test('put infinities into the outer bins', () => {
    const edges = Float64Array.of(0, 1)
    expect(binOf(edges, Number.NEGATIVE_INFINITY)).toBe(0)
    expect(binOf(edges, Number.POSITIVE_INFINITY)).toBe(2)
  })
})

describe('midranks', () => {
  test('rank a bin by what lies below it and half of itself', () => {
    expect([...midranks([0, 4, 4, 0])]).toEqual([0.5 / 9, 2.5 / 9, 6.5 / 9, 8.5 / 9])
  })
})

describe('medianOfSorted', () => {
  test('is the middle, or the middle of two', () => {
    expect(medianOfSorted([1, 2, 7])).toBe(2)
    expect(medianOfSorted([1, 2, 4, 7])).toBe(3)
  })

  test('does not overflow', () => {
    expect(medianOfSorted([1.6e308, 1.7e308])).toBeCloseTo(1.65e308, -300)
  })
})
