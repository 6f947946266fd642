import fc from 'fast-check'
import { Q16_ONE } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { scaleOf } from '../../src/behaviour/calibration.js'
import { binOf, type DayOfScores, ScoreRing, sumScale } from '../../src/behaviour/score-ring.js'
import { law } from '../support/law.js'
import { dayOfScores } from './day-of-scores.js'

const scale = sumScale(1.5)
const score = fc.integer({ min: -40 * Q16_ONE, max: 240 * Q16_ONE })

const dayOf = (scores: readonly number[], day = 0): DayOfScores => dayOfScores(scale, scores, day)

law(
  'a p-value is one more than the scores at least as large, over one more than all',
  fc.tuple(fc.array(score), score),
  ([scores, one]) => {
    const ring = new ScoreRing(scale, [dayOf(scores)])
    const atLeast = scores.filter((other) => binOf(scale, other) >= binOf(scale, one)).length
    expect(ring.events).toBe(scores.length)
    expect(ring.pValue(one)).toBe((1 + atLeast) / (1 + scores.length))
  },
)

law(
  'a p-value is the larger of the ranks among all and among those from a day on, once these are 999',
  fc.tuple(
    fc.array(score, { minLength: 1, maxLength: 40 }),
    fc.array(score, { minLength: 1, maxLength: 40 }),
    fc.integer({ min: 1, max: 60 }),
    score,
  ),
  ([before, after, copies, one]) => {
    const later = Array.from({ length: copies }, () => after).flat()
    const days = [dayOf(before, 3), dayOf(later, 4)]
    const ring = new ScoreRing(scale, days, 4)
    const all = new ScoreRing(scale, days)
    const own = new ScoreRing(scale, days.slice(1))
    const isEnough = later.length >= 999
    expect(ring.pValue(one)).toBe(isEnough ? Math.max(all.pValue(one), own.pValue(one)) : all.pValue(one))
    expect(ring.rankedAmong).toBe(isEnough ? later.length : before.length + later.length)
    expect(ring.evidence(one)).toBe(all.evidence(one))
    expect(new ScoreRing(scale, days, 3).pValue(one)).toBe(all.pValue(one))
    expect(new ScoreRing(scale, days, 5).pValue(one)).toBe(all.pValue(one))
  },
)

law(
  'evidence never falls as the score rises',
  fc.tuple(fc.array(score, { minLength: 90, maxLength: 300 }), score, score),
  ([scores, one, other]) => {
    const ring = new ScoreRing(scale, [dayOf(scores)])
    const [low, high] = [Math.min(one, other), Math.max(one, other)]
    expect(ring.evidence(low)).toBeGreaterThanOrEqual(0)
    expect(ring.evidence(high)).toBeGreaterThanOrEqual(ring.evidence(low))
  },
)

describe('a ring', () => {
  const spread = Array.from({ length: 1000 }, (_, at) => at * (Q16_ONE / 16))

  test('forgets the eighth day back', () => {
    let ring = new ScoreRing(scale)
    for (let day = 0; day < 9; day += 1) ring = ring.withDay(dayOf([day * Q16_ONE]))
    expect(ring.events).toBe(7)
    expect(ring.pValue(2 * Q16_ONE)).toBe(1)
    expect(ring.withDay(dayOf([]))).toBe(ring)
  })

  test('of fused evidence forgets the fifteenth, and that of sessions the eighth', () => {
    const held = (ranked: 'fused' | 'session'): number => {
      let ring = new ScoreRing(scaleOf(ranked))
      for (let day = 0; day < 20; day += 1) ring = ring.withDay(dayOf([Q16_ONE], day))
      return ring.events
    }
    expect([held('fused'), held('session')]).toEqual([14, 7])
  })

  test('counts the top hundredth as exceedances, and none while it is empty', () => {
    const ring = new ScoreRing(scale, [dayOf(spread)])
    expect(spread.filter((one) => ring.isExceedance(one))).toHaveLength(10)
    expect(new ScoreRing(scale).isExceedance(spread[999]!)).toBe(false)
  })

  test('goes by rank up to the top twentieth, and on by bits of score at the rate of its scale', () => {
    const ring = new ScoreRing(scale, [dayOf(spread)])
    // One score in two is as large as the median: one bit.
    expect(ring.evidence(spread[500]!) / Q16_ONE).toBeCloseTo(1, 2)
    // log2(20), and a bit and a half for each bit of score.
    const start = ring.evidence(spread[951]!)
    expect(start / Q16_ONE).toBeCloseTo(4.3219 + (1.5 * 2) / 16, 2)
    expect((ring.evidence(spread[951]! + 7 * Q16_ONE) - start) / Q16_ONE).toBeCloseTo(10.5, 3)
  })

  test('takes the score itself for evidence while it is too young to show a tail', () => {
    const ring = new ScoreRing(scale, [dayOf(spread.slice(0, 99))])
    expect(ring.evidence(5 * Q16_ONE)).toBe(5 * Q16_ONE)
    expect(ring.evidence(-Q16_ONE)).toBe(0)
  })
})
