import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addCategory,
  addSample,
  type CategorySample,
  categoryCounts,
  cloneCategorySample,
  emptyCategorySample,
  levelOf,
  SAMPLE_BUDGET,
} from '../../src/drift/category-sample.js'
import { law } from '../support/law.js'
import { randomStream } from '../support/random-stream.js'

const BUDGET = 200

/** More categories than fit, at levels as rare as real ones. */
const drawn = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3)), {
  maxLength: 120,
})

function sampleOf(observations: readonly (readonly [number, number])[]): CategorySample {
  const sample = emptyCategorySample()
  for (const [category, level] of observations) addCategory(sample, `c${category}`, level, 1, BUDGET)
  return sample
}

describe('a sample of categories', () => {
  law(
    'is the same in any order, and counts exactly what its level takes',
    drawn.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    ),
    ([all, shuffled]) => {
      const sample = sampleOf(all)
      expect(sampleOf(shuffled)).toEqual(sample)
      expect(sample.cost).toBeLessThanOrEqual(BUDGET)
      const taken = all.filter(([, level]) => level >= sample.level)
      for (const [category, count] of categoryCounts(sample)) {
        expect(count).toBe(taken.filter(([name]) => `c${name}` === category).length)
      }
      expect(new Set(taken.map(([name]) => name)).size).toBe(sample.counts.size)
    },
  )

  law(
    'merges to the sample of all, and what is common can be taken away',
    fc.tuple(drawn, drawn, drawn),
    (parts) => {
      const [common, left, right] = parts
      const merged = sampleOf([...common, ...left])
      addSample(merged, sampleOf([...common, ...right]), 1, BUDGET)
      addSample(merged, sampleOf(common), -1, BUDGET)
      expect(merged).toEqual(sampleOf([...common, ...left, ...right]))
    },
  )

  test('of a million categories stays small, and keeps what is frequent in proportion', () => {
    const { uniform } = randomStream(3)
    const sample = emptyCategorySample()
    for (let index = 0; index < 1_000_000; index += 1) {
      const category = index % 4 === 0 ? 'frequent' : `id ${index}`
      const hash = Math.floor(uniform() * 2 ** 48)
      addCategory(sample, category, levelOf(hash), 1, SAMPLE_BUDGET)
    }
    expect(sample.cost).toBeLessThanOrEqual(SAMPLE_BUDGET)
    const counts = new Map(categoryCounts(sample))
    let total = 0
    for (const count of counts.values()) total += count
    expect(counts.get('frequent')! / total).toBeGreaterThan(0.05)
    expect(Math.max(...counts.values())).toBe(counts.get('frequent'))
  })

  test('a copy goes its own way', () => {
    const sample = sampleOf([[1, 0]])
    addCategory(cloneCategorySample(sample), 'c1', 0, 5, BUDGET)
    expect(categoryCounts(sample)).toEqual([['c1', 1]])
  })
})
