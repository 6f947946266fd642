import { log2Q16 } from '../core/index.js'
import { type CountTable, ONE_EVENT } from './count-table.js'
import { FIELD } from './fields.js'

/**
 * Fields that are metered: what an actor does, where, when and for whom. Addresses, versions of clients and names of
 * single resources change for everybody as systems do, and say little of where an actor is heading.
 */
const METERED: readonly number[] = [
  FIELD.action,
  FIELD.resourceKind,
  FIELD.actionForIntent,
  FIELD.sequence,
  FIELD.namespace,
  FIELD.environment,
  FIELD.actionInNamespace,
  FIELD.hourOfWeek,
  FIELD.role,
  FIELD.intent,
  FIELD.onBehalfOf,
  FIELD.provenance,
]

/** Bits in a meter are Q14, in 16 bits each. */
const METER_ONE = 16_384

// By field: one more than the distance at the latest reading, the sum, and one more than the week in which it left
// zero. Then one more than the week of the latest reading.
const WORDS = 3
const DISTANCE = 0
const SUM = 1
const SINCE = 2
const WEEK: number = METERED.length * WORDS
const LARGEST = 0xffff

/** How far the counts of an actor have moved off its anchor, by field, week by week. */
export type DriftMeter = Uint16Array

/** Words of a meter. */
export const METER_WORDS: number = WEEK + 1

export function newMeter(): DriftMeter {
  return new Uint16Array(METER_WORDS)
}

// The sum of a field alarms at this height; docs/behaviour.md tells the rate of false alarms, measured.
const ALARM: number = METER_ONE / 32
/** A growth of the distance that is no drift, in each week. */
const TOLERANCE: number = METER_ONE / 256
// Two samples of n and m events from one distribution over k values are (k - 1)(1/n + 1/m) / (8 ln 2) bits apart in
// the mean; half of that may be added in a week.
const CHANCE: number = METER_ONE * ONE_EVENT * 0.18033688011112042 * 0.5

/** Height at which a sum alarms, in bits. */
export const ALARM_BITS: number = ALARM / METER_ONE

/** The UTC week of a day, from Monday to Monday. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7)
}

/** What a meter says of one field. */
export interface FieldReading {
  readonly field: number
  /** Bits between the live counts and the anchor, at the latest reading. */
  readonly distance: number
  /** The sum of what the distance has grown by, beyond its allowances. */
  readonly sum: number
  /** The week in which the sum left zero; -1 while it is zero. */
  readonly since: number
  readonly isDrifting: boolean
}

export function readingsOf(meter: DriftMeter): readonly FieldReading[] {
  return METERED.map((field, position) => {
    const at = position * WORDS
    return {
      field,
      distance: Math.max(0, meter[at + DISTANCE]! - 1) / METER_ONE,
      sum: meter[at + SUM]! / METER_ONE,
      since: meter[at + SINCE]! - 1,
      isDrifting: meter[at + SUM]! >= ALARM,
    }
  })
}

/** Whether the week of a day has had no reading yet. */
export function isReadingDue(meter: DriftMeter, day: number): boolean {
  return meter[WEEK]! <= weekOf(day)
}

/**
 * Takes the reading of a week in which there was none yet: the actor's first event of the week does.
 *
 * @param follows whether the anchor of a field is what is learnt at present, so that nothing can be off it
 */
export function readMeter(
  meter: DriftMeter,
  counts: CountTable,
  day: number,
  follows: (field: number) => boolean,
): void {
  if (!isReadingDue(meter, day)) return
  const week = weekOf(day)
  meter[WEEK] = week + 1
  const fields = rowsByField(counts)
  METERED.forEach((field, position) => {
    const rows = fields.get(field)
    if (rows === undefined || follows(field)) return
    const { distance, allowance } = distanceOf(counts, rows)
    const start = position * WORDS
    const before = meter[start + DISTANCE]! - 1
    meter[start + DISTANCE] = Math.round(distance) + 1
    // The first reading is what the next ones are compared with.
    if (before < 0) return
    const growth = Math.round(distance) - before - Math.round(allowance)
    const sum = Math.max(0, Math.min(LARGEST, meter[start + SUM]! + growth))
    if (sum === 0) meter[start + SINCE] = 0
    else if (meter[start + SUM] === 0) meter[start + SINCE] = week + 1
    meter[start + SUM] = sum
  })
}

/** Sets these fields (`null`: all) back: their anchor is what the actor does now. */
export function resetMeter(meter: DriftMeter, fields: readonly number[] | null): void {
  METERED.forEach((field, position) => {
    if (fields !== null && !fields.includes(field)) return
    meter.fill(0, position * WORDS, (position + 1) * WORDS)
  })
}

/** Rows by field, without totals. */
export function rowsByField(table: CountTable): Map<number, number[]> {
  const fields = new Map<number, number[]>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.isTotal(row)) continue
    const rows = fields.get(table.fieldOf(row))
    if (rows === undefined) fields.set(table.fieldOf(row), [row])
    else rows.push(row)
  }
  return fields
}

interface Distance {
  /** In the meter's bits. */
  readonly distance: number
  readonly allowance: number
}

function distanceOf(table: CountTable, rows: readonly number[]): Distance {
  const { live, anchor } = sumsOf(table, rows)
  if (live === 0 || anchor === 0) return { distance: 0, allowance: 0 }
  let sum = 0
  let values = 0
  for (const row of rows) {
    if (table.count(row) === 0 && table.anchor(row) === 0) continue
    sum += valueDistance(table, row, live, anchor)
    values += 1
  }
  const allowance = TOLERANCE + CHANCE * (values - 1) * (1 / live + 1 / anchor)
  return { distance: sum / (65_536 / METER_ONE), allowance }
}

export function sumsOf(table: CountTable, rows: readonly number[]): { live: number; anchor: number } {
  let live = 0
  let anchor = 0
  for (const row of rows) {
    live += table.count(row)
    anchor += table.anchor(row)
  }
  return { live, anchor }
}

/**
 * What one value adds to the Jensen–Shannon divergence of live and frozen shares, p and q: half of
 * p log2(2p / (p + q)) + q log2(2q / (p + q)), at least 0, as a whole number of Q16 bits, so that a sum of them is the
 * same in any order.
 */
export function valueDistance(table: CountTable, row: number, live: number, anchor: number): number {
  const p = table.count(row) / live
  const q = table.anchor(row) / anchor
  const half = (p + q) / 2
  const ofP = p > 0 ? p * log2Q16(p / half) : 0
  const ofQ = q > 0 ? q * log2Q16(q / half) : 0
  return Math.max(0, Math.round((ofP + ofQ) / 2))
}
