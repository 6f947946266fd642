import { KeelsonError } from '../core/index.js'
import { duplicateId, type FleetOrder, type FleetPair } from './fleet-order.js'
import type { FleetEntry } from './fleet-side.js'
import type { FleetLimits, FleetSideName } from './fleet-types.js'

/** What is known of one id. */
interface Slot {
  /** What still waits for its counterpart. */
  waiting: FleetEntry | null
  /** The side that has had it; `null` where both have. */
  side: FleetSideName | null
}

/** How far a side has been read. */
interface SideState {
  read: number
  hasEnded: boolean
}

/** Of ids that came on both sides one after the other, as most do: they share it. */
const HAD_BY_BOTH: Slot = /* @__PURE__ */ Object.freeze({ waiting: null, side: null })

/**
 * Pairs resources that come in any order: reads both sides in turn, and keeps what waits for its counterpart. Sides in
 * about the same order keep little waiting. One map for both sides: looking an id up costs as much as comparing a text.
 */
export class AnyOrder implements FleetOrder {
  readonly #limits: FleetLimits
  readonly #slots = new Map<string, Slot>()
  readonly #desired: SideState = { read: 0, hasEnded: false }
  readonly #live: SideState = { read: 0, hasEnded: false }
  #turn: FleetSideName = 'desired'
  /** What was read last, from desired: not in a slot yet, since live may be in the same order. */
  #latest: FleetEntry | null = null
  #ready: FleetPair | null = null
  /** On its way to what waited for a side when that ended. */
  #left: Iterator<Slot> | null = null
  #bytes = 0

  constructor(limits: FleetLimits) {
    this.#limits = limits
  }

  next(): FleetPair | FleetSideName | null {
    const ready = this.#ready ?? this.#nextLeft()
    if (ready !== null) {
      this.#ready = null
      return ready
    }
    if (!this.#state(this.#turn).hasEnded) return this.#turn
    const other = otherSide(this.#turn)
    return this.#state(other).hasEnded ? null : other
  }

  /** @throws KeelsonError `diff/duplicate-id`, `diff/fleet-too-large` */
  take(side: FleetSideName, entry: FleetEntry | null): void {
    this.#turn = otherSide(side)
    if (this.#takeLatest(side, entry)) return
    if (entry === null) {
      this.#state(side).hasEnded = true
      this.#left = this.#slots.values()
      return
    }
    const state = this.#state(side)
    const slot = this.#slots.get(entry.id)
    if (slot === undefined) this.#open(side, entry)
    else if (slot.side === null || slot.side === side) {
      throw duplicateId(side, state.read, entry.id)
    } else {
      const counterpart = slot.waiting!
      this.#bytes -= bytesOf(counterpart)
      slot.waiting = null
      slot.side = null
      this.#ready =
        side === 'desired' ? { desired: entry, live: counterpart } : { desired: counterpart, live: entry }
    }
    state.read += 1
  }

  /** True where the entry is the counterpart of the latest one; otherwise the latest one gets a slot. */
  #takeLatest(side: FleetSideName, entry: FleetEntry | null): boolean {
    const latest = this.#latest
    if (latest === null) return false
    this.#latest = null
    if (side === 'desired' || entry === null || entry.id !== latest.id) {
      this.#keep('desired', latest, this.#desired.read - 1)
      return false
    }
    this.#insert(latest.id, HAD_BY_BOTH, 'desired', this.#desired.read - 1)
    this.#live.read += 1
    this.#ready = { desired: latest, live: entry }
    return true
  }

  /** Of an id that no side has had. */
  #open(side: FleetSideName, entry: FleetEntry): void {
    if (this.#state(otherSide(side)).hasEnded) {
      this.#insert(entry.id, { waiting: null, side }, side, this.#state(side).read)
      this.#ready = alone(side, entry)
    } else if (side === 'desired') this.#latest = entry
    else this.#keep(side, entry, this.#state(side).read)
  }

  #keep(side: FleetSideName, entry: FleetEntry, index: number): void {
    this.#insert(entry.id, { waiting: entry, side }, side, index)
    this.#bytes += bytesOf(entry)
    if (this.#bytes <= this.#limits.maxBytes) return
    const what = `more than ${this.#limits.maxBytes} bytes of text wait for their counterpart`
    throw tooLarge(side, index, what, 'maxBytes')
  }

  #insert(id: string, slot: Slot, side: FleetSideName, index: number): void {
    if (this.#slots.size >= this.#limits.maxResources) {
      throw tooLarge(side, index, `more than ${this.#limits.maxResources} ids`, 'maxResources')
    }
    this.#slots.set(id, slot)
  }

  #state(side: FleetSideName): SideState {
    return side === 'desired' ? this.#desired : this.#live
  }

  /** One that waits for a side that has ended. */
  #nextLeft(): FleetPair | null {
    if (this.#left === null) return null
    for (let step = this.#left.next(); step.done !== true; step = this.#left.next()) {
      const { waiting, side } = step.value
      if (waiting === null || side === null || !this.#state(otherSide(side)).hasEnded) continue
      step.value.waiting = null
      this.#bytes -= bytesOf(waiting)
      return alone(side, waiting)
    }
    return null
  }
}

function alone(side: FleetSideName, entry: FleetEntry): FleetPair {
  return side === 'desired' ? { desired: entry, live: null } : { desired: null, live: entry }
}

function otherSide(side: FleetSideName): FleetSideName {
  return side === 'desired' ? 'live' : 'desired'
}

function bytesOf({ json }: FleetEntry): number {
  if (json === undefined) return 0
  return typeof json === 'string' ? 2 * json.length : json.byteLength
}

function tooLarge(side: FleetSideName, index: number, what: string, limit: string): KeelsonError {
  return new KeelsonError('diff/fleet-too-large', what, {
    path: `/${side}/${index}`,
    help: `hand in both sides sorted by id with sorted: true, split the fleet, or raise limits.${limit}`,
  })
}
