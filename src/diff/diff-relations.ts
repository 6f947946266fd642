import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import type { ElementRelation } from './align-arrays.js'
import { isArray, isContainer } from './containers.js'
import { type Cover, strongestCover } from './cover.js'
import { Equivalence } from './equivalence.js'
import { defaultOf, type PlaceRules, type PlaceState } from './place-rules.js'
import type { Change } from './types.js'
import { ValueIds } from './value-ids.js'

/** Which side has the value: alone (`remove`, `add`), or while the other has something else there. */
export type LoneSide = 'remove' | 'add' | 'before' | 'after'

const LONE: { readonly [Side in LoneSide]: 'remove' | 'add' } = {
  remove: 'remove',
  before: 'remove',
  add: 'add',
  after: 'add',
}

type Holder = JsonObject | JsonArray | undefined

/**
 * What counts as the same in one comparison, and what covers a difference. One judge for matching and for classifying:
 * what aligns lists and what says that a difference does not count cannot disagree.
 */
export class DiffRelations {
  readonly places: PlaceRules
  /** Names of rules that cover a part of what is reported as a whole, under the name of another. */
  readonly usedInside: Set<string> = new Set()
  readonly #equivalence = new Equivalence()
  #ids: ValueIds | null = null

  constructor(places: PlaceRules) {
    this.places = places
  }

  /** Made when it is first asked for, as most comparisons never do. */
  get ids(): ValueIds {
    this.#ids ??= new ValueIds(this.places)
    return this.#ids
  }

  /** Equal up to what rules and profile let differ; two absent values are equal, too. */
  same(left: JsonValue | undefined, right: JsonValue | undefined, state: PlaceState): boolean {
    if (left === undefined || right === undefined) return left === right
    if (left === right) return true
    if (state === this.places.none) return this.#equivalence.same(left, right)
    return this.ids.of(left, state) === this.ids.of(right, state)
  }

  /** Equal as JSON. */
  identical(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
    return this.same(left, right, this.places.none)
  }

  /**
   * What covers a value that only one side has, at `name` of `holder`: a rule for its place, that it is what stands
   * there anyway, or that something covers each of its members, where it is a place that need not be there when it is
   * empty.
   *
   * @param inSequence within a list that is aligned by content: there what only some operations are covered by could not
   * be left out, for it may be what elements are told apart by
   * @param other the object of the other side, where there is one: the value must be what would stand there, too
   */
  coverOfLone(
    value: JsonValue,
    state: PlaceState,
    side: LoneSide,
    holder: Holder,
    name: string | number,
    inSequence: boolean,
    other?: Holder,
  ): Cover | null {
    const own = this.coverOfItself(value, state, side, holder, name, inSequence, other)
    if (own !== null || !this.#isOpenInside(state)) return own
    let strongest: Cover | null = null
    const names: string[] = []
    const open: { readonly value: JsonValue; readonly state: PlaceState }[] = [{ value, state }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const whole = next.value
      const parts = isContainer(whole) && this.#isOpenInside(next.state) ? Object.keys(whole) : []
      if (parts.length === 0) return null
      for (const part of parts) {
        const inside = (whole as JsonObject)[part]!
        const below = isArray(whole)
          ? this.places.element(next.state, Number(part), inside)
          : this.places.member(next.state, part)
        const cover = this.coverOfItself(inside, below, LONE[side], whole as JsonObject, part, inSequence)
        if (cover === null) open.push({ value: inside, state: below })
        else {
          names.push(cover.rule)
          strongest = strongest === null ? cover : strongestCover(strongest, cover)
        }
      }
    }
    for (const rule of names) this.usedInside.add(rule)
    return strongest
  }

  /** What covers the difference of two values of which at least one is no container, or that are of different kinds. */
  coverOfPair(
    before: JsonValue,
    after: JsonValue,
    state: PlaceState,
    beforeHolder: Holder,
    afterHolder: Holder,
    name: string | number,
    inSequence: boolean,
  ): Cover | null {
    if (state === this.places.none) return null
    const always = state.cover ?? (inSequence ? null : coverOfOperation(state, 'replace'))
    if (always !== null) return always
    const spelling = this.coverOfSpelling(before, after, state)
    if (spelling !== null) return spelling
    // Two ways to write nothing.
    const left = this.coverOfLone(before, state, 'before', beforeHolder, name, inSequence, afterHolder)
    if (left === null) return null
    const right = this.coverOfLone(after, state, 'after', afterHolder, name, inSequence, beforeHolder)
    return right === null ? null : strongestCover(left, right)
  }

  /** What covers two spellings of one value; `null` where they are two values. */
  coverOfSpelling(before: JsonValue, after: JsonValue, state: PlaceState): Cover | null {
    const { semantics } = state
    if (semantics === null) return null
    const left = semantics.canonical(before)
    const right = left === undefined ? undefined : semantics.canonical(after)
    return right !== undefined && this.identical(left, right) ? semantics.cover : null
  }

  /** How elements of a list at a place with this state are told apart by their content. */
  ofElements(state: PlaceState): ElementRelation {
    const { places } = this
    // Where whole elements are covered, any two would count as the same; aligned they must be as they are.
    const strict = (element: PlaceState): PlaceState => (element.cover === null ? element : places.none)
    if (!state.byContent) {
      const element = strict(places.element(state, 0, null))
      return {
        same: (left, right) => this.same(left, right, element),
        number: (value) => this.ids.of(value, element),
        likeness: (left, right) => this.#likeness(left, right, element),
      }
    }
    const pair = (left: JsonValue, right: JsonValue): PlaceState =>
      strict(places.element(state, 0, left, right))
    return {
      same: (left, right) => this.same(left, right, pair(left, right)),
      number: (value) => this.ids.of(value, pair(value, value)),
      likeness: (left, right) => this.#likeness(left, right, pair(left, right)),
    }
  }

  #isOpenInside(state: PlaceState): boolean {
    return state.rules.reachesInside || state.empty !== null
  }

  /** As {@link coverOfLone}, without what covers its members. */
  coverOfItself(
    value: JsonValue,
    state: PlaceState,
    side: LoneSide,
    holder: Holder,
    name: string | number,
    inSequence: boolean,
    other?: Holder,
  ): Cover | null {
    if (state === this.places.none) return null
    if (state.cover !== null) return state.cover
    const isLone = side === 'remove' || side === 'add'
    const byOperation = isLone && !inSequence ? coverOfOperation(state, side) : null
    if (byOperation !== null) return byOperation
    if (LONE[side] === 'add') {
      for (const rule of state.byValue) if (this.identical(rule.value, value)) return rule.cover
    }
    if (isLone && state.unwritten !== null) return state.unwritten
    const standard = this.#standard(value, state, holder, name)
    if (standard !== null && (other === undefined || this.#standard(value, state, other, name) !== null)) {
      return standard
    }
    return isEmpty(value, state) ? state.empty : null
  }

  /** What covers a value that would be filled in at `name` of `holder`, if it is. */
  #standard(value: JsonValue, state: PlaceState, holder: Holder, name: string | number): Cover | null {
    const standard = defaultOf(state, holder, name, value)
    if (standard === null || this.ids.ofDefault(standard.value, state) !== this.ids.of(value, state))
      return null
    return standard.cover
  }

  #likeness(left: JsonValue, right: JsonValue, state: PlaceState): number {
    if (!isJsonObject(left) || !isJsonObject(right)) return 0
    let count = 0
    for (const key of Object.keys(left)) {
      if (!Object.hasOwn(right, key)) continue
      if (this.same(left[key]!, right[key]!, this.places.member(state, key))) count += 1
    }
    return count
  }
}

/** What covers changes of one kind at a place. */
export function coverOfOperation(state: PlaceState, op: Change['op']): Cover | null {
  return state.byOperation.find(({ ops }) => ops.includes(op))?.cover ?? null
}

function isEmpty(value: JsonValue, state: PlaceState): boolean {
  if (state.empty === null) return false
  if (typeof value === 'string') return state.emptyText && value === ''
  if (typeof value !== 'object') return false
  for (const name in value) if (Object.hasOwn(value, name)) return false
  return true
}
