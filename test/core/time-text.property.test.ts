import fc from 'fast-check'
import { formatTime, parseTime } from 'keelson/core'
import { expect } from 'vitest'
import { law } from '../support/law.js'

const YEARS_0_TO_9999 = { min: -62_167_219_200_000, max: 253_402_300_799_999 }

law(
  'a time is written as ECMAScript writes it, and read back',
  fc.integer(YEARS_0_TO_9999),
  (milliseconds) => {
    const text = formatTime(milliseconds)
    expect(text).toBe(new Date(milliseconds).toISOString().replace('.000Z', 'Z'))
    expect(parseTime(text!)).toBe(milliseconds)
  },
)
