import { compareCodePoints } from '../core/index.js'
import { type Calibration, emptyCalibration } from './calibration.js'
import { CountTable, ONE_EVENT } from './count-table.js'
import { type Lexicon, TOTAL } from './lexicon.js'

/** Over all actors, so many times as many values are kept as for one group. */
export const ALL_CAPACITY = 8

/** Actors that a group remembers by hash for one value; more than this many read as this many. */
export const MOST_PEERS = 32

/** Actors who do the same work, by declaration, and what they have done. */
export interface PeerGroup {
  readonly counts: CountTable
  /** UTC day of the first event. */
  readonly firstDay: number
  /** UTC day of the latest event. */
  readonly lastDay: number
  readonly frozen: boolean
  /** By field: the median over actors of a day's mean surprisal, in Q16 bits. */
  readonly expectation: Int32Array
  /** By field: how far the group as a whole has moved off its anchors, in Q16 bits. */
  readonly movement: Int32Array
}

/**
 * All that actors share: what their peers do, what everybody does, and how large scores usually are. It changes only
 * when a day closes, by being replaced, so that every event of a day is judged by the same population and no actor
 * can shift it within the day.
 */
export interface Population {
  /** Over all actors. The note of a total row holds how many distinct values it sums, live and frozen. */
  readonly all: CountTable
  readonly groups: ReadonlyMap<string, PeerGroup>
  /** UTC day of the first event; -1 before there is any. */
  readonly firstDay: number
  readonly frozen: boolean
  /** Attribute names that are fields, with their positions. */
  readonly slots: ReadonlyMap<string, number>
  readonly calibration: Calibration
}

export function emptyPopulation(): Population {
  return {
    all: new CountTable(),
    groups: new Map(),
    firstDay: -1,
    frozen: false,
    slots: new Map(),
    calibration: emptyCalibration(),
  }
}

/** What a day adds to a value of a group: weight in sixteenths of an event, and hashes of the actors it was seen with. */
export interface OpenCount {
  readonly field: number
  readonly context: number
  readonly value: number
  weight: number
  readonly actors: number[]
}

/** Adds a day's counts to a table. */
export function addCounts(table: CountTable, added: Iterable<OpenCount>, withPeers: boolean): void {
  for (const { field, context, value, weight, actors } of added) {
    const row = table.open(field, context, value)
    table.setCount(row, table.count(row) + weight)
    if (withPeers && actors.length > 0) table.setPeers(row, unite(table.peers(row), actors))
  }
}

// The smallest hashes are kept, so that the outcome depends on who was seen and not on the order.
function unite(known: readonly number[], added: readonly number[]): readonly number[] {
  const all = new Set([...known, ...added])
  return [...all].sort((left, right) => left - right).slice(0, MOST_PEERS)
}

// Beyond this, the counts of a field in one context are halved: old habits weigh less than new ones.
const MOST_COUNTED = 65_536 * ONE_EVENT

/**
 * Bounds a population table: halves counts that have grown large, keeps of each field the `capacity` values seen with
 * the most peers and most often, and notes with each total how many distinct values it sums. Frozen values stay: an
 * anchor does not move by itself.
 */
export function tidy(table: CountTable, capacity: number, lexicon: Lexicon): void {
  halveLarge(table)
  const fields = new Map<number, number[]>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.anchor(row) > 0) continue
    const rows = fields.get(table.fieldOf(row))
    if (rows === undefined) fields.set(table.fieldOf(row), [row])
    else rows.push(row)
  }
  const dropped = new Set<number>()
  for (const rows of fields.values()) {
    if (rows.length <= capacity) continue
    rows.sort((left, right) => byStanding(table, left, right, lexicon))
    for (const row of rows.slice(capacity)) dropped.add(row)
  }
  table.retain((row) => !dropped.has(row) && (table.count(row) > 0 || table.anchor(row) > 0))
  noteDistinct(table)
}

/** Makes the table's counts its anchor. */
export function freezeTable(table: CountTable, capacity: number, lexicon: Lexicon): void {
  for (let row = 0; row < table.size; row += 1) table.setAnchor(row, 0)
  tidy(table, capacity, lexicon)
  for (let row = 0; row < table.size; row += 1) table.setAnchor(row, table.count(row))
  noteDistinct(table)
}

/** Distinct values under a total row: of what is learnt, or of what was frozen. */
export function distinctValues(table: CountTable, totalRow: number, reading: 'count' | 'anchor'): number {
  const note = table.note(totalRow)
  return reading === 'count' ? note & 0xffff : note >>> 16
}

function halveLarge(table: CountTable): void {
  const large = new Set<number>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.isTotal(row) && table.count(row) > MOST_COUNTED) large.add(row)
  }
  if (large.size === 0) return
  for (let row = 0; row < table.size; row += 1) {
    const total = table.find(table.fieldOf(row), table.contextOf(row), TOTAL)
    if (large.has(total)) table.setCount(row, Math.floor(table.count(row) / 2))
  }
}

function noteDistinct(table: CountTable): void {
  const live = new Map<number, number>()
  const frozen = new Map<number, number>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.isTotal(row) || table.peers(row).length > 1) continue
    const total = table.find(table.fieldOf(row), table.contextOf(row), TOTAL)
    live.set(total, (live.get(total) ?? 0) + table.count(row))
    frozen.set(total, (frozen.get(total) ?? 0) + table.anchor(row))
  }
  for (let row = 0; row < table.size; row += 1) {
    if (!table.isTotal(row)) continue
    const a = table.count(row) === 0 ? 0 : Math.floor(((live.get(row) ?? 0) * 65535) / table.count(row))
    const b = table.anchor(row) === 0 ? 0 : (globalThis as any).process.env.FRZ ? table.note(row) >>> 16 : Math.floor(((frozen.get(row) ?? 0) * 65535) / table.anchor(row))
    table.setNote(row, ((b << 16) | a) >>> 0)
  }
}

// INVARIANT: a total stands at least as high as every value it sums (it has their peers and their counts), and wins
// ties, so that no value outlives its total.
function byStanding(table: CountTable, left: number, right: number, lexicon: Lexicon): number {
  return (
    table.peers(right).length - table.peers(left).length ||
    table.count(right) - table.count(left) ||
    Number(table.isTotal(right)) - Number(table.isTotal(left)) ||
    compareCodePoints(lexicon.textOf(table.valueOf(left)), lexicon.textOf(table.valueOf(right))) ||
    compareCodePoints(lexicon.textOf(table.contextOf(left)), lexicon.textOf(table.contextOf(right)))
  )
}
