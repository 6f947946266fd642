import { type JsonArray, type JsonObject, type JsonValue, ownValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import { defaultOf, namesIndex, type PlaceRules, type PlaceState } from './place-rules.js'

type Container = JsonArray | JsonObject

interface Frame {
  readonly container: Container
  readonly state: PlaceState
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
  /** Numbers of what goes into the form, and of members, and of elements that are told by it, those of their places. */
  readonly ids: number[]
  readonly places: number[]
}

/**
 * Numbers for values, equal for values that are the same up to what rules and profile let differ: what is covered has
 * no part in them, other spellings of one value have one number, and lists whose order does not count are taken without
 * it. Exact, by interning the form of each value: no two values that differ can share a number by chance.
 *
 * Where "the same" is not transitive (an object that holds only ignored members is the same as none, and as an empty
 * one, which is not the same as none), the numbers take the coarser side: they tell which elements belong together,
 * and the walk looks into these all the same.
 */
export class ValueIds {
  readonly #places: PlaceRules
  readonly #forms = new Map<string, number>()
  /** Of strings and numbers. A Map takes -0 and 0 for one key, as JSON equality does. */
  readonly #scalars = new Map<string | number, number>()
  readonly #known = new Map<PlaceState, Map<Container, number>>()
  readonly #defaults = new Map<Container, number>()
  #next: number = FIRST_ID

  constructor(places: PlaceRules) {
    this.#places = places
  }

  /** Equal as JSON. */
  exact(value: JsonValue): number {
    return this.of(value, this.#places.none)
  }

  /** Equal in a place with this state. */
  of(value: JsonValue, state: PlaceState): number {
    const frames: Frame[] = []
    let result = this.#enter(value, state, frames)
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next === frame.length) {
        frames.pop()
        result = this.#finish(frame)
        continue
      }
      const open = frames.length
      const id = this.#visit(frame, frames)
      // A container that is not known yet is numbered first; it is known when this member is looked at again.
      if (frames.length > open) continue
      frame.next += 1
      if (id === ABSENT) continue
      frame.ids.push(id)
      if (frame.keys !== null) frame.places.push(this.#number(frame.keys[frame.next - 1]!))
      else if (namesIndex(frame.state)) frame.places.push(frame.next - 1)
    }
    return result
  }

  /** The number of what a place with this state has where nothing is written. */
  ofDefault(value: JsonValue, state: PlaceState): number {
    if (!isContainer(value)) return this.of(value, state)
    const known = this.#defaults.get(value)
    if (known !== undefined) return known
    // A default may hold, further down, a place with the same default: there it is taken as it is.
    this.#defaults.set(value, this.exact(value))
    const id = this.of(value, state)
    this.#defaults.set(value, id)
    return id
  }

  /**
   * What tells an element of a keyed list: its key members, in their order. What does not count in a key member does not
   * count here either.
   */
  ofKey(element: JsonObject, keys: readonly string[], defaults: JsonObject, state: PlaceState): string {
    return keys
      .map((key) => {
        const value = ownValue(element, key) ?? ownValue(defaults, key)
        const below = this.#places.member(state, key)
        if (value === undefined || below.cover !== null) return ABSENT
        const id = this.of(value, below)
        return this.#mayBeAbsent(value, id, below, element, key) ? ABSENT : id
      })
      .join(' ')
  }

  #visit(frame: Frame, frames: Frame[]): number {
    const { container, state, keys } = frame
    const segment = keys === null ? frame.next : keys[frame.next]!
    const value = (container as JsonObject)[segment as string]!
    const below =
      keys === null
        ? this.#places.element(state, frame.next, value)
        : this.#places.member(state, segment as string)
    if (below.cover !== null || below.unwritten !== null) return ABSENT
    const open = frames.length
    const id = this.#enter(value, below, frames)
    if (frames.length > open || keys === null) return id
    return this.#mayBeAbsent(value, id, below, container, segment) ? ABSENT : id
  }

  #mayBeAbsent(
    value: JsonValue,
    id: number,
    state: PlaceState,
    holder: Container,
    name: string | number,
  ): boolean {
    if (state === this.#places.none) return false
    if (isHollow(id) && (state.empty !== null || (state.rules.reachesInside && id !== NULL))) return true
    if (state.emptyText && state.empty !== null && value === '') return true
    const standard = defaultOf(state, holder, name, value)
    if (standard !== null && this.ofDefault(standard.value, state) === id) return true
    return (
      state.byValue.length > 0 && state.byValue.some((rule) => this.exact(rule.value) === this.exact(value))
    )
  }

  /** The number of a scalar or of a container that is already known; otherwise opens a frame for it. */
  #enter(value: JsonValue, state: PlaceState, frames: Frame[]): number {
    const { none } = this.#places
    if (state.semantics !== null) {
      const canonical = state.semantics.canonical(value)
      if (canonical !== undefined) return this.of(canonical, none)
    }
    if (!isContainer(value)) return this.#scalar(value)
    const known = this.#memo(state).get(value)
    if (known !== undefined) return known
    const keys = isArray(value) ? null : Object.keys(value)
    const length = keys === null ? (value as JsonArray).length : keys.length
    frames.push({ container: value, state, keys, length, next: 0, ids: [], places: [] })
    return ABSENT
  }

  #finish(frame: Frame): number {
    const id = this.#ofParts(frame)
    this.#memo(frame.state).set(frame.container, id)
    return id
  }

  #ofParts({ container, state, keys, ids, places }: Frame): number {
    if (ids.length === 0) return keys === null ? EMPTY_ARRAY : EMPTY_OBJECT
    if (keys !== null) return this.#intern(`{${joinPlaced(places, ids)}`)
    if (places.length > 0) return this.#intern(`#${joinPlaced(places, ids)}`)
    const { list } = state
    if (list === undefined || list.kind === 'atomic') return this.#intern(`[${ids.join()}`)
    const sorted = ids.slice().sort(ascending)
    if (list.kind === 'set') return this.#intern(`<${[...new Set(sorted)].join()}`)
    const list0 = container as JsonArray
    const isOrdered = typeof list.ordered === 'function' ? list.ordered(list0, list0) : list.ordered === true
    return this.#intern(isOrdered ? `[${ids.join()}` : `(${sorted.join()}`)
  }

  #memo(state: PlaceState): Map<Container, number> {
    let memo = this.#known.get(state)
    if (memo === undefined) {
      memo = new Map()
      this.#known.set(state, memo)
    }
    return memo
  }

  #scalar(value: null | boolean | number | string): number {
    if (typeof value === 'string' || typeof value === 'number') return this.#number(value)
    return value === null ? NULL : value ? TRUE : FALSE
  }

  #number(value: string | number): number {
    let id = this.#scalars.get(value)
    if (id === undefined) {
      id = this.#next++
      this.#scalars.set(value, id)
    }
    return id
  }

  #intern(form: string): number {
    let id = this.#forms.get(form)
    if (id === undefined) {
      id = this.#next++
      this.#forms.set(form, id)
    }
    return id
  }
}

const ABSENT = -1
const NULL = 0
const TRUE = 1
const FALSE = 2
const EMPTY_OBJECT = 3
const EMPTY_ARRAY = 4
const FIRST_ID = 5

/** `null`, `{}` and `[]`, also where only what does not count is in them. */
function isHollow(id: number): boolean {
  return id === NULL || id === EMPTY_OBJECT || id === EMPTY_ARRAY
}

function ascending(left: number, right: number): number {
  return left - right
}

/** In the order of the places, which is any fixed one; that in which most objects have their members, first seen first. */
function joinPlaced(places: readonly number[], ids: readonly number[]): string {
  let order: number[] | null = null
  for (let at = 1; at < places.length && order === null; at += 1) {
    if (places[at - 1]! > places[at]!) order = places.map((_, index) => index)
  }
  order?.sort((left, right) => places[left]! - places[right]!)
  let form = ''
  for (let at = 0; at < places.length; at += 1) {
    const index = order === null ? at : order[at]!
    form += `${places[index]!}:${ids[index]!},`
  }
  return form
}
