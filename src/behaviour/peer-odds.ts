import { FIELD } from './fields.js'
import { UNKNOWN } from './lexicon.js'
import type { PeerGroup, Population } from './population.js'
import { peerProbability, populationProbability, type Reading, standingOf } from './surprisal.js'

// An entry: field, context and value as one number, both odds, and the row among the peers. Side by side, so that they
// come from memory together: entries are many, and events of other groups push them out of the processor's caches.
const ENTRY = 4
const KEY = 0
const LIVE = 1
const ANCHOR = 2
const ROW = 3

/** Ids take 23 bits, and there is one more for {@link UNKNOWN}. */
const IDS = 0x800001

/**
 * How probable values are among the peers of one group, by the live and by the frozen counts: what every event of the
 * group asks, and what stays the same for as long as the population does. Each is worked out when it is first asked for.
 *
 * INVARIANT: lives no longer than its population and the ids that its tables hold. A value without an id is in no
 * table, so that all of them have the same odds, and one that gets an id later has these too.
 */
export class PeerOdds {
  readonly #population: Population
  readonly peers: PeerGroup | undefined
  readonly #ofPeers: Reading
  readonly #ofAll: Reading
  /** Entries by their key; -1 where there is none. */
  #index: Int32Array = new Int32Array(256).fill(-1)
  #entries: Float64Array = new Float64Array(ENTRY * 128)
  /** Of entries of the field `sequence`: live and anchor where what they back off to is 0. The others back off to 1. */
  readonly #least: Map<number, readonly [live: number, anchor: number]> = new Map()
  #size = 0

  constructor(population: Population, peers: PeerGroup | undefined) {
    this.#population = population
    this.peers = peers
    // Where the peers or the population have no anchor yet, they are read as they are.
    this.#ofPeers = peers?.frozen === true ? 'anchor' : 'count'
    this.#ofAll = population.frozen ? 'anchor' : 'count'
  }

  /** The entry of a value, to read its odds from. */
  entry(field: number, context: number, value: number): number {
    // No table holds anything of a context without an id.
    const known = context === UNKNOWN ? UNKNOWN : value
    const key = keyOf(field, context, known)
    const index = this.#index
    const entries = this.#entries
    const mask = index.length - 1
    let slot = hash(field, context, known) & mask
    for (;;) {
      const entry = index[slot]!
      if (entry < 0) return this.#add(field, context, known, slot)
      if (entries[entry * ENTRY + KEY] === key) return entry
      slot = (slot + 1) & mask
    }
  }

  live(entry: number): number {
    return this.#entries[entry * ENTRY + LIVE]!
  }

  anchor(entry: number): number {
    return this.#entries[entry * ENTRY + ANCHOR]!
  }

  /** Of an entry of the field `sequence`, backed off to the probability of the action by itself. */
  liveSequence(entry: number, backOff: number): number {
    return between(this.#least.get(entry)![0], this.live(entry), backOff)
  }

  anchorSequence(entry: number, backOff: number): number {
    return between(this.#least.get(entry)![1], this.anchor(entry), backOff)
  }

  /** Hashes of the peers that were seen with the value; of none for entry -1. */
  seenWith(entry: number): readonly number[] {
    return this.peers === undefined || entry < 0
      ? NOBODY
      : this.peers.counts.peers(this.#entries[entry * ENTRY + ROW]!)
  }

  #add(field: number, context: number, value: number, slot: number): number {
    const entry = this.#size
    const at = entry * ENTRY
    this.#entries[at + KEY] = keyOf(field, context, value)
    this.#entries[at + LIVE] = this.#live(field, context, value, 1)
    this.#entries[at + ANCHOR] = this.#frozen(field, context, value, 1)
    if (field === FIELD.sequence) {
      this.#least.set(entry, [this.#live(field, context, value, 0), this.#frozen(field, context, value, 0)])
    }
    this.#entries[at + ROW] = this.peers?.counts.find(field, context, value) ?? -1
    this.#index[slot] = entry
    this.#size = entry + 1
    if (this.#size * 2 === this.#index.length) this.#grow()
    return entry
  }

  #live(field: number, context: number, value: number, backOff: number): number {
    return this.#among(field, context, value, 'count', 'count', backOff)
  }

  #frozen(field: number, context: number, value: number, backOff: number): number {
    return this.#among(field, context, value, this.#ofPeers, this.#ofAll, backOff)
  }

  #among(
    field: number,
    context: number,
    value: number,
    ofPeers: Reading,
    ofAll: Reading,
    backOff: number,
  ): number {
    const all = standingOf(this.#population.all, field, context, value)
    const everywhere = populationProbability(all, ofAll, backOff)
    if (this.peers === undefined) return everywhere
    return peerProbability(standingOf(this.peers.counts, field, context, value), ofPeers, everywhere)
  }

  #grow(): void {
    const entries = new Float64Array(this.#entries.length * 2)
    entries.set(this.#entries)
    this.#entries = entries
    const index = new Int32Array(this.#index.length * 2).fill(-1)
    const mask = index.length - 1
    for (let entry = 0; entry < this.#size; entry += 1) {
      const key = entries[entry * ENTRY + KEY]!
      const value = (key % IDS) - 1
      const place = Math.floor(key / IDS)
      let slot = hash(Math.floor(place / IDS), (place % IDS) - 1, value) & mask
      while (index[slot]! >= 0) slot = (slot + 1) & mask
      index[slot] = entry
    }
    this.#index = index
  }
}

const NOBODY: readonly number[] = []

// Probabilities are linear in what they back off to.
function between(least: number, most: number, backOff: number): number {
  return backOff === 1 ? most : least + (most - least) * backOff
}

// INVARIANT: exact, since numbers of fields stay below 2^7.
function keyOf(field: number, context: number, value: number): number {
  return (field * IDS + (context + 1)) * IDS + (value + 1)
}

// As in CountTable: it only spreads entries over the index.
function hash(field: number, context: number, value: number): number {
  let mixed = Math.imul((field << 24) ^ context, 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35)
  mixed ^= mixed >>> 16
  mixed = Math.imul(mixed, 0x27d4eb2f)
  return mixed ^ (mixed >>> 15)
}
