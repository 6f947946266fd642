import { offsetMinutesAt } from './configuration.js'
import { HOUR_MS, hourOf } from './time.js'
import type { UtcOffsetChange } from './types.js'

/** The local hour of an instant, counted from the epoch. */
export function localHourAt(offsets: readonly UtcOffsetChange[], at: number): number {
  return offsets.length === 0 ? hourOf(at) : hourOf(at + offsetMinutesAt(offsets, at) * 60_000)
}

/** The local hour in which an hour of universal time begins. */
export function localHourOf(offsets: readonly UtcOffsetChange[], hour: number): number {
  return localHourAt(offsets, hour * HOUR_MS)
}
