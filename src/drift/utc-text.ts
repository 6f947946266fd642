import { DAY_HOURS, HOUR_MS } from './time.js'

const DAY_MS: number = DAY_HOURS * HOUR_MS
const MINUTE_MS = 60_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** Parts of an instant in UTC, in the Gregorian calendar. */
interface UtcParts {
  readonly year: number
  /** 0 for January. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

/**
 * Takes an instant apart without a clock's library. Source: the civil calendar by eras of 400 years that begin in
 * March (Baum, "Date Algorithms", 1998; Hinnant, "chrono-compatible low-level date algorithms", 2013).
 */
function utcParts(at: number): UtcParts {
  const days = Math.floor(at / DAY_MS)
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = (marchMonth + 2) % 12
  const minutes = Math.floor((at - days * DAY_MS) / MINUTE_MS)
  return {
    year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
  }
}

/** `2026-01-05 07:30 UTC`. */
export function utcTime(at: number): string {
  const { year, month, day, hour, minute } = utcParts(at)
  return `${year}-${twoDigits(month + 1)}-${twoDigits(day)} ${twoDigits(hour)}:${twoDigits(minute)} UTC`
}

/** `5 Jan`. */
export function utcDay(at: number): string {
  const { month, day } = utcParts(at)
  return `${day} ${MONTHS[month]}`
}

/** `5 Jan 07:30`. */
export function utcDayTime(at: number): string {
  const { hour, minute } = utcParts(at)
  return `${utcDay(at)} ${twoDigits(hour)}:${twoDigits(minute)}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}
