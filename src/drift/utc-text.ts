import { type CivilDate, civilDate } from '../core/index.js'
import { DAY_HOURS, HOUR_MS } from './time.js'

const DAY_MS: number = DAY_HOURS * HOUR_MS
const MINUTE_MS = 60_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** The calendar's day and the minutes since its begin, in UTC. */
function utcParts(at: number): CivilDate & { readonly hour: number; readonly minute: number } {
  const days = Math.floor(at / DAY_MS)
  const minutes = Math.floor((at - days * DAY_MS) / MINUTE_MS)
  return { ...civilDate(days), hour: Math.floor(minutes / 60), minute: minutes % 60 }
}

/** `2026-01-05 07:30 UTC`. */
export function utcTime(at: number): string {
  const { year, month, day, hour, minute } = utcParts(at)
  return `${year}-${twoDigits(month)}-${twoDigits(day)} ${twoDigits(hour)}:${twoDigits(minute)} UTC`
}

/** `5 Jan`. */
export function utcDay(at: number): string {
  const { month, day } = utcParts(at)
  return `${day} ${MONTHS[month - 1]}`
}

/** `5 Jan 07:30`. */
export function utcDayTime(at: number): string {
  const { hour, minute } = utcParts(at)
  return `${utcDay(at)} ${twoDigits(hour)}:${twoDigits(minute)}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}
