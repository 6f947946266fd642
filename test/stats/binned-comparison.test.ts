import { compareBins } from 'keelson/stats'
import { describe, expect, test } from 'vitest'

/** The definition: all pairs. */
function pairwise(first: readonly number[], second: readonly number[]): number {
  let sum = 0
  for (const left of first) for (const right of second) sum += Math.sign(left - right)
  return sum / (first.length * second.length)
}

describe('compareBins', () => {
  test('agrees with the count over all pairs', () => {
    const first = [0, 0, 1, 2, 2, 2, 3]
    const second = [0, 1, 1, 3]
    const bins = (values: readonly number[]) =>
      [0, 1, 2, 3].map((bin) => values.filter((value) => value === bin).length)
    const { delta, distance, count, against } = compareBins(bins(first), bins(second))
    expect(delta).toBeCloseTo(pairwise(first, second), 12)
    expect(distance).toBeCloseTo(9 / 28, 12)
    expect([count, against]).toEqual([7, 4])
  })

  test('is 1 where all of the first lies above, −1 where below, 0 where equal', () => {
    expect(compareBins([0, 5], [3, 0])).toMatchObject({ delta: 1, distance: 1 })
    expect(compareBins([5, 0], [0, 3])).toMatchObject({ delta: -1, distance: 1 })
    expect(compareBins([2, 2], [5, 5])).toMatchObject({ delta: 0, distance: 0 })
  })

  test('is 0 where a sample is empty', () => {
    expect(compareBins([0, 0], [1, 2])).toEqual({ count: 0, against: 3, delta: 0, distance: 0 })
  })
})
