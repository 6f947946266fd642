export const HOUR_MS = 3_600_000

/** A cell of the coarse history, in hours. */
export const CELL_HOURS = 6

export const DAY_HOURS = 24

/** Hours that are kept bin by bin; older ones keep their sums, and their bins in cells of six hours. */
const DENSE_HOURS = 48

/**
 * Hours that are kept at all after the freeze; older ones are folded into the detector. 30 days, and two for the
 * lateness bound and for folding whole days.
 */
const RING_HOURS = 768

/** Hours that are kept before the freeze. */
export const SAMPLE_HOURS = 840

/** The hour that an instant lies in, counted from the epoch. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}

/** The largest multiple of `step` that is not above the value; true for negative values, too. */
export function alignDown(value: number, step: number): number {
  return Math.floor(value / step) * step
}

/** The first hour that is not sealed at an instant. */
export function sealedEnd(at: number, latenessMs: number): number {
  return Math.floor((at - latenessMs) / HOUR_MS)
}

/** The first hour that is kept bin by bin once a feature has been seen up to this hour. */
export function denseStart(latestHour: number): number {
  return alignDown(latestHour - DENSE_HOURS, CELL_HOURS)
}

/** The first hour that is not folded once a feature has been seen up to this hour. */
export function foldEnd(latestHour: number): number {
  return alignDown(latestHour - RING_HOURS, DAY_HOURS)
}
