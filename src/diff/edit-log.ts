import type { JsonValue } from '../core/index.js'
import { JsonMeter } from './json-text.js'
import type { Place } from './place.js'

/** A change before it is written out: the values are still the caller's, the path is still a chain. */
export interface Edit {
  readonly op: 'add' | 'remove' | 'replace'
  readonly place: Place
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
  /** Number of the rule that lets the change be ignored; -1 for a material change. */
  readonly rule: number
}

const ADD_UNITS: number = '{"op":"add","path":"","value":}'.length
const REMOVE_UNITS: number = '{"op":"remove","path":""}'.length
const REPLACE_UNITS: number = '{"op":"replace","path":"","value":}'.length

/** Up to so many changes a container keeps its changes one by one, whatever their patch weighs. */
const MOST_UNWEIGHED = 32

/**
 * An object keeps changes that weigh up to so many times what replacing it would: people and rules read changes
 * member by member. Beyond it the names on the way down outweigh the document, as in no document made in good faith.
 */
const OBJECT_PATIENCE = 100

/**
 * The edits found so far, in the order they are reported in; sums up those of a container as one replacement where
 * that is what keeps the patch linear in the documents.
 */
export class EditLog {
  readonly edits: Edit[] = []
  readonly #meter = new JsonMeter()
  // Weight of the patch of all edits before each one, as far as it was ever asked for.
  readonly #weights: number[] = [0]
  // How many edits before each one were ignored.
  readonly #ignored: number[] = [0]

  add(place: Place, after: JsonValue, rule: number): void {
    this.#push({ op: 'add', place, before: undefined, after, rule })
  }

  remove(place: Place, before: JsonValue, rule: number): void {
    this.#push({ op: 'remove', place, before, after: undefined, rule })
  }

  replace(place: Place, before: JsonValue, after: JsonValue, rule: number): void {
    this.#push({ op: 'replace', place, before, after, rule })
  }

  /**
   * Called when all edits from number `first` on lie in one container: puts a replacement of the container in their
   * place where their patch would outweigh it. Where some of them are ignored and some are not, each stays itself.
   */
  sumUp(first: number, place: Place, before: JsonValue, after: JsonValue, rule: number): void {
    const { edits } = this
    if (edits.length - first <= MOST_UNWEIGHED) return
    if (rule === -1 && this.#ignored[edits.length]! > this.#ignored[first]!) return
    const weight = this.#weightBefore(edits.length) - this.#weightBefore(first)
    const patience = Array.isArray(after) ? 1 : OBJECT_PATIENCE
    const replacement = REPLACE_UNITS + place.pointerUnits() + this.#meter.measure(after)
    if (weight <= patience * replacement) return
    edits.length = first
    this.#ignored.length = first + 1
    this.#weights.length = Math.min(this.#weights.length, first + 1)
    this.replace(place, before, after, rule)
  }

  #push(edit: Edit): void {
    const { edits } = this
    this.#ignored.push(this.#ignored[edits.length]! + (edit.rule === -1 ? 0 : 1))
    edits.push(edit)
  }

  #weightBefore(number: number): number {
    const weights = this.#weights
    while (weights.length <= number) {
      const at = weights.length - 1
      weights.push(weights[at]! + this.#weigh(this.edits[at]!))
    }
    return weights[number]!
  }

  #weigh(edit: Edit): number {
    const pointer = edit.place.pointerUnits()
    if (edit.after === undefined) return REMOVE_UNITS + pointer
    const units = edit.op === 'add' ? ADD_UNITS : REPLACE_UNITS
    return units + pointer + this.#meter.measure(edit.after)
  }
}
