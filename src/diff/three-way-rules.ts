import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { type Cover, coverBeneath } from './cover.js'
import type { DiffRelations } from './diff-relations.js'
import type { PlaceState } from './place-rules.js'
import type { ChangeCause } from './types.js'

/** The values at one place of the three documents; `undefined` where a document has none. */
export interface ThreeValues {
  readonly base: JsonValue | undefined
  readonly desired: JsonValue | undefined
  readonly live: JsonValue | undefined
}

type Holder = JsonObject | JsonArray | undefined

/** The containers that hold the values, by which a default may depend on what stands beside it. */
export interface ThreeHolders {
  readonly name: string | number
  readonly baseHolder: Holder
  readonly desiredHolder: Holder
  readonly liveHolder: Holder
  /** Within a list that is aligned by content. */
  readonly inSequence: boolean
}

/** What the rules of a three-way comparison say about a place, and why its values differ. */
export class ThreeWayRules {
  readonly relations: DiffRelations

  constructor(relations: DiffRelations) {
    this.relations = relations
  }

  /** What covers a place whatever stands there: the first rule of each kind that names a place above, or this one. */
  coverAt(above: Cover | null, state: PlaceState): Cover | null {
    return coverBeneath(above, state.cover)
  }

  /** What covers the difference of values that are compared as a whole, where nothing covers the place itself. */
  coverOfWhole(values: ThreeValues & ThreeHolders, state: PlaceState): Cover | null {
    const { base, desired, live } = values
    // What converged is news against base; anything else is a difference between desired and live.
    return this.relations.identical(desired, live)
      ? this.#coverOf(base, desired, values.baseHolder, values.desiredHolder, values, state)
      : this.#coverOf(desired, live, values.desiredHolder, values.liveHolder, values, state)
  }

  /** What covers an object that only live has, without what covers its members. */
  coverOfItself(
    { live, liveHolder, name, inSequence }: ThreeValues & ThreeHolders,
    state: PlaceState,
  ): Cover | null {
    return this.relations.coverOfItself(live!, state, 'add', liveHolder, name, inSequence)
  }

  /** Whether it depends on the value of live, and so can change with it, what covers the place. */
  dependsOnLive(state: PlaceState): boolean {
    return state.byValue.length > 0
  }

  /** Whether rules cover something in a value that only live has, so that it cannot be taken away as a whole. */
  coverInside(live: JsonObject, state: PlaceState): boolean {
    const { places } = this.relations
    const open: { readonly object: JsonObject; readonly state: PlaceState }[] = [{ object: live, state }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!next.state.rules.reachesInside && next.state.node === undefined) continue
      for (const name of Object.keys(next.object)) {
        const member = next.object[name]!
        const below = places.member(next.state, name)
        if (below.cover !== null || below.unwritten !== null) return true
        if (below.byValue.some(({ value }) => this.relations.identical(value, member))) return true
        if (isJsonObject(member)) open.push({ object: member, state: below })
      }
    }
    return false
  }

  /** Covered values are compared as they are: what differs is reported, with what covers it. */
  comparing(state: PlaceState, cover: Cover | null): PlaceState {
    return cover === null && state.cover === null ? state : this.relations.places.none
  }

  /** `null` where the three agree. */
  causeOf(values: ThreeValues & ThreeHolders, state: PlaceState, cover: Cover | null): ChangeCause | null {
    const { base, desired, live } = values
    const comparing = this.comparing(state, cover)
    const { baseHolder, desiredHolder, liveHolder } = values
    const baseIsDesired = this.#alike(base, desired, baseHolder, desiredHolder, values, comparing)
    if (this.relations.identical(desired, live)) {
      return this.relations.identical(base, desired) ? null : 'converged'
    }
    if (cover?.owner !== undefined || cover?.class === 'foreign') return 'foreign'
    if (baseIsDesired) return 'drift'
    return this.#alike(base, live, baseHolder, liveHolder, values, comparing) ? 'pending' : 'conflict'
  }

  /** Equal, or different only in what does not count. */
  #alike(
    left: JsonValue | undefined,
    right: JsonValue | undefined,
    leftHolder: Holder,
    rightHolder: Holder,
    holders: ThreeHolders,
    state: PlaceState,
  ): boolean {
    if (this.relations.same(left, right, state)) return true
    return (
      (left === undefined || right === undefined) &&
      this.#coverOf(left, right, leftHolder, rightHolder, holders, state) !== null
    )
  }

  #coverOf(
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    beforeHolder: Holder,
    afterHolder: Holder,
    { name, inSequence }: ThreeHolders,
    state: PlaceState,
  ): Cover | null {
    const { relations } = this
    if (before === undefined) {
      if (after === undefined) return null
      return relations.coverOfLone(after, state, 'add', afterHolder, name, inSequence, beforeHolder)
    }
    if (after === undefined) {
      return relations.coverOfLone(before, state, 'remove', beforeHolder, name, inSequence, afterHolder)
    }
    return relations.coverOfPair(before, after, state, beforeHolder, afterHolder, name, inSequence)
  }
}
