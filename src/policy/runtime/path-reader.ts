import type { JsonObject, JsonValue } from '../../core/index.js'
import { type Context, REQUEST_SLOT } from './context.js'
import type { PlainTest } from './plain-test.js'
import { Unknown } from './unknown.js'

/** `Object.hasOwn` says the same; this takes four fifths of its time. */
const hasOwn = Object.prototype.hasOwnProperty

/** Stands for what is absent: an object on the way, or null, lacks the next name. */
export const ABSENT: unique symbol = Symbol('absent')

/** Stands for what is no JSON, or inside something that is no object: the walk over the path says which. */
export const UNUSUAL: unique symbol = Symbol('unusual')

export type Read = JsonValue | typeof ABSENT | typeof UNUSUAL

/** Fewer members take less time to look up than an object takes to go through. */
const FEWEST_WALKED = 3
/** Of larger objects, and of those with longer names, members are looked up. */
const MOST_NAMES = 24
const LONGEST_NAME = 64

/** What several paths read members of: the request, an item of a loop, or what a path leads to. */
export class Holder {
  /** Where the request, or the item, stands in a context. */
  readonly slot: number
  readonly #reader: PathReader | null
  readonly #members = new Map<string, PathReader>()
  /** Names that objects here have had, in their order, and the member that each is: so no name is looked up. */
  readonly #names: string[] = []
  readonly #readers: (PathReader | null)[] = []
  #isWalked: boolean
  /** Of the decision, or the item, that it was entered for last. Always a double, so that it takes no memory. */
  #stamp = 0.5
  #object: JsonObject | null = null
  /** What its members are where it is no object. */
  #nothing: Read = UNUSUAL

  constructor(slot: number, reader: PathReader | null) {
    this.slot = slot
    this.#reader = reader
    // Of the request itself most programs ask a few things here and there, of an item what all rules of a loop ask.
    this.#isWalked = slot !== REQUEST_SLOT
  }

  member(name: string): PathReader {
    const made = this.#members.get(name) ?? new PathReader(this, name)
    this.#members.set(name, made)
    return made
  }

  lookUp(name: string): Read {
    if (this.#object === null) return this.#nothing
    try {
      return ownMember(this.#object, name)
    } catch {
      // An accessor: what throws does so again where a rule reads it, once it has paid for that.
      return UNUSUAL
    }
  }

  /** Enters the holder, which may read the member with others. */
  enter(stamp: number, context: Context): void {
    if (stamp !== this.#stamp) this.#open(stamp, context)
  }

  #open(stamp: number, context: Context): void {
    const value = this.#reader === null ? startIn(context, this.slot) : this.#reader.valueIn(context)
    let object: JsonObject | null = null
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      object = value as JsonObject
      if (this.#isWalked && this.#members.size >= FEWEST_WALKED) this.#walk(object, stamp)
    } else this.#nothing = value === null || value === ABSENT ? ABSENT : UNUSUAL
    // INVARIANT: set last, and together. An accessor in the request may have decided something itself meanwhile.
    this.#object = object
    this.#stamp = stamp
  }

  /**
   * Reads all members at once, in the order in which the object has them. INVARIANT: an object's own names come before
   * those that it inherits (ECMAScript 2020, EnumerateObjectProperties), so if the last that was read is its own, all are.
   */
  #walk(object: JsonObject, stamp: number): void {
    const names = this.#names
    let next = 0
    let last: PathReader | null = null
    try {
      for (const name in object) {
        let at = next
        while (at < names.length && names[at] !== name) at += 1
        if (at === names.length) at = this.#place(name, next)
        if (at === -1) break
        next = at + 1
        const member = this.#readers[at]!
        if (member === null) continue
        member.set(usual(object[name]), stamp)
        last = member
      }
    } catch {
      // As in `lookUp`.
      last = null
      for (const member of this.#members.values()) member.set(UNUSUAL, stamp)
    }
    if (last === null || hasOwn.call(object, last.name)) return
    for (const member of this.#members.values()) member.set(ownMember(object, member.name), stamp)
  }

  /** Where a name that does not come next stands among the names; -1 where there are too many. */
  #place(name: string, next: number): number {
    const known = this.#names.indexOf(name)
    if (known !== -1) return known
    if (this.#names.length === MOST_NAMES || name.length > LONGEST_NAME) {
      this.#isWalked = false
      return -1
    }
    this.#names.splice(next, 0, name)
    this.#readers.splice(next, 0, this.#members.get(name) ?? null)
    return next
  }
}

/**
 * What a path of names leads to, read at most once a decision, or once an item of a loop, however many rules ask. It
 * keeps the last value that it gave, and the stamp of what it gave it for, so it changes no answer.
 */
export class PathReader {
  readonly name: string
  readonly holder: Holder
  readonly slot: number
  /** What is asked of it, each once. */
  readonly tests: Map<string, PlainTest> = new Map()
  #stamp = 0.5
  #value: Read = UNUSUAL

  constructor(holder: Holder, name: string) {
    this.holder = holder
    this.slot = holder.slot
    this.name = name
  }

  valueIn(context: Context): Read {
    const stamp = context.stamps[this.slot]!
    return stamp === this.#stamp ? this.#value : this.#readFrom(stamp, context)
  }

  #readFrom(stamp: number, context: Context): Read {
    this.holder.enter(stamp, context)
    if (stamp !== this.#stamp) this.set(this.holder.lookUp(this.name), stamp)
    return this.#value
  }

  set(value: Read, stamp: number): void {
    this.#value = value
    this.#stamp = stamp
  }
}

function startIn(context: Context, slot: number): Read {
  const value = context.slots[slot]
  return typeof value === 'symbol' || value === undefined || value instanceof Unknown ? UNUSUAL : value
}

function ownMember(object: JsonObject, name: string): Read {
  const value = object[name]
  if (value === undefined) return hasOwn.call(object, name) ? UNUSUAL : ABSENT
  return hasOwn.call(object, name) ? usual(value) : ABSENT
}

function usual(value: JsonValue | undefined): Read {
  if (typeof value === 'string' || typeof value === 'object' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return UNUSUAL
}
