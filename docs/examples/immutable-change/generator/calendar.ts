export const MINUTE = 60_000
export const HOUR: number = 60 * MINUTE
export const DAY: number = 24 * HOUR

/** 2026-10-01T00:00:00Z, a Thursday, in epoch milliseconds. */
export const START = 1_790_812_800_000

/** Day 0 is 1 October, day 30 the last of the month. */
export const DAYS = 31

/** The platform team rolls out new clients for everybody, people and machines, on this day: nothing is wrong with it. */
export const CLIENT_UPGRADE_DAY = 15

/** Minutes ahead of UTC from a day on; summer time ends on the 25th where it is kept, in America a week later. */
export type Zone = readonly (readonly [fromDay: number, minutes: number])[]

const SUMMER_TIME_ENDS = 24

type ZoneName = 'lisbon' | 'london' | 'stockholm' | 'telAviv' | 'lagos' | 'bengaluru' | 'newYork'

export const ZONES: Readonly<Record<ZoneName, Zone>> = {
  lisbon: [
    [0, 60],
    [SUMMER_TIME_ENDS, 0],
  ],
  london: [
    [0, 60],
    [SUMMER_TIME_ENDS, 0],
  ],
  stockholm: [
    [0, 120],
    [SUMMER_TIME_ENDS, 60],
  ],
  telAviv: [
    [0, 180],
    [SUMMER_TIME_ENDS, 120],
  ],
  lagos: [[0, 60]],
  bengaluru: [[0, 330]],
  newYork: [[0, -240]],
}

export const UTC: Zone = [[0, 0]]

/** Epoch milliseconds of a local wall-clock minute of a day. */
export function atLocalMinute(zone: Zone, day: number, minute: number): number {
  let offset = 0
  for (const [fromDay, minutes] of zone) if (day >= fromDay) offset = minutes
  return START + day * DAY + (minute - offset) * MINUTE
}

/** 0 is Sunday, as in most calendars of the trade. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7
}
