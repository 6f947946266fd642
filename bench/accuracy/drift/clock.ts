/** The grid of all streams: six values an hour from Monday, 2026-01-05T00:00Z, of which the first 14 days are the anchor. */
const HOUR = 3_600_000
export const DAY: number = 24 * HOUR
export const STEP = 600_000
export const POINTS_A_DAY = 144
export const MONDAY = 1_767_571_200_000
export const ANCHOR_DAYS = 14
export const ANCHOR_POINTS: number = ANCHOR_DAYS * POINTS_A_DAY
/** Streams that change do so at the begin of this day. */
export const CHANGE_DAY = 30
/** How late a value may come: an alarm can be seen this long after its hour. */
export const LATENESS = 300_000
/** No seed from here on was looked at while the detector was being made. */
export const FIRST_SEED = 30_000

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
