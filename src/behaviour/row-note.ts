// The note of a row in an actor's table: one more than the day it was last counted on (16 bits, 0 for never), how many
// days it was counted on (2 bits, three at most), and what it gained on that day (14 bits).
const MOST_GAINED = 0x3fff

export function packNote(day: number, support: number, gained: number): number {
  return (((day + 1) << 16) | (support << 14) | Math.min(gained, MOST_GAINED)) >>> 0
}

export function dayOf(note: number): number {
  return (note >>> 16) - 1
}

export function supportOf(note: number): number {
  return (note >>> 14) & 3
}

export function gainedOn(note: number, day: number): number {
  return dayOf(note) === day ? note & MOST_GAINED : 0
}
