import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,64}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

const MONTH_LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const SECONDS_PER_DAY = 86_400

/**
 * Instants as RFC 3339 writes them: `2026-01-01T00:00:00Z`, `2026-01-01T01:00:00+01:00` and `2026-01-01T00:00:00.000Z`
 * are one value. Fractions count to the last digit; leap seconds, which POSIX time cannot tell apart, are no value.
 *
 * @example
 * ```ts
 * import { rfc3339Time } from 'keelson/diff'
 * rfc3339Time.canonical('1970-01-01T01:00:00.50+01:00') // => '0.5'
 * rfc3339Time.canonical('1970-02-30T00:00:00Z') // => undefined
 * ```
 */
export const rfc3339Time: ValueSemantics = { name: 'time', canonical: canonicalTime }

/** Seconds since 1970-01-01T00:00:00Z, as text, with what is beneath a second in decimals. */
function canonicalTime(value: JsonValue): JsonValue | undefined {
  const match = typeof value === 'string' ? TIME.exec(value) : null
  if (match === null) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const year = part(1)
  const month = part(2)
  const day = part(3)
  const monthLength = month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1]
  if (monthLength === undefined || day < 1 || day > monthLength) return undefined
  if (part(4) > 23 || part(5) > 59 || part(6) > 59 || part(9) > 23 || part(10) > 59) return undefined
  const offset = (part(9) * 60 + part(10)) * 60 * (match[8] === '-' ? -1 : 1)
  const clock = (part(4) * 60 + part(5)) * 60 + part(6)
  const seconds = daysSinceEpoch(year, month, day) * SECONDS_PER_DAY + clock - offset
  const fraction = (match[7] ?? '').replace(/0+$/, '')
  // The fraction counts upwards from the second, also before 1970: as text this stays one form per instant.
  return fraction === '' ? String(seconds) : `${seconds}.${fraction}`
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

// Counts from 1 March, so that the leap day is the last of its year (Hinnant, days_from_civil).
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return shifted * 365 + leapDays + dayOfYear - 719_468
}
