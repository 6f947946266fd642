import { KeelsonError } from '../core/index.js'

// ISO 8601 with an explicit zone: what Date.parse reads the same way in every engine and time zone.
const ISO_INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/

/**
 * Reads a time of the command line: epoch milliseconds, or an ISO 8601 instant with its zone.
 *
 * @returns epoch milliseconds
 * @throws KeelsonError `cli/invalid-time`
 */
export function readTime(text: string): number {
  const milliseconds = /^\d+$/.test(text)
    ? Number(text)
    : ISO_INSTANT.test(text)
      ? Date.parse(text)
      : Number.NaN
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0) return milliseconds
  throw new KeelsonError('cli/invalid-time', `"${text.slice(0, 40)}" is not a time`, {
    help: 'write 2026-10-01T00:00:00Z, or milliseconds since 1970',
  })
}

/** The greatest time, either way, that has a date (ECMA-262, Time Values and Time Range). */
const LAST_DATE = 8.64e15

/** A time for people, in UTC: `2026-10-24 03:12:09Z`; one without a date, which a request may hold, in milliseconds. */
export function formatTime(at: number): string {
  if (Math.abs(at) > LAST_DATE) return `${at} ms`
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
}
