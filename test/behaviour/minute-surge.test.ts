import fc from 'fast-check'
import { Q16_ONE } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { type MinuteSurge, noSurge, surgeBits, surgeWith } from '../../src/behaviour/minute-surge.js'
import { law } from '../support/law.js'

const ONE_EVENT = 16
const MINUTE = 60_000
const FIRST = 1000

/** So many events in each minute from the first one on. */
function surgeOf(counts: readonly number[]): MinuteSurge {
  let surge = noSurge(FIRST * MINUTE)
  counts.forEach((count, minute) => {
    for (let event = 0; event < count; event += 1) {
      surge = surgeWith(surge, (FIRST + minute) * MINUTE, ONE_EVENT, FIRST)
    }
  })
  return surge
}

describe('events of an actor in a minute', () => {
  test('say log2(1 + a log2(a / mean) - (a - mean) log2 e) beyond the mean', () => {
    // Ten quiet minutes with two events ebb to 2 + 1 each, but for the last: a is 8 + 1.
    const surge = surgeOf([...Array.from({ length: 10 }, () => 0), 2, 8])
    const [count, mean] = [9, (1 + 2) / 12]
    const bound = count * Math.log2(count / mean) - (count - mean) * Math.LOG2E
    expect(surgeBits(surge, FIRST) / Q16_ONE).toBeCloseTo(Math.log2(1 + bound), 4)
  })

  test('say nothing at or below the mean', () => {
    expect(surgeBits(surgeOf([1, ...Array.from({ length: 40 }, () => 3), 1]), FIRST)).toBe(0)
  })

  test('that come late belong to the latest minute', () => {
    const surge = surgeOf([3, 3])
    expect(surgeWith(surge, FIRST * MINUTE, ONE_EVENT, FIRST)).toEqual(
      surgeWith(surge, (FIRST + 1) * MINUTE, ONE_EVENT, FIRST),
    )
  })
})

const someMinutes = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })

law(
  'a minute adds to the mean at most four events or twice the mean, and as much again as it ebbs',
  fc.tuple(someMinutes, fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 90 })),
  ([before, flood, gap]) => {
    const usual = surgeOf([...before, 0])
    const flooded = surgeWith(usual, (FIRST + before.length) * MINUTE, flood * ONE_EVENT, FIRST)
    const at = (FIRST + before.length + gap) * MINUTE
    const most = Math.max(4 * ONE_EVENT, (2 * (flooded.past + ONE_EVENT)) / (before.length + 1))
    expect(surgeWith(flooded, at, ONE_EVENT, FIRST).past - flooded.past).toBeLessThanOrEqual(2 * most)
  },
)

law(
  'more events never say less',
  fc.tuple(someMinutes, fc.integer({ min: 1, max: 500 })),
  ([before, more]) => {
    const usual = surgeOf(before)
    const surge = { ...usual, count: usual.count + more * ONE_EVENT }
    expect(surgeBits(surge, FIRST)).toBeGreaterThanOrEqual(surgeBits(usual, FIRST))
  },
)
