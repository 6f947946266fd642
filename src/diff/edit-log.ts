import type { JsonValue } from '../core/index.js'
import { type Cover, sameCover } from './cover.js'
import { JsonMeter } from './json-text.js'
import type { Place } from './place.js'

/** A change before it is written out: the values are still the caller's, the path is still a chain. */
export interface Edit {
  readonly op: 'add' | 'remove' | 'replace' | 'move'
  readonly place: Place
  /** Of a move: where the value comes from. */
  readonly from?: Place
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
  /** Why the change does not count; `null` for a material one. */
  readonly cover: Cover | null
}

/** An operation without pointer and value. */
const BARE: { readonly [Op in Edit['op']]: string } = {
  add: '{"op":"add","path":"","value":}',
  remove: '{"op":"remove","path":""}',
  replace: '{"op":"replace","path":"","value":}',
  move: '{"op":"move","from":"","path":""}',
}

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
  #meter: JsonMeter | null = null
  // Weight of the patch of all edits before each one, as far as it was ever asked for.
  readonly #weights: number[] = [0]
  // From which edit on up to each one all are covered alike.
  readonly #alikeFrom: number[] = []

  push(edit: Edit): void {
    const { edits } = this
    const last = edits.at(-1)
    const isAlike = last !== undefined && sameCover(last.cover, edit.cover)
    this.#alikeFrom.push(isAlike ? this.#alikeFrom[edits.length - 1]! : edits.length)
    edits.push(edit)
  }

  /**
   * Called when all edits from number `first` on lie in one container: puts a replacement of the container in their
   * place where their patch would outweigh it. Where they are not all covered as the container is, each stays itself.
   *
   * @returns whether it did
   */
  sumUp(first: number, place: Place, before: JsonValue, after: JsonValue, cover: Cover | null): boolean {
    const { edits } = this
    if (edits.length - first <= MOST_UNWEIGHED) return false
    if (this.#alikeFrom[edits.length - 1]! > first || !sameCover(edits[first]!.cover, cover)) return false
    const weight = this.#weightBefore(edits.length) - this.#weightBefore(first)
    const patience = Array.isArray(after) ? 1 : OBJECT_PATIENCE
    if (this.#measure().reaches(after, weight / patience - BARE.replace.length - place.pointerUnits()))
      return false
    edits.length = first
    this.#alikeFrom.length = first
    this.#weights.length = Math.min(this.#weights.length, first + 1)
    this.push({ op: 'replace', place, before, after, cover })
    return true
  }

  #measure(): JsonMeter {
    this.#meter ??= new JsonMeter()
    return this.#meter
  }

  #weightBefore(number: number): number {
    const weights = this.#weights
    while (weights.length <= number) {
      const at = weights.length - 1
      weights.push(weights[at]! + this.#weigh(this.edits[at]!))
    }
    return weights[number]!
  }

  #weigh({ op, place, from, after }: Edit): number {
    const units = BARE[op].length + place.pointerUnits()
    if (from !== undefined) return units + from.pointerUnits()
    return after === undefined ? units : units + this.#measure().measure(after)
  }
}
