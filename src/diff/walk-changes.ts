import { compareCodePoints, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { hasMember, isArray, isContainer } from './containers.js'
import { type Cover, coverBeneath } from './cover.js'
import { coverOfOperation, DiffRelations } from './diff-relations.js'
import { type Edit, EditLog } from './edit-log.js'
import { KeyNotes } from './key-notes.js'
import { type ListPlan, ListPlanner } from './list-plan.js'
import { Place } from './place.js'
import { namesIndex, type PlaceRules, type PlaceState } from './place-rules.js'
import { type Difference, type Differences, isEnds } from './survey.js'
import { type PlannedList, writeListEdits, writeOrder } from './write-list-edits.js'

/** A pair of containers of one kind whose inside is being walked. */
interface Frame {
  readonly place: Place
  readonly before: JsonArray | JsonObject
  readonly after: JsonArray | JsonObject
  readonly state: PlaceState
  readonly cover: Cover | null
  readonly differences: Differences
  /** A list above is aligned by content: rules for some operations do not reach the elements of lists here. */
  readonly inSequence: boolean
  /** How many edits there were when the frame was opened. */
  readonly firstEdit: number
  /** Of lists. */
  readonly plan: ListPlan | null
  /** Of objects: members that may differ. */
  readonly members: readonly Difference[]
  /** How far the visits have come, and in a list how far in the differences. */
  next: number
  nextDifference: number
}

/** Two values that stand against each other. */
interface Pair {
  readonly place: Place
  readonly before: JsonValue
  readonly after: JsonValue
  readonly state: PlaceState
  readonly coverAbove: Cover | null
  readonly holder: Frame | null
  /** What differs inside; `null` where it is not known. */
  readonly differences: Differences
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
  readonly #log = new EditLog()
  readonly #frames: Frame[] = []

  constructor(places: PlaceRules, moves: boolean) {
    this.#places = places
    this.relations = new DiffRelations(places)
    this.#planner = new ListPlanner(this.relations, moves)
  }

  /** @param differences of the two documents, where they are known: what is equal is not looked at again */
  run(before: JsonValue, after: JsonValue, state: PlaceState, differences: Differences): readonly Edit[] {
    this.#visit({
      place: new Place(null, ''),
      before,
      after,
      state,
      coverAbove: null,
      holder: null,
      differences,
      inSequence: false,
    })
    const frames = this.#frames
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      const { plan, members, next } = frame
      if (next === (plan?.visits ?? members).length) {
        frames.pop()
        this.#close(frame)
        continue
      }
      frame.next += 1
      if (plan === null) this.#visitMember(frame, members[next]!)
      else this.#visitElement(frame, plan, plan.visits[next]!)
    }
    return this.#log.edits
  }

  #visitElement(frame: Frame, plan: ListPlan, index: number): void {
    const partner = plan.partners[index]!
    const inside = knownInside(frame, index, partner)
    if (inside === 'equal') return
    const before = (frame.before as JsonArray)[index]!
    const after = (frame.after as JsonArray)[partner]!
    this.#visit({
      place: new Place(frame.place, index),
      before,
      after,
      state: this.#places.element(frame.state, index, before, after),
      coverAbove: frame.cover,
      holder: frame,
      differences: inside,
      inSequence: frame.inSequence || plan.byContent,
    })
  }

  #visitMember(frame: Frame, { segment, side, inside }: Difference): void {
    const { inSequence, cover } = frame
    const name = segment as string
    const before = frame.before as JsonObject
    const after = frame.after as JsonObject
    const place = new Place(frame.place, name)
    const state = this.#places.member(frame.state, name)
    if (side === 'both') {
      this.#visit({
        place,
        before: before[name]!,
        after: after[name]!,
        state,
        coverAbove: cover,
        holder: frame,
        differences: inside,
        inSequence,
      })
      return
    }
    const [op, own, other] =
      side === 'before' ? (['remove', before, after] as const) : (['add', after, before] as const)
    const value = own[name]!
    this.#log.push({
      op,
      place,
      before: op === 'remove' ? value : undefined,
      after: op === 'add' ? value : undefined,
      cover: cover ?? this.relations.coverOfLone(value, state, op, own, name, inSequence, other),
    })
  }

  #visit(pair: Pair): void {
    const { place, before, after, state, coverAbove } = pair
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
    const { place, state, differences, inSequence } = pair
    const plan = isArray(before) ? this.#planElements(pair, before, after as JsonArray, cover) : null
    // Written out: a spread would cost as much as all the rest of the frame.
    this.#frames.push({
      place,
      before,
      after,
      state,
      cover,
      differences,
      inSequence,
      firstEdit: this.#log.edits.length,
      plan,
      members:
        plan === null ? membersInOrder(before as JsonObject, after as JsonObject, differences) : NO_MEMBERS,
      next: 0,
      nextDifference: 0,
    })
  }

  #planElements(pair: Pair, before: JsonArray, after: JsonArray, cover: Cover | null): ListPlan {
    const { place, state, inSequence, differences } = pair
    const known = isEnds(differences) ? differences : (differences?.map(indexOf) ?? null)
    const position = { isCovered: cover !== null, inSequence }
    const plan = this.#planner.plan(before, after, state, position, known)
    if (typeof plan !== 'string') return plan
    if (!this.relations.identical(before, after)) this.notes.add(place, plan)
    return this.#planner.planSequence(before, after, state, position, known)
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

const NO_MEMBERS: readonly Difference[] = []

function indexOf({ segment }: Difference): number {
  return segment as number
}

/** What differs in an element of a list before and its partner in the list after, as far as that is known. */
function knownInside(frame: Frame, index: number, partner: number): Differences | 'equal' {
  const { differences } = frame
  if (isEnds(differences)) {
    const left = (frame.before as JsonArray).length - index
    const isAtStart = partner === index && index < differences.start
    const isAtEnd = left <= differences.end && left === (frame.after as JsonArray).length - partner
    return isAtStart || isAtEnd ? 'equal' : null
  }
  if (differences === null || partner !== index) return null
  // Visits and differences both ascend.
  let difference = differences[frame.nextDifference]
  while (difference !== undefined && indexOf(difference) < index) {
    frame.nextDifference += 1
    difference = differences[frame.nextDifference]
  }
  return difference?.segment === index ? difference.inside : 'equal'
}

/** The members that differ, or may, by code point. */
function membersInOrder(before: JsonObject, after: JsonObject, known: Differences): readonly Difference[] {
  const members = known === null || isEnds(known) ? membersThatMayDiffer(before, after) : known
  if (members.length <= 1) return members
  return [...members].sort((left, right) =>
    compareCodePoints(left.segment as string, right.segment as string),
  )
}

function membersThatMayDiffer(before: JsonObject, after: JsonObject): readonly Difference[] {
  const members: Difference[] = []
  let shared = 0
  for (const segment of Object.keys(before)) {
    const isShared = hasMember(after, segment)
    if (isShared) shared += 1
    if (!isShared || before[segment] !== after[segment]) {
      members.push({ segment, side: isShared ? 'both' : 'before', inside: null })
    }
  }
  const names = Object.keys(after)
  if (names.length > shared) {
    for (const segment of names) {
      if (!hasMember(before, segment)) members.push({ segment, side: 'after', inside: null })
    }
  }
  return members
}
