import { compareCodePoints, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { hasMember, isArray, isContainer } from './containers.js'
import { type Cover, coverBeneath } from './cover.js'
import { coverOfOperation, DiffRelations } from './diff-relations.js'
import { type Edit, EditLog } from './edit-log.js'
import { KeyNotes } from './key-notes.js'
import { type IsSameAt, type ListPlan, ListPlanner } from './list-plan.js'
import { Place } from './place.js'
import { namesIndex, type PlaceRules, type PlaceState } from './place-rules.js'
import type { Survey } from './survey-documents.js'
import { type PlannedList, writeListEdits, writeOrder } from './write-list-edits.js'

/** A pair of containers of one kind whose inside is being walked. */
interface Frame {
  readonly place: Place
  readonly before: JsonArray | JsonObject
  readonly after: JsonArray | JsonObject
  readonly state: PlaceState
  readonly cover: Cover | null
  /** The survey has compared the two, and everything at one place in both. */
  readonly isSurveyed: boolean
  /** A list above is aligned by content: rules for some operations do not reach the elements of lists here. */
  readonly inSequence: boolean
  /** How many edits there were when the frame was opened. */
  readonly firstEdit: number
  /** What may differ: names of members, or indices in the list before. */
  readonly visits: readonly (string | number)[]
  next: number
  /** Of lists. */
  readonly plan: ListPlan | null
}

/** Two values that stand against each other. */
interface Pair {
  readonly place: Place
  readonly before: JsonValue
  readonly after: JsonValue
  readonly state: PlaceState
  readonly coverAbove: Cover | null
  readonly holder: Frame | null
  readonly isSurveyed: boolean
  readonly inSequence: boolean
}

/**
 * Finds what differs between two documents. Iterative: the depth of the documents never reaches the call stack.
 *
 * Order of the edits: members by code point. Within one list first what changed inside elements that stayed, from the
 * front, then what was put in and taken out, from the back, then the order where it does not count.
 */
export class ChangeWalk {
  readonly notes: KeyNotes = new KeyNotes()
  readonly relations: DiffRelations
  readonly #places: PlaceRules
  readonly #planner: ListPlanner
  readonly #survey: Survey | null
  readonly #log = new EditLog()
  readonly #frames: Frame[] = []

  /** @param survey of the two documents, where there is one: what it found equal is not looked at again */
  constructor(places: PlaceRules, moves: boolean, survey: Survey | null) {
    this.#places = places
    this.relations = new DiffRelations(places)
    this.#planner = new ListPlanner(this.relations, moves)
    this.#survey = survey
  }

  run(before: JsonValue, after: JsonValue, state: PlaceState): readonly Edit[] {
    this.#visit({
      place: new Place(null, ''),
      before,
      after,
      state,
      coverAbove: null,
      holder: null,
      isSurveyed: this.#survey !== null,
      inSequence: false,
    })
    const frames = this.#frames
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next < frame.visits.length) {
        const segment = frame.visits[frame.next]!
        frame.next += 1
        if (typeof segment === 'number') this.#visitElement(frame, segment)
        else this.#visitMember(frame, segment)
      } else {
        frames.pop()
        this.#close(frame)
      }
    }
    return this.#log.edits
  }

  #visitElement(frame: Frame, index: number): void {
    const partner = frame.plan!.partners[index]!
    const before = (frame.before as JsonArray)[index]!
    const after = (frame.after as JsonArray)[partner]!
    this.#visit({
      place: new Place(frame.place, index),
      before,
      after,
      state: this.#places.element(frame.state, index, before, after),
      coverAbove: frame.cover,
      holder: frame,
      isSurveyed: frame.isSurveyed && index === partner,
      inSequence: frame.inSequence || frame.plan!.byContent,
    })
  }

  #visitMember(frame: Frame, name: string): void {
    const before = frame.before as JsonObject
    const after = frame.after as JsonObject
    const place = new Place(frame.place, name)
    const state = this.#places.member(frame.state, name)
    if (!hasMember(after, name)) {
      const value = before[name]!
      const cover =
        frame.cover ??
        this.relations.coverOfLone(value, state, 'remove', before, name, frame.inSequence, after)
      this.#log.push({ op: 'remove', place, before: value, after: undefined, cover })
    } else if (!hasMember(before, name)) {
      const value = after[name]!
      const cover =
        frame.cover ?? this.relations.coverOfLone(value, state, 'add', after, name, frame.inSequence, before)
      this.#log.push({ op: 'add', place, before: undefined, after: value, cover })
    } else {
      this.#visit({
        place,
        before: before[name]!,
        after: after[name]!,
        state,
        coverAbove: frame.cover,
        holder: frame,
        isSurveyed: frame.isSurveyed,
        inSequence: frame.inSequence,
      })
    }
  }

  #visit(pair: Pair): void {
    const { place, before, after, state, coverAbove, isSurveyed } = pair
    if (before === after) return
    const cover = coverBeneath(coverAbove, state.cover)
    if (!isContainer(before) || !isContainer(after) || isArray(before) !== isArray(after)) {
      const { holder, inSequence } = pair
      const own = this.relations.coverOfPair(
        before,
        after,
        state,
        holder?.before,
        holder?.after,
        place.segment,
        inSequence,
      )
      this.#log.push({ op: 'replace', place, before, after, cover: cover ?? own })
      return
    }
    if (isSurveyed && isKnownEqual(before, after, this.#survey) === true) return
    if (cover === null && state.semantics !== null) {
      const spelling = this.relations.coverOfSpelling(before, after, state)
      if (spelling !== null) {
        if (!this.relations.identical(before, after)) {
          this.#log.push({ op: 'replace', place, before, after, cover: spelling })
        }
        return
      }
    }
    this.#enter(pair, before, after, cover)
  }

  #enter(
    pair: Pair,
    before: JsonArray | JsonObject,
    after: JsonArray | JsonObject,
    cover: Cover | null,
  ): void {
    const { place, state, inSequence } = pair
    const isSurveyed = pair.isSurveyed && this.#survey!.differ(before, after) === true
    const survey = isSurveyed ? this.#survey : null
    const plan = isArray(before) ? this.#planElements(pair, before, after as JsonArray, cover, survey) : null
    const visits = plan?.visits ?? differingMembers(before as JsonObject, after as JsonObject, survey)
    const firstEdit = this.#log.edits.length
    // Written out: a spread would cost as much as all the rest of the frame.
    this.#frames.push({
      place,
      before,
      after,
      state,
      cover,
      isSurveyed,
      inSequence,
      firstEdit,
      visits,
      next: 0,
      plan,
    })
  }

  #planElements(
    { place, state, inSequence }: Pair,
    before: JsonArray,
    after: JsonArray,
    cover: Cover | null,
    survey: Survey | null,
  ): ListPlan {
    const isSameAt: IsSameAt = (index) => isKnownEqual(before[index]!, after[index]!, survey)
    const position = { isCovered: cover !== null, inSequence }
    const plan = this.#planner.plan(before, after, state, position, isSameAt)
    if (typeof plan !== 'string') return plan
    if (!this.relations.identical(before, after)) this.notes.add(place, plan)
    return this.#planner.planSequence(before, after, state, position, isSameAt)
  }

  #close(frame: Frame): void {
    const { place, before, after, cover, firstEdit, plan } = frame
    if (plan === null) {
      this.#log.sumUp(firstEdit, place, before, after, cover)
      return
    }
    const list = this.#planned(frame, plan)
    writeListEdits(list, this.#log)
    if (!this.#log.sumUp(firstEdit, place, before, after, cover)) writeOrder(list, this.#log)
  }

  #planned(frame: Frame, plan: ListPlan): PlannedList {
    const before = frame.before as JsonArray
    const after = frame.after as JsonArray
    const whole = namesIndex(frame.state) ? this.#coverOfTail(frame.state, before, after) : undefined
    const coverOf: PlannedList['coverOf'] = (op, element, index) => {
      if (frame.cover !== null) return frame.cover
      if (whole !== undefined) return whole
      const state = this.#places.element(frame.state, index, element)
      if (state.cover !== null) return state.cover
      if (op !== 'move' && state.unwritten !== null) return state.unwritten
      return frame.inSequence ? null : coverOfOperation(state, op)
    }
    return { place: frame.place, before, after, plan, cover: frame.cover, coverOf }
  }

  /** Where rules name indices, what one list is longer by is covered as a whole or not at all. */
  #coverOfTail(state: PlaceState, before: JsonArray, after: JsonArray): Cover | null {
    const start = Math.min(before.length, after.length)
    const longer = before.length > after.length ? before : after
    let first: Cover | null = null
    for (let index = start; index < longer.length; index += 1) {
      const { cover } = this.#places.element(state, index, longer[index]!)
      if (cover === null) return null
      first ??= cover
    }
    return first
  }
}

function differingMembers(before: JsonObject, after: JsonObject, survey: Survey | null): readonly string[] {
  const differing: string[] = []
  let shared = 0
  for (const name of Object.keys(before)) {
    if (hasMember(after, name)) {
      shared += 1
      if (isKnownEqual(before[name]!, after[name]!, survey) !== true) differing.push(name)
    } else {
      differing.push(name)
    }
  }
  const afterNames = Object.keys(after)
  if (afterNames.length > shared) {
    for (const name of afterNames) if (!hasMember(before, name)) differing.push(name)
  }
  return differing.length > 1 ? differing.sort(compareCodePoints) : differing
}

/** Whether two values at one place are equal as JSON, as far as that is known without looking into them. */
function isKnownEqual(before: JsonValue, after: JsonValue, survey: Survey | null): boolean | undefined {
  if (before === after) return true
  if (!isContainer(before) || !isContainer(after) || isArray(before) !== isArray(after)) return false
  const differ = survey?.differ(before, after)
  return differ === undefined ? undefined : !differ
}
