import { describe, expect, test } from 'vitest'
import { fitSeason, residualOf, type SeasonValue, stratumOf } from '../../src/drift/season.js'
import { randomStream } from '../support/random-stream.js'

/** Hours since the epoch of Monday, 2026-01-05T00:00Z. */
const MONDAY_HOUR = 490_992

function hourly(days: number, value: (hour: number) => number): SeasonValue[] {
  return Array.from({ length: days * 24 }, (_, hour) => ({
    localHour: MONDAY_HOUR + hour,
    value: value(hour),
    exposure: 1,
  }))
}

const night = (hour: number): number => (hour % 24 < 6 ? 10 : 0)
const weekend = (hour: number): number => (Math.floor(hour / 24) % 7 >= 5 ? 20 : 0)
const mondayNoon = (hour: number): number => (hour % 168 === 12 ? 40 : 0)

describe('stratumOf', () => {
  test.each([
    ['none', 30, 0],
    ['hour-of-day', 30, 6],
    ['hour-and-weekend', 30, 6],
    ['hour-and-weekend', 5 * 24 + 6, 30],
    ['hour-of-week', 30, 30],
    ['hour-of-week', 168 + 30, 30],
    ['hour-of-week', -1, 167],
  ] as const)('%s, %d hours after Monday', (name, hours, stratum) => {
    expect(stratumOf(name, MONDAY_HOUR + hours)).toBe(stratum)
  })

  test('holds before the epoch, too', () => {
    expect(stratumOf('hour-of-week', MONDAY_HOUR - 168 * 4000 + 30)).toBe(30)
  })
})

describe('fitSeason', () => {
  const { normal } = randomStream(7)

  test.each([
    ['none', () => 0],
    ['hour-of-day', night],
    ['hour-and-weekend', (hour: number) => night(hour) + weekend(hour)],
    [
      'hour-of-week',
      (hour: number) => night(hour) + weekend(hour) + mondayNoon(hour) + (hour % 168 === 40 ? 30 : 0),
    ],
  ] as const)('finds %s in three weeks', (name, value) => {
    const fit = fitSeason(hourly(21, (hour) => value(hour) + normal()))
    expect(fit.season.name).toBe(name)
    expect(fit.season.spreads).toBeNull()
  })

  test('finds a spread that follows the hour', () => {
    const { season } = fitSeason(hourly(21, (hour) => (hour % 24 < 12 ? 1 : 8) * normal()))
    expect(season.spreads).not.toBeNull()
    expect(season.spreads![20]! / season.spreads![4]!).toBeGreaterThan(4)
  })

  test('judges every value without its own day', () => {
    const values = hourly(3, (hour) => (hour < 24 ? 100 : 0))
    const { residuals } = fitSeason(values)
    expect(residuals[0]).toBe(100)
    expect(residuals[30]).toBe(-50)
  })

  test('gives an hour that it never saw the level of all', () => {
    const values = hourly(21, (hour) => night(hour) + normal()).filter(
      ({ localHour }) => localHour % 24 !== 3,
    )
    const { season } = fitSeason(values)
    expect(season.name).toBe('hour-of-day')
    expect(Math.abs(residualOf(season, 0, MONDAY_HOUR + 3, 1))).toBeLessThan(2)
  })

  test('of values that follow the hour to the last bit is the hour', () => {
    const { season, residuals } = fitSeason(hourly(14, (hour) => hour % 24))
    expect([season.name, Math.max(...residuals)]).toEqual(['hour-of-day', 0])
  })

  test('of a constant is none, with residuals of 0', () => {
    const { season, residuals } = fitSeason(hourly(14, () => 7))
    expect([season.name, Math.max(...residuals)]).toEqual(['none', 0])
  })

  test('keeps residuals finite whatever the values', () => {
    const { residuals } = fitSeason(
      hourly(4, (hour) => (hour % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE)),
    )
    for (const residual of residuals) expect(Number.isFinite(residual)).toBe(true)
  })
})
