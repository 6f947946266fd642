import { UNKNOWN } from './lexicon.js'
import type { PeerGroup, Population } from './population.js'
import { peerProbability, populationProbability, type Reading, standingOf } from './surprisal.js'

/**
 * How probable values are among the peers of one group, by the live and by the frozen counts: what every event of the
 * group asks, and what stays the same for as long as the population does. Each is worked out when it is first asked for.
 *
 * INVARIANT: lives no longer than its population and the ids that its tables hold. A value without an id is in no
 * table, so that all of them have the same odds, and one that gets an id later has these too.
 */
export class PeerOdds {
  readonly #population: Population
  readonly #peers: PeerGroup | undefined
  readonly #ofPeers: Reading
  readonly #ofAll: Reading
  /** Entries by field, context and value; -1 where there is none. */
  #index: Int32Array = new Int32Array(256).fill(-1)
  #keys: Int32Array = new Int32Array(3 * 128)
  #odds: Float64Array = new Float64Array(2 * 128)
  #size = 0

  constructor(population: Population, peers: PeerGroup | undefined) {
    this.#population = population
    this.#peers = peers
    // Where the peers or the population have no anchor yet, they are read as they are.
    this.#ofPeers = peers?.frozen === true ? 'anchor' : 'count'
    this.#ofAll = population.frozen ? 'anchor' : 'count'
  }

  /** The entry of a value, to read its odds from. */
  entry(field: number, context: number, value: number): number {
    // No table holds anything of a context without an id.
    const known = context === UNKNOWN ? UNKNOWN : value
    const mask = this.#index.length - 1
    const keys = this.#keys
    let slot = hash(field, context, known) & mask
    for (;;) {
      const entry = this.#index[slot]!
      if (entry < 0) break
      const at = entry * 3
      if (keys[at] === field && keys[at + 1] === context && keys[at + 2] === known) return entry
      slot = (slot + 1) & mask
    }
    return this.#add(field, context, known)
  }

  live(entry: number): number {
    return this.#odds[entry * 2]!
  }

  anchor(entry: number): number {
    return this.#odds[entry * 2 + 1]!
  }

  #add(field: number, context: number, value: number): number {
    const entry = this.#size
    if (entry * 2 === this.#index.length) this.#grow()
    this.#keys.set([field, context, value], entry * 3)
    this.#odds[entry * 2] = this.#among(field, context, value, 'count', 'count')
    this.#odds[entry * 2 + 1] = this.#among(field, context, value, this.#ofPeers, this.#ofAll)
    this.#size = entry + 1
    this.#enter(entry)
    return entry
  }

  #among(field: number, context: number, value: number, ofPeers: Reading, ofAll: Reading): number {
    const all = standingOf(this.#population.all, field, context, value)
    const everywhere = populationProbability(all, ofAll)
    if (this.#peers === undefined) return everywhere
    return peerProbability(standingOf(this.#peers.counts, field, context, value), ofPeers, everywhere)
  }

  #grow(): void {
    const keys = new Int32Array(this.#keys.length * 2)
    keys.set(this.#keys)
    this.#keys = keys
    const odds = new Float64Array(this.#odds.length * 2)
    odds.set(this.#odds)
    this.#odds = odds
    this.#index = new Int32Array(this.#index.length * 2).fill(-1)
    for (let entry = 0; entry < this.#size; entry += 1) this.#enter(entry)
  }

  #enter(entry: number): void {
    const mask = this.#index.length - 1
    const keys = this.#keys
    let slot = hash(keys[entry * 3]!, keys[entry * 3 + 1]!, keys[entry * 3 + 2]!) & mask
    while (this.#index[slot]! >= 0) slot = (slot + 1) & mask
    this.#index[slot] = entry
  }
}

// As in CountTable: it only spreads entries over the index.
function hash(field: number, context: number, value: number): number {
  let mixed = Math.imul((field << 24) ^ context, 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35)
  mixed ^= mixed >>> 16
  mixed = Math.imul(mixed, 0x27d4eb2f)
  return mixed ^ (mixed >>> 15)
}
