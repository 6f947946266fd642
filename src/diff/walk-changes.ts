import { compareCodePoints, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { alignArrays, type Block } from './align-arrays.js'
import { isArray, isContainer } from './containers.js'
import { DiffRelations } from './diff-relations.js'
import { type Edit, EditLog } from './edit-log.js'
import { Place } from './place.js'
import type { RuleSet, RuleState } from './rule-set.js'

/** A pair of containers of one kind whose inside is being walked. */
interface Frame {
  readonly place: Place
  readonly before: JsonArray | JsonObject
  readonly after: JsonArray | JsonObject
  readonly state: RuleState
  /** Number of the rule that covers the place; -1 where none does. */
  readonly rule: number
  /** How many edits there were when the frame was opened. */
  readonly firstEdit: number
  /** What may differ: names of members, or pairs of indices one after the other. */
  readonly visits: readonly (string | number)[]
  next: number
  /** Of arrays: what was put in and taken out, by place. */
  readonly shifts: readonly Shift[]
}

/** Elements taken out at `index` of the array before, or put in there. */
interface Shift {
  readonly index: number
  readonly removed: number
  /** Range of the array after. */
  readonly addedStart: number
  readonly addedEnd: number
}

/**
 * Finds what differs between two documents. Iterative: the depth of the documents never reaches the call stack.
 *
 * Order of the edits: members by code point. Within one array first what changed inside elements that stayed, from
 * the front, then what was put in and taken out, from the back. So each index is the index in the document before,
 * and an edit that is left out shifts no other.
 */
export class ChangeWalk {
  readonly #rules: RuleSet
  readonly #relations: DiffRelations
  readonly #log = new EditLog()
  readonly #frames: Frame[] = []

  constructor(rules: RuleSet) {
    this.#rules = rules
    this.#relations = new DiffRelations(rules)
  }

  run(before: JsonValue, after: JsonValue): readonly Edit[] {
    const root = new Place(null, '')
    this.#visit(root, before, after, this.#rules.root, -1)
    const frames = this.#frames
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next < frame.visits.length) {
        this.#visitNext(frame)
      } else {
        frames.pop()
        this.#shift(frame)
        this.#log.sumUp(frame.firstEdit, frame.place, frame.before, frame.after, frame.rule)
      }
    }
    return this.#log.edits
  }

  #visitNext(frame: Frame): void {
    const segment = frame.visits[frame.next]!
    frame.next += 1
    if (typeof segment === 'number') {
      const afterIndex = frame.visits[frame.next] as number
      frame.next += 1
      const before = (frame.before as JsonArray)[segment]!
      const after = (frame.after as JsonArray)[afterIndex]!
      this.#visit(
        new Place(frame.place, segment),
        before,
        after,
        this.#stateBelow(frame, segment),
        frame.rule,
      )
      return
    }
    const before = frame.before as JsonObject
    const after = frame.after as JsonObject
    const place = new Place(frame.place, segment)
    const state = this.#stateBelow(frame, segment)
    if (!Object.hasOwn(after, segment)) {
      this.#log.remove(place, before[segment]!, this.#ruleOfWhole(frame, before[segment]!, state))
    } else if (!Object.hasOwn(before, segment)) {
      this.#log.add(place, after[segment]!, this.#ruleOfWhole(frame, after[segment]!, state))
    } else {
      this.#visit(place, before[segment]!, after[segment]!, state, frame.rule)
    }
  }

  /** The rule that covers a member which only one side has. */
  #ruleOfWhole(frame: Frame, member: JsonValue, state: RuleState): number {
    return frame.rule === -1 ? this.#relations.coveringRule(member, state) : frame.rule
  }

  /** Beneath an ignored place all is ignored for the same reason: there the rules have nothing more to say. */
  #stateBelow(frame: Frame, segment: string | number): RuleState {
    return frame.rule === -1 ? this.#rules.step(frame.state, segment) : this.#rules.none
  }

  #visit(place: Place, before: JsonValue, after: JsonValue, state: RuleState, ruleAbove: number): void {
    if (before === after) return
    const rule = ruleAbove === -1 ? ruleAt(state) : ruleAbove
    const below = rule === -1 ? state : this.#rules.none
    if (!isContainer(before) || !isContainer(after) || isArray(before) !== isArray(after)) {
      this.#log.replace(place, before, after, rule)
      return
    }
    let visits: readonly (string | number)[]
    let shifts: readonly Shift[] = []
    if (isArray(before)) {
      const found = this.#compareElements(before, after as JsonArray, below)
      visits = found.visits
      shifts = found.shifts
    } else {
      visits = differingMembers(before, after as JsonObject)
    }
    const firstEdit = this.#log.edits.length
    this.#frames.push({ place, before, after, state: below, rule, firstEdit, visits, next: 0, shifts })
  }

  #compareElements(
    before: JsonArray,
    after: JsonArray,
    state: RuleState,
  ): { visits: readonly number[]; shifts: readonly Shift[] } {
    const visits: number[] = []
    const shifts: Shift[] = []
    for (const block of this.#align(before, after, state)) {
      if (block.kind === 'apart') {
        const removed = block.beforeEnd - block.beforeStart
        shifts.push({
          index: block.beforeStart,
          removed,
          addedStart: block.afterStart,
          addedEnd: block.afterEnd,
        })
      } else if (block.kind === 'changed' || state !== this.#rules.none) {
        // Elements that are the same under rules may still hold differences to report as ignored.
        for (let at = 0; at < block.beforeEnd - block.beforeStart; at += 1) {
          const left = block.beforeStart + at
          const right = block.afterStart + at
          if (before[left] !== after[right]) visits.push(left, right)
        }
      }
    }
    return { visits, shifts }
  }

  #align(before: JsonArray, after: JsonArray, state: RuleState): readonly Block[] {
    if (state.namesIndex) return alignByIndex(before, after)
    return alignArrays(before, after, this.#relations.ofElements(state))
  }

  #shift(frame: Frame): void {
    const { place, before, after, shifts } = frame
    const rule = frame.rule === -1 ? this.#ruleOfShifts(frame) : frame.rule
    for (let at = shifts.length - 1; at >= 0; at -= 1) {
      const { index, removed, addedStart, addedEnd } = shifts[at]!
      for (let back = index + removed - 1; back >= index; back -= 1) {
        this.#log.remove(new Place(place, back), (before as JsonArray)[back]!, rule)
      }
      for (let added = addedStart; added < addedEnd; added += 1) {
        this.#log.add(new Place(place, index + added - addedStart), (after as JsonArray)[added]!, rule)
      }
    }
  }

  /**
   * INVARIANT: all additions to and removals from one array are of one class, so leaving out the ignored ones moves
   * no index of those that stay. Where rules name indices, what one array is longer by is ignored only as a whole.
   */
  #ruleOfShifts(frame: Frame): number {
    if (!frame.state.namesIndex) return ruleAt(this.#rules.step(frame.state, 0))
    const { length } = frame.before as JsonArray
    const otherLength = (frame.after as JsonArray).length
    const start = Math.min(length, otherLength)
    for (let index = start; index < Math.max(length, otherLength); index += 1) {
      if (!this.#rules.step(frame.state, index).masked) return -1
    }
    return ruleAt(this.#rules.step(frame.state, start))
  }
}

function ruleAt(state: RuleState): number {
  return state.matched[0]?.rule ?? -1
}

/** Where a rule names an element by its index, the index is what makes it this element. */
function alignByIndex(before: JsonArray, after: JsonArray): Block[] {
  const shared = Math.min(before.length, after.length)
  return [
    { kind: 'changed', beforeStart: 0, beforeEnd: shared, afterStart: 0, afterEnd: shared },
    {
      kind: 'apart',
      beforeStart: shared,
      beforeEnd: before.length,
      afterStart: shared,
      afterEnd: after.length,
    },
  ]
}

function differingMembers(before: JsonObject, after: JsonObject): readonly string[] {
  const differing: string[] = []
  const keys = Object.keys(before)
  let shared = 0
  for (const key of keys) {
    if (Object.hasOwn(after, key)) {
      shared += 1
      if (before[key] !== after[key]) differing.push(key)
    } else {
      differing.push(key)
    }
  }
  const afterKeys = Object.keys(after)
  if (afterKeys.length > shared) {
    for (const key of afterKeys) if (!Object.hasOwn(before, key)) differing.push(key)
  }
  return differing.length > 1 ? differing.sort(compareCodePoints) : differing
}
