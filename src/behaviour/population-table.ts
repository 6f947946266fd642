import { compareCodePoints } from '../core/index.js'
import { type CountTable, ONE_EVENT } from './count-table.js'
import { type Lexicon, TOTAL } from './lexicon.js'
import { addPeer } from './peers.js'

/** Adds a day's counts to a table of many actors. */
export function addCounts(table: CountTable, added: CountTable): void {
  for (let from = 0; from < added.size; from += 1) {
    const row = table.open(added.fieldOf(from), added.contextOf(from), added.valueOf(from))
    table.setCount(row, table.count(row) + added.count(from))
    table.setPeers(row, unite(table.peers(row), added.peers(from)))
  }
}

function unite(known: readonly number[], added: readonly number[]): readonly number[] {
  if (added.every((peer) => known.includes(peer))) return known
  const all = [...known]
  for (const peer of added) addPeer(all, peer)
  return all
}

// Beyond this, the counts of a field in one context are halved: old habits weigh less than new ones.
const MOST_COUNTED = 65_536 * ONE_EVENT

/**
 * Bounds a table: halves counts that have grown large, and keeps of each field the `capacity` values seen with the
 * most actors and most often. Frozen values stay: an anchor does not move by itself.
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
  noteShares(table, false)
}

/** Makes what the table has counted its anchor. */
export function freezeTable(table: CountTable, capacity: number, lexicon: Lexicon): void {
  for (let row = 0; row < table.size; row += 1) table.setAnchor(row, 0)
  tidy(table, capacity, lexicon)
  for (let row = 0; row < table.size; row += 1) table.setAnchor(row, table.count(row))
  noteShares(table, true)
}

const WHOLE_SHARE = 0xffff

/** The share of a total that lies with values that only one actor was seen with, from 0 to 1. */
export function privateShare(table: CountTable, totalRow: number, reading: 'count' | 'anchor'): number {
  const note = table.note(totalRow)
  return (reading === 'count' ? note & WHOLE_SHARE : note >>> 16) / WHOLE_SHARE
}

// A total's note holds the private share in 16 bits: of the live counts below, of the frozen ones above.
function noteShares(table: CountTable, freezing: boolean): void {
  const seenWithOne = new Map<number, number>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.isTotal(row) || table.peers(row).length > 1) continue
    const total = table.find(table.fieldOf(row), table.contextOf(row), TOTAL)
    seenWithOne.set(total, (seenWithOne.get(total) ?? 0) + table.count(row))
  }
  for (let row = 0; row < table.size; row += 1) {
    if (!table.isTotal(row)) continue
    const counted = Math.max(1, table.count(row))
    const live = Math.floor(((seenWithOne.get(row) ?? 0) * WHOLE_SHARE) / counted)
    const frozen = freezing ? live : table.note(row) >>> 16
    table.setNote(row, ((frozen << 16) | live) >>> 0)
  }
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

// INVARIANT: a total stands at least as high as every value it sums (it has their actors and their counts) and wins
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
