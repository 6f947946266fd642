import { TOTAL, UNKNOWN } from './lexicon.js'
import { addPeer } from './peers.js'

/** Counts are whole numbers of sixteenths of an event, so that a weight below one still counts. */
export const ONE_EVENT = 16

/** Where the words of a row lie, for loops over {@link CountTable.words}: field and context packed, value, counts, note. */
export const WORDS = 5
export const PLACE = 0
export const VALUE = 1
export const COUNT = 2
export const ANCHOR = 3
const NOTE = 4

const LARGEST = 0xffffffff

/**
 * Counts of values by field and context, packed: one row of five 32-bit words a value, found through an open-addressed
 * index. The row with the value {@link TOTAL} holds the sum over the values of its context.
 *
 * A row number stays good until rows are removed.
 */
export class CountTable {
  #words: Uint32Array
  #index: Int32Array
  #peers: (readonly number[])[] = []
  #size = 0
  #removals = 0

  constructor(capacity = 8) {
    this.#words = new Uint32Array(capacity * WORDS)
    this.#index = new Int32Array(capacity * 2)
  }

  get size(): number {
    return this.#size
  }

  /** How often rows were removed: while it stays, so do the numbers of rows. */
  get removals(): number {
    return this.#removals
  }

  /** The rows, {@link WORDS} a row, until a row is made or removed. For reading alone. */
  get words(): Readonly<Uint32Array> {
    return this.#words
  }

  /** The row, or -1; also for a context or value that is {@link UNKNOWN}. */
  find(field: number, context: number, value: number): number {
    if (context === UNKNOWN || value === UNKNOWN) return -1
    const place = packPlace(field, context)
    const index = this.#index
    const words = this.#words
    const mask = index.length - 1
    let slot = hashKey(place, value) & mask
    for (;;) {
      const row = index[slot]! - 1
      if (row < 0) return -1
      if (words[row * WORDS + PLACE] === place && words[row * WORDS + VALUE] === value) return row
      slot = (slot + 1) & mask
    }
  }

  /** The row, made with zero counts where there is none. */
  open(field: number, context: number, value: number): number {
    const known = this.find(field, context, value)
    if (known >= 0) return known
    const row = this.#size
    if ((row + 1) * 2 > this.#index.length) this.#grow()
    this.#words[row * WORDS + PLACE] = packPlace(field, context)
    this.#words[row * WORDS + VALUE] = value
    this.#size = row + 1
    this.#enter(row)
    return row
  }

  fieldOf(row: number): number {
    return this.#words[row * WORDS + PLACE]! >>> 24
  }

  contextOf(row: number): number {
    return this.#words[row * WORDS + PLACE]! & 0xffffff
  }

  valueOf(row: number): number {
    return this.#words[row * WORDS + VALUE]!
  }

  isTotal(row: number): boolean {
    return this.#words[row * WORDS + VALUE] === TOTAL
  }

  /** Zero for row -1. */
  count(row: number): number {
    return row < 0 ? 0 : this.#words[row * WORDS + COUNT]!
  }

  /** The frozen count; zero for row -1. */
  anchor(row: number): number {
    return row < 0 ? 0 : this.#words[row * WORDS + ANCHOR]!
  }

  /** What the owner of the table keeps beside the counts; zero for row -1. */
  note(row: number): number {
    return row < 0 ? 0 : this.#words[row * WORDS + NOTE]!
  }

  setCount(row: number, count: number): void {
    this.#words[row * WORDS + COUNT] = Math.min(count, LARGEST)
  }

  setAnchor(row: number, count: number): void {
    this.#words[row * WORDS + ANCHOR] = Math.min(count, LARGEST)
  }

  setNote(row: number, note: number): void {
    this.#words[row * WORDS + NOTE] = note
  }

  /** Hashes of the actors that a population table saw with the value, ascending. */
  peers(row: number): readonly number[] {
    return (row < 0 ? undefined : this.#peers[row]) ?? []
  }

  setPeers(row: number, peers: readonly number[]): void {
    while (this.#peers.length < row) this.#peers.push([])
    this.#peers[row] = peers
  }

  /** Adds the hash of an actor, in a table whose peers no other table has. */
  addPeer(row: number, peer: number): void {
    const peers = this.#peers[row]
    if (peers === undefined) this.setPeers(row, [peer])
    else addPeer(peers as number[], peer)
  }

  /** Removes the rows that do not pass; the others may get new numbers. */
  retain(keep: (row: number) => boolean): void {
    const peers = this.#peers
    const kept: (readonly number[])[] = []
    let next = 0
    for (let row = 0; row < this.#size; row += 1) {
      if (!keep(row)) continue
      this.#words.copyWithin(next * WORDS, row * WORDS, (row + 1) * WORDS)
      if (peers.length > 0) kept.push(peers[row] ?? [])
      next += 1
    }
    if (next === this.#size) return
    this.#removals += 1
    this.#words.fill(0, next * WORDS, this.#size * WORDS)
    this.#peers = kept
    this.#size = next
    this.#reindex()
  }

  clone(): CountTable {
    const copy = new CountTable(0)
    copy.#words = this.#words.slice()
    copy.#index = this.#index.slice()
    copy.#peers = this.#peers.slice()
    copy.#size = this.#size
    return copy
  }

  #enter(row: number): void {
    const mask = this.#index.length - 1
    let slot = hashKey(this.#words[row * WORDS + PLACE]!, this.#words[row * WORDS + VALUE]!) & mask
    while (this.#index[slot] !== 0) slot = (slot + 1) & mask
    this.#index[slot] = row + 1
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2)
    words.set(this.#words)
    this.#words = words
    this.#index = new Int32Array(this.#index.length * 2)
    this.#reindex()
  }

  #reindex(): void {
    this.#index.fill(0)
    for (let row = 0; row < this.#size; row += 1) this.#enter(row)
  }
}

export function packPlace(field: number, context: number): number {
  return ((field << 24) | context) >>> 0
}

// Mixing of MurmurHash3's finaliser. It only spreads rows over the index; nothing is trusted to it.
function hashKey(place: number, value: number): number {
  let hash = Math.imul(place ^ (place >>> 15), 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x27d4eb2f)
  return hash ^ (hash >>> 15)
}
