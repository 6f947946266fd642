import type { Term } from './vocabulary.js'

/** What the counts of one kind, live or frozen, make of each field of an event. Bits are Q16. */
export interface Reckoning {
  readonly surprisal: Int32Array
  /** What of it was to be expected of this actor. */
  readonly expected: Int32Array
  /** What is left, less what the whole group has moved, clipped. */
  readonly excess: Int32Array
  /** Where the actor's own counts were read: 1 for the frozen ones, 0 for the live ones. */
  readonly isFrozen: Uint8Array
}

/**
 * The fields that an event shows, by position, and what they score. One for all events of a model, filled anew for each:
 * objects for each field of each event took most of the time of a score.
 */
export class FieldScores {
  /** Fields shown. */
  size = 0
  /** The first so many are counted with the event; what follows is counted by the hour, or reckoned. */
  counted = 0
  readonly field: Uint8Array
  /** What the value is conditional on. */
  readonly context: Term[]
  readonly value: Term[]
  readonly contextId: Int32Array
  readonly valueId: Int32Array
  /** Row of the value in the actor's counts and that of its total, -1 for none. */
  readonly row: Int32Array
  readonly total: Int32Array
  /** Entry of the value among the odds of the peers, -1 for a field that is reckoned. */
  readonly odds: Int32Array
  readonly live: Reckoning
  readonly anchor: Reckoning
  /** What each adds to the sum of the channel that is explained. */
  readonly contributions: Int32Array

  /** @param most how many fields one event can show */
  constructor(most: number) {
    const numbers = (): Int32Array => new Int32Array(most)
    const reckoning = (): Reckoning => ({
      surprisal: numbers(),
      expected: numbers(),
      excess: numbers(),
      isFrozen: new Uint8Array(most),
    })
    this.field = new Uint8Array(most)
    this.context = []
    this.value = []
    this.contextId = numbers()
    this.valueId = numbers()
    this.row = numbers()
    this.total = numbers()
    this.odds = numbers()
    this.live = reckoning()
    this.anchor = reckoning()
    this.contributions = numbers()
  }

  add(field: number, context: Term, value: Term): number {
    const position = this.size
    this.size = position + 1
    this.field[position] = field
    this.context[position] = context
    this.value[position] = value
    return position
  }
}
