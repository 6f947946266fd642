import { Q16_ONE } from 'keelson/core'
import { LEVEL_CEILING, LEVEL_FLOOR, mixtureEvidence, shiryaevRobertsStep } from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../support/random-stream.js'

describe('shiryaevRobertsStep', () => {
  test('follows R ← (1 + R) e within 1.1 units a step, over 500 steps', () => {
    const { normal } = randomStream(4)
    let level = LEVEL_FLOOR
    let truth = 0
    for (let step = 1; step <= 500; step += 1) {
      const increment = Math.round(0.3 * normal() * Q16_ONE)
      truth = (1 + truth) * 2 ** (increment / Q16_ONE)
      level = shiryaevRobertsStep(level, increment).level
      expect(Math.abs(level - Math.log2(truth) * Q16_ONE)).toBeLessThan(1.1 * step)
    }
  })

  test('gives the newcomer its share of the sum', () => {
    expect(shiryaevRobertsStep(LEVEL_FLOOR, 0).newcomer).toBe(1)
    expect(shiryaevRobertsStep(0, 0).newcomer).toBeCloseTo(1 / 2, 6)
    expect(shiryaevRobertsStep(2 * Q16_ONE, 0).newcomer).toBeCloseTo(1 / 5, 4)
  })

  test('stays between its floor and its ceiling', () => {
    expect(shiryaevRobertsStep(0, -1e12).level).toBe(LEVEL_FLOOR)
    expect(shiryaevRobertsStep(LEVEL_CEILING, 1e9).level).toBe(LEVEL_CEILING)
  })

  test('does not reach A sooner than after A blocks on average where nothing changes', () => {
    // e = exp(λ z − λ²/2) has mean 1 for a standard normal z: the bound on the run length is the theorem itself.
    const threshold = Math.log2(100) * Q16_ONE
    const { normal } = randomStream(5)
    let blocks = 0
    const runs = 400
    for (let run = 0; run < runs; run += 1) {
      let level = LEVEL_FLOOR
      while (level < threshold) {
        level = shiryaevRobertsStep(level, Math.round((0.8 * normal() - 0.32) * Math.LOG2E * Q16_ONE)).level
        blocks += 1
      }
    }
    expect(blocks / runs).toBeGreaterThan(100)
  })
})

describe('mixtureEvidence', () => {
  test('is the log of the weighted sum', () => {
    const levels = [3 * Q16_ONE, 5 * Q16_ONE]
    const weights = [-Q16_ONE, -Q16_ONE]
    expect(mixtureEvidence(levels, weights)).toBe(Math.round(Math.log2(20) * Q16_ONE))
  })
})
