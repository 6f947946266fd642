import {
  type BlockMean,
  blockVariance,
  chiSquareOnePercent,
  isAutocorrelated,
  longRunFactor,
} from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'

/** Distribution function of χ² by the series of the incomplete gamma function (Abramowitz, Stegun 6.5.29). */
function chiSquareBelow(value: number, degrees: number): number {
  const shape = degrees / 2
  const x = value / 2
  let logGamma = shape % 1 === 0 ? 0 : Math.log(Math.sqrt(Math.PI))
  for (let step = shape % 1 === 0 ? 1 : 0.5; step < shape; step += 1) logGamma += Math.log(step)
  let term = 1 / shape
  let sum = term
  for (let step = 1; step < 2000; step += 1) {
    term *= x / (shape + step)
    sum += term
  }
  return sum * Math.exp(shape * Math.log(x) - x - logGamma)
}

function blocksOf(values: readonly (readonly number[])[]): { means: BlockMean[]; squares: number } {
  let squares = 0
  const means = values.map((block, index) => {
    const mean = block.reduce((sum, value) => sum + value, 0) / block.length
    for (const value of block) squares += (value - mean) ** 2
    return { block: index, count: block.length, mean }
  })
  return { means, squares }
}

describe('chiSquareOnePercent', () => {
  test('falls below once in a hundred, for the table and beyond it', () => {
    for (const degrees of [1, 2, 3, 5, 10, 13, 20, 29, 30, 31, 40, 55, 111, 335, 839]) {
      expect(chiSquareBelow(chiSquareOnePercent(degrees), degrees)).toBeGreaterThan(0.0098)
      expect(chiSquareBelow(chiSquareOnePercent(degrees), degrees)).toBeLessThan(0.0102)
    }
  })

  test('grows with the degrees of freedom, across the end of the table, too', () => {
    for (let degrees = 2; degrees <= 100; degrees += 1) {
      expect(chiSquareOnePercent(degrees)).toBeGreaterThan(chiSquareOnePercent(degrees - 1))
    }
  })
})

describe('blockVariance', () => {
  test('finds no level of their own in blocks of independent values', () => {
    const { normal } = randomStream(2)
    const { means, squares } = blocksOf(
      Array.from({ length: 400 }, (_, index) => Array.from({ length: 2 + (index % 9) }, normal)),
    )
    const variance = blockVariance(means, squares)
    expect(variance.within).toBeCloseTo(1, 1)
    expect(variance.between).toBeLessThan(0.05)
    expect(isAutocorrelated(variance)).toBe(false)
  })

  test('splits the variance of blocks that have a level of their own', () => {
    const { normal } = randomStream(3)
    const blocks = Array.from({ length: 2000 }, () => {
      const level = 0.5 * normal()
      return Array.from({ length: 6 }, () => level + normal())
    })
    const { means, squares } = blocksOf(blocks)
    const variance = blockVariance(means, squares)
    expect(variance.within).toBeCloseTo(1, 1)
    expect(variance.between).toBeCloseTo(0.25, 1)
    expect(variance.usualCount).toBe(6)
  })

  test('takes single values as blocks', () => {
    const { means, squares } = blocksOf([[1], [2], [3], [6]])
    expect(blockVariance(means, squares)).toMatchObject({ mean: 3, within: 0, between: 14 / 3, blocks: 4 })
  })

  test('sees neighbours that agree, and only where they are neighbours', () => {
    const slow = Array.from({ length: 100 }, (_, index) => [Math.floor(index / 10) % 2])
    const { means, squares } = blocksOf(slow)
    expect(isAutocorrelated(blockVariance(means, squares))).toBe(true)
    const apart = means.map((mean) => ({ ...mean, block: mean.block * 2 }))
    expect(blockVariance(apart, squares).lagOne).toBe(0)
  })

  test('sums the correlations of five lags, each freed of its bias, with falling weights', () => {
    const { means, squares } = blocksOf([[1], [-1], [2], [0], [1], [-3]])
    // Of 1, −1, 2, 0, 1, −3 the mean is 0 and the squares sum to 16; six blocks leave one lag of weight ½.
    const variance = blockVariance(means, squares)
    expect(variance.lagOne).toBeCloseTo((-1 - 2 + 0 + 0 - 3) / 16, 12)
    expect(variance.memory).toBeCloseTo(0.5 * (-6 / 16 + 1 / 6), 12)
    expect(variance.memoryError).toBeCloseTo(0.5 / Math.sqrt(6), 12)
  })

  test('sees a slow level under much noise where neighbours alone miss it one time in ten', () => {
    let alone = 0
    let together = 0
    for (let seed = 1; seed <= 200; seed += 1) {
      const { normal } = randomStream(seed)
      let level = 0
      const values = Array.from({ length: 336 }, () => {
        level = 0.88 * level + 0.274 * normal()
        return [level + normal()]
      })
      const { means, squares } = blocksOf(values)
      const variance = blockVariance(means, squares)
      if (isAutocorrelated({ ...variance, memory: 0 })) alone += 1
      if (isAutocorrelated(variance)) together += 1
    }
    expect(alone).toBeLessThan(180)
    expect(together).toBeGreaterThan(185)
  })

  test('takes fewer than two in a hundred independent streams for correlated', () => {
    let correlated = 0
    for (let seed = 1; seed <= 2000; seed += 1) {
      const { normal } = randomStream(seed)
      const { means, squares } = blocksOf(Array.from({ length: 336 }, () => [normal()]))
      if (isAutocorrelated(blockVariance(means, squares))) correlated += 1
    }
    // One direction of four: 0.25 % by its limit.
    expect(correlated).toBeGreaterThan(0)
    expect(correlated).toBeLessThan(20)
  })

  test('gives a constant no variance and no correlation', () => {
    const { means, squares } = blocksOf([[2, 2], [2, 2], [2]])
    expect(blockVariance(means, squares)).toMatchObject({ mean: 2, within: 0, between: 0, lagOne: 0 })
  })
})

describe('longRunFactor', () => {
  const variance = {
    mean: 0,
    between: 1,
    within: 1,
    betweenError: 0,
    usualCount: 1,
    blocks: 14,
    lagOne: 0.25,
    memory: 0.1,
    memoryError: 0.2,
  }

  test('widens for neighbours that agree and never narrows', () => {
    // ρ = 0.25 + 1.75 / 14 = 0.375
    expect(longRunFactor(variance, false)).toBeCloseTo(1.375 / 0.625, 12)
    expect(longRunFactor({ ...variance, lagOne: -0.4 }, false)).toBe(1)
    expect(longRunFactor({ ...variance, lagOne: 1 }, false)).toBeCloseTo(19, 12)
  })

  test('steps to the upper confidence bound where it is asked for, and then minds what lasts', () => {
    expect(longRunFactor(variance, true)).toBeCloseTo((2.2 * 13) / 4.107, 10)
    expect(longRunFactor({ ...variance, memory: 1 }, true)).toBeCloseTo((3 * 13) / 4.107, 10)
  })
})
