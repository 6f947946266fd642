import fc from 'fast-check'
import { expect } from 'vitest'
import { civilDate, daysSinceEpoch } from '../../src/core/civil-date.js'
import { law } from '../support/law.js'

const DAY = 86_400_000

/** As far as a `Date` reaches. */
const days = fc.integer({ min: -100_000_000, max: 100_000_000 })

law('a day has the date that ECMAScript gives it, and the date counts back to the day', days, (day) => {
  const date = new Date(day * DAY)
  expect(civilDate(day)).toEqual({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  })
  const { year, month, day: ofMonth } = civilDate(day)
  expect(daysSinceEpoch(year, month, ofMonth)).toBe(day)
})
