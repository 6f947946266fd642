import { civilDate, daysSinceEpoch } from './civil-date.js'

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

const MS_PER_DAY = 86_400_000
const MONTH_LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads an RFC 3339 time; a fraction is cut to milliseconds. `Date.parse` is not used: what it takes beyond the
 * format of ECMAScript differs between engines.
 *
 * @returns epoch milliseconds, or `null` where the text is no time
 *
 * @example
 * ```ts
 * import { parseTime } from 'keelson/core'
 * parseTime('1970-01-01T01:00:00.0619+01:00') // => 61
 * parseTime('1970-02-30T00:00:00Z') // => null
 * ```
 */
export function parseTime(text: string): number | null {
  const match = RFC_3339.exec(text)
  if (match === null) return null
  const part = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const monthLength = month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1]
  if (monthLength === undefined || day < 1 || day > monthLength) return null
  if (hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return null
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = (part(9) * 60 + part(10)) * 60_000 * (match[8] === '-' ? -1 : 1)
  const clock = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  return daysSinceEpoch(year, month, day) * MS_PER_DAY + clock - offset
}

/**
 * Writes epoch milliseconds as RFC 3339 in UTC.
 *
 * @returns `null` where they are not whole, or outside the years 0 to 9999
 *
 * @example
 * ```ts
 * import { formatTime } from 'keelson/core'
 * formatTime(1767571200000) // => '2026-01-05T00:00:00Z'
 * ```
 */
export function formatTime(milliseconds: number): string | null {
  if (!Number.isSafeInteger(milliseconds)) return null
  if (milliseconds < EARLIEST || milliseconds > LATEST) return null
  const days = Math.floor(milliseconds / MS_PER_DAY)
  const clock = milliseconds - days * MS_PER_DAY
  const { year, month, day } = civilDate(days)
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
  const hours = padded(Math.floor(clock / 3_600_000), 2)
  const minutes = padded(Math.floor(clock / 60_000) % 60, 2)
  const seconds = padded(Math.floor(clock / 1000) % 60, 2)
  const fraction = clock % 1000 === 0 ? '' : `.${padded(clock % 1000, 3)}`
  return `${date}T${hours}:${minutes}:${seconds}${fraction}Z`
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

const EARLIEST = -62_167_219_200_000
const LATEST = 253_402_300_799_999

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
