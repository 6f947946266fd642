import { type Cover, sameCover } from './cover.js'
import { JsonMeter } from './json-text.js'
import type { Place } from './place.js'
import { isLasting, isMaterialDrift, type ThreeWayEdit } from './three-way-edit.js'
import type { ThreeValues } from './three-way-rules.js'
import type { ChangeCause } from './types.js'

/** How much a log held at some time. */
export interface LogMark {
  readonly edits: number
  readonly reverts: number
}

/** A place in desired and in live, with the values there. */
export interface ThreeWayPlace extends ThreeValues {
  readonly place: Place
  readonly livePlace: Place
}

/** Up to so many edits a container keeps them, however long their pointers are. */
const MOST_UNWEIGHED = 32

/** How many times the documents at a place the pointers of the edits in it may weigh: no honest ones come near. */
const POINTER_PATIENCE = 100

/** What a three-way walk has found so far. */
export class ThreeWayLog {
  /** In the order they are reported in. */
  readonly edits: ThreeWayEdit[] = []
  /** The material drift, in an order in which live can be rid of it. */
  readonly reverts: ThreeWayEdit[] = []
  readonly #meter = new JsonMeter()
  // Length of the pointers of all edits before each one, as far as it was ever asked for.
  readonly #pointerUnits: number[] = [0]

  mark(): LogMark {
    return { edits: this.edits.length, reverts: this.reverts.length }
  }

  record(
    { place, livePlace, base, desired, live }: ThreeWayPlace,
    cover: Cover | null,
    cause: ChangeCause,
    kind: ThreeWayEdit['kind'] = 'placed',
  ): void {
    const edit = { cause, cover, place, livePlace, base, desired, live, kind }
    this.edits.push(edit)
    if (isMaterialDrift(edit)) this.reverts.push(edit)
  }

  /** What was found since the mark holds drift that can be taken back beside something that must stay. */
  isMixed(since: LogMark): boolean {
    return this.reverts.length > since.reverts && this.keptSince(since).length > 0
  }

  /** What was found since the mark and must be found again when the drift is gone. */
  keptSince(since: LogMark): ThreeWayEdit[] {
    return this.edits.slice(since.edits).filter(isLasting)
  }

  /** Puts the reverts since the mark into another order. */
  sortReverts(since: LogMark, compare: (left: ThreeWayEdit, right: ThreeWayEdit) => number): void {
    const reverts = this.reverts.splice(since.reverts)
    this.reverts.push(...reverts.sort(compare))
  }

  /** Puts one edit of a whole place where all edits since the mark were. */
  sumUp(since: LogMark, at: ThreeWayPlace, cover: Cover | null, cause: ChangeCause): void {
    this.edits.length = since.edits
    this.reverts.length = since.reverts
    this.#pointerUnits.length = Math.min(this.#pointerUnits.length, since.edits + 1)
    this.record(at, cover, cause)
  }

  /**
   * Called when all edits since the mark lie at or beneath one place: sums them up where their pointers would outgrow
   * the documents without bound. Where they are of several kinds nobody could tell them apart: a conflict.
   */
  boundPointers(since: LogMark, at: ThreeWayPlace): void {
    const count = this.edits.length
    if (count - since.edits <= MOST_UNWEIGHED) return
    const units = this.#unitsBefore(count) - this.#unitsBefore(since.edits)
    let wanting = units / POINTER_PATIENCE - at.place.pointerUnits()
    for (const value of [at.base, at.desired, at.live]) {
      if (value === undefined) continue
      if (this.#meter.reaches(value, wanting)) return
      wanting -= this.#meter.measure(value)
    }
    if (wanting <= 0) return
    const [first = this.edits[since.edits]!, ...others] = this.edits
      .slice(since.edits)
      .filter(({ cause }) => cause !== 'converged')
    const isOneKind = others.every(
      ({ cause, cover }) => cause === first.cause && sameCover(cover, first.cover),
    )
    if (isOneKind) this.sumUp(since, at, first.cover, first.cause)
    else this.sumUp(since, at, null, 'conflict')
  }

  #unitsBefore(number: number): number {
    const units = this.#pointerUnits
    while (units.length <= number) {
      const at = units.length - 1
      units.push(units[at]! + this.edits[at]!.place.pointerUnits())
    }
    return units[number]!
  }
}
