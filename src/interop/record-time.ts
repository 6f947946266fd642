import { KeelsonError, parseTime } from '../core/index.js'
import type { RecordView } from './record-view.js'

/** Seconds of any year from 1973 to 5138 read as milliseconds of 1970 to 1973: no log is as old. */
const LEAST_MILLISECONDS = 1e11
const NANOSECONDS_PER_MS = 1_000_000
const DIGITS = /^\d{1,20}$/

/**
 * A member that is an RFC 3339 time; `undefined` where it is absent.
 *
 * @throws KeelsonError `interop/invalid-time`
 */
export function textTime(record: RecordView, name: string): number | undefined {
  const text = record.text(name)
  if (text === undefined) return undefined
  const at = parseTime(text)
  if (at === null) throw invalidTime(record, name, 'a time is written as 2026-10-01T12:00:00Z, with its zone')
  return at
}

/**
 * A member that is whole epoch milliseconds.
 *
 * @throws KeelsonError `interop/invalid-time`
 */
export function millisecondTime(record: RecordView, name: string): number | undefined {
  const at = record.number(name)
  if (at === undefined) return undefined
  if (!Number.isSafeInteger(at) || at < LEAST_MILLISECONDS) {
    throw invalidTime(record, name, 'times are in milliseconds: multiply seconds by 1000')
  }
  return at
}

/**
 * A member that is whole epoch nanoseconds, as digits or as a number; 0 counts as absent, as OTLP has it. What is
 * beneath a millisecond is cut.
 *
 * @throws KeelsonError `interop/invalid-time`
 */
export function nanosecondTime(record: RecordView, name: string): number | undefined {
  const value = record.value(name)
  if (value === undefined) return undefined
  const at =
    typeof value === 'string' && DIGITS.test(value)
      ? Number(value.slice(0, -6))
      : typeof value === 'number'
        ? Math.floor(value / NANOSECONDS_PER_MS)
        : Number.NaN
  if (at === 0) return undefined
  if (!(at >= LEAST_MILLISECONDS && at <= Number.MAX_SAFE_INTEGER)) {
    throw invalidTime(record, name, 'times of spans are in nanoseconds since 1970')
  }
  return at
}

/**
 * A member that is an RFC 3339 time, or `[seconds, nanoseconds]` as OpenTelemetry for JavaScript keeps them.
 *
 * @throws KeelsonError `interop/invalid-time`
 */
export function looseTime(record: RecordView, name: string): number | undefined {
  const value = record.value(name)
  if (!Array.isArray(value)) return textTime(record, name)
  const [seconds, nanoseconds] = value as readonly unknown[]
  if (!isWhole(seconds) || !isWhole(nanoseconds) || value.length !== 2) {
    throw invalidTime(record, name, 'a pair is [seconds, nanoseconds] since 1970')
  }
  return seconds === 0 ? undefined : seconds * 1000 + Math.floor(nanoseconds / NANOSECONDS_PER_MS)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function invalidTime(record: RecordView, name: string, help: string): KeelsonError {
  return new KeelsonError('interop/invalid-time', `${name} of ${record.what} is no time`, {
    path: record.pointer(name),
    help,
  })
}
