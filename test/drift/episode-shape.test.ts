import { describe, expect, test } from 'vitest'
import type { CellMean } from '../../src/drift/cell-history.js'
import { shapeOf } from '../../src/drift/episode-shape.js'
import { randomStream } from '../support/random-stream.js'

/** Cells of six hours over some days, change on day 10, with noise of the given size. */
function cells(days: number, deviation: (day: number) => number, noise = 0.05): CellMean[] {
  const { normal } = randomStream(8)
  return Array.from({ length: days * 4 }, (_, index) => ({
    hour: index * 6,
    deviation: deviation((index * 6 + 3) / 24 - 10) + noise * normal(),
    weight: 1 / (noise * noise),
  }))
}

const ramp = (length: number) => (day: number) => 0.6 * Math.max(0, Math.min(1, day / length))

describe('shapeOf', () => {
  test.each([
    ['a step', 20, (day: number) => (day > 0 ? 0.6 : 0), 'abrupt'],
    ['a step a day ago', 11, (day: number) => (day > 0 ? 0.6 : 0), 'abrupt'],
    ['a ramp of half a day', 20, ramp(0.5), 'abrupt'],
    ['a ramp of three days', 20, ramp(3), 'gradual'],
    ['a ramp of seven days', 27, ramp(7), 'gradual'],
    ['a ramp of twelve days', 24, ramp(12), 'slow-poisoning'],
    [
      'a ramp that still grows after twelve days',
      22,
      (day: number) => 0.05 * Math.max(0, day),
      'slow-poisoning',
    ],
  ] as const)('of %s', (_, days, deviation, verdict) => {
    expect(shapeOf(cells(days, deviation)).verdict).toBe(verdict)
  })

  test('dates the begin of a ramp to an interval that holds it', () => {
    const { onsetFrom, onsetTo } = shapeOf(cells(24, ramp(6)))
    expect(onsetFrom).toBeLessThanOrEqual(240)
    expect(onsetTo).toBeGreaterThanOrEqual(240)
    expect(onsetTo - onsetFrom).toBeLessThan(48)
  })

  test('takes a single cell for a step', () => {
    expect(shapeOf([{ hour: 60, deviation: 0.9, weight: 100 }])).toEqual({
      verdict: 'abrupt',
      onsetFrom: 60,
      onsetTo: 66,
    })
  })

  test('takes deviations beyond what scores can show', () => {
    expect(shapeOf(cells(20, (day) => (day > 0 ? 1.5 : 0))).verdict).toBe('abrupt')
  })
})
