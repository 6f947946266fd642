import {
  compareCodePoints,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  ownValue,
} from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import { type Cover, sameCover } from './cover.js'
import { coverOfOperation, type DiffRelations } from './diff-relations.js'
import { DraftDocument } from './draft-document.js'
import { KeyNotes } from './key-notes.js'
import { Place } from './place.js'
import { namesIndex, type PlaceState } from './place-rules.js'
import { sameEdits, type ThreeWayEdit } from './three-way-edit.js'
import { type LooseRow, planThreeLists, type ThreeWayPlan } from './three-way-lists.js'
import { type LogMark, ThreeWayLog, type ThreeWayPlace } from './three-way-log.js'
import type { Row } from './three-way-rows.js'
import type { ThreeHolders, ThreeWayRules } from './three-way-rules.js'
import { coverOfOrder } from './write-list-edits.js'

interface Node extends ThreeWayPlace, ThreeHolders {
  readonly state: PlaceState
  /** What covers the places above. */
  readonly above: Cover | null
}

/** Two containers of one kind, and of base the one of the same kind where it has one, whose inside is being walked. */
interface Frame {
  readonly node: Node
  readonly cover: Cover | null
  readonly base: JsonArray | JsonObject
  readonly desired: JsonArray | JsonObject
  readonly live: JsonArray | JsonObject
  /** Names of members, or rows of elements that desired and live both have. */
  readonly visits: readonly (string | Row)[]
  next: number
  /** Of lists. */
  readonly plan: ThreeWayPlan | null
  readonly mark: LogMark
}

/** A place whose drift could not be taken back alone: what its value in live was compared with. */
interface Undecided {
  readonly base: JsonValue | undefined
  readonly desired: JsonValue | undefined
  readonly state: PlaceState
  readonly cover: Cover | null
}

/**
 * Finds where base, desired and live do not agree, and why. Iterative: the depth of the documents never reaches the
 * call stack. Edits come in the order of members, those of one array in place first, then from the back.
 *
 * INVARIANT: taking back the material drift leaves no drift, and leaves everything else as it was found. For objects
 * that follows from their names. For an array in which drift stands beside something else, and for a place whose owner
 * depends on its value, it is put to the test: the drift is taken back and the place walked again. Where the rest does
 * not come out the same, the place as a whole is a conflict, for people to look at.
 */
export class ThreeWayWalk {
  readonly log: ThreeWayLog = new ThreeWayLog()
  readonly notes: KeyNotes = new KeyNotes()
  readonly #rules: ThreeWayRules
  readonly #relations: DiffRelations
  readonly #frames: Frame[] = []
  readonly #undecided: Map<JsonValue, Undecided>
  readonly #isTrial: boolean

  constructor(rules: ThreeWayRules, trialOf?: ThreeWayWalk) {
    this.#rules = rules
    this.#relations = rules.relations
    this.#isTrial = trialOf !== undefined
    this.#undecided = trialOf === undefined ? new Map() : trialOf.#undecided
  }

  run(base: JsonValue, desired: JsonValue, live: JsonValue, state: PlaceState): ThreeWayLog {
    const place = new Place(null, '')
    const holders = { baseHolder: undefined, desiredHolder: undefined, liveHolder: undefined }
    return this.#walk({
      place,
      livePlace: place,
      base,
      desired,
      live,
      state,
      above: null,
      name: '',
      ...holders,
      inSequence: false,
    })
  }

  #walk(node: Node): ThreeWayLog {
    this.#visit(node)
    const frames = this.#frames
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next < frame.visits.length) {
        frame.next += 1
        this.#visit(this.#child(frame, frame.visits[frame.next - 1]!))
      } else {
        frames.pop()
        this.#close(frame)
      }
    }
    return this.log
  }

  #visit(node: Node): void {
    const { base, desired, live, state, above } = node
    if (base === desired && desired === live) return
    const cover = this.#rules.coverAt(above, state)
    if (isContainer(desired) && isContainer(live) && isArray(desired) === isArray(live)) {
      if (this.#relations.identical(desired, live)) {
        if (this.#relations.identical(base, desired)) return
        if (!isContainer(base) || isArray(base) !== isArray(desired)) {
          this.log.record(node, cover, 'converged')
          return
        }
      } else if (cover === null) {
        const spelling = this.#relations.coverOfSpelling(desired, live, state)
        if (spelling !== null) {
          this.#compareWhole(node, spelling)
          return
        }
      }
      this.#enter(node, cover, desired, live)
      return
    }
    if (cover === null && this.#mustStayInPart(node)) this.#enter(node, null, {}, live as JsonObject)
    else this.#compareWhole(node, cover ?? this.#rules.coverOfWhole(node, state))
  }

  /** An object that only live has, with something in it that belongs to others. */
  #mustStayInPart(node: Node): boolean {
    const { desired, live, state } = node
    if (desired !== undefined || !isJsonObject(live) || !this.#rules.coverInside(live, state)) return false
    return this.#rules.coverOfItself(node, state) === null
  }

  #enter(
    node: Node,
    cover: Cover | null,
    desired: JsonArray | JsonObject,
    live: JsonArray | JsonObject,
  ): void {
    const mark = this.log.mark()
    if (isArray(desired)) {
      const lists = { base: isArray(node.base) ? node.base : [], desired, live: live as JsonArray }
      const comparing = this.#rules.comparing(node.state, cover)
      const plan = planThreeLists(lists, comparing, node.inSequence, this.#relations, (fault) => {
        this.notes.add(node.place, fault)
      })
      this.#frames.push({ node, cover, ...lists, visits: plan.visits, plan, next: 0, mark })
    } else {
      const base = isJsonObject(node.base) ? node.base : {}
      const visits = membersOf(base, desired, live as JsonObject)
      this.#frames.push({ node, cover, base, desired, live, visits, plan: null, next: 0, mark })
    }
  }

  #compareWhole(node: Node, cover: Cover | null, kind: ThreeWayEdit['kind'] = 'placed'): void {
    const cause = this.#rules.causeOf(node, node.state, cover)
    if (cause !== null) this.log.record(node, cover, cause, kind)
  }

  #child(frame: Frame, visit: string | Row): Node {
    if (typeof visit !== 'string') return this.#element(frame, visit, visit.desired, visit.live)
    const { place, livePlace, state, inSequence } = frame.node
    return {
      place: new Place(place, visit),
      livePlace: new Place(livePlace, visit),
      base: ownValue(frame.base as JsonObject, visit),
      desired: ownValue(frame.desired as JsonObject, visit),
      live: ownValue(frame.live as JsonObject, visit),
      state: this.#relations.places.member(state, visit),
      above: frame.cover,
      name: visit,
      ...holdersOf(frame),
      inSequence,
    }
  }

  #element(frame: Frame, row: Row, desiredIndex: number, liveIndex: number): Node {
    const { place, livePlace, state, inSequence } = frame.node
    const base = (frame.base as JsonArray)[row.base]
    const desired = (frame.desired as JsonArray)[row.desired]
    const live = (frame.live as JsonArray)[row.live]
    const element = desired ?? live ?? base ?? null
    // Indices mean something to rules only where rows go by index, and there all that a row has is one.
    const index = Math.max(row.base, row.desired, row.live)
    return {
      place: new Place(place, desiredIndex),
      livePlace: new Place(livePlace, liveIndex),
      base,
      desired,
      live,
      state: this.#relations.places.element(state, index, element, live ?? element),
      above: frame.cover,
      name: desiredIndex,
      ...holdersOf(frame),
      // What is covered by its operation is left out as an element of this list, and not within its elements.
      inSequence: inSequence || (frame.plan!.byContent && row.desired !== -1 && row.live !== -1),
    }
  }

  #close(frame: Frame): void {
    const { node, cover, mark, plan } = frame
    if (plan !== null) this.#closeList(frame, plan)
    const isAtRisk = plan === null ? this.#rules.dependsOnLive(node.state) : !plan.byKey
    if (isAtRisk && this.log.isMixed(mark) && !this.#canTakeBack(frame)) {
      this.log.sumUp(mark, node, cover, 'conflict')
    } else {
      this.log.boundPointers(mark, node)
    }
  }

  /** The rows that desired or live lacks, from the back: so each index holds until its own row is changed. */
  #closeList(frame: Frame, { loose, byKey, reordered }: ThreeWayPlan): void {
    const { cover, node } = frame
    const nodes = loose.map(({ row, desiredIndex, liveIndex }) =>
      this.#element(frame, row, desiredIndex, liveIndex),
    )
    const covers = nodes.map((element, at) => this.#coverOfElement(element, loose[at]!))
    // Where rules name indices, none can be left out from among those that one side is longer by: all or none.
    const isByIndex = namesIndex(this.#rules.comparing(node.state, cover))
    const coversHold = !isByIndex || covers.every((own) => own !== null)
    const mark = this.log.mark()
    for (let at = loose.length - 1; at >= 0; at -= 1) {
      this.#compareWhole(nodes[at]!, coversHold ? covers[at]! : cover, byKey ? 'unplaced' : 'placed')
    }
    if (byKey) this.log.sortReverts(mark, fromTheBackOfLive)
    if (reordered !== null) this.#compareWhole(node, cover ?? coverOfOrder(reordered), 'order')
  }

  #coverOfElement(element: Node, { isDisplaced }: LooseRow): Cover | null {
    const { state, above, live, desired, inSequence } = element
    const cover = this.#rules.coverAt(above, state) ?? state.unwritten
    if (cover !== null || inSequence) return cover
    if (desired === undefined && live !== undefined) {
      const byValue = state.byValue.find(({ value }) => this.#relations.identical(value, live))
      if (byValue !== undefined) return byValue.cover
    }
    return coverOfOperation(state, isDisplaced === true ? 'move' : desired === undefined ? 'add' : 'remove')
  }

  /** Takes the drift at a place back and looks whether everything else is still found as it was. */
  #canTakeBack({ node, cover, live, mark }: Frame): boolean {
    const { base, desired, state } = node
    const known = this.#undecided.get(live)
    if (known?.base === base && known?.desired === desired && known?.state === state) {
      return !sameCover(known.cover, cover)
    }
    if (this.#isTrial) return true
    const draft = new DraftDocument(live)
    const depth = node.livePlace.path().length
    for (const edit of this.log.reverts.slice(mark.reverts)) {
      const path = edit.livePlace.path().slice(depth).map(String)
      if (edit.desired === undefined) draft.remove(path)
      else if (edit.live === undefined) draft.add(path, edit.desired)
      else draft.replace(path, edit.desired)
    }
    const trial = new ThreeWayWalk(this.#rules, this).#walk({ ...node, live: draft.root })
    const found = trial.edits.filter(({ cause, kind }) => cause !== 'converged' && kind !== 'order')
    if (sameEdits(found, this.log.keptSince(mark), this.#relations)) return true
    this.#undecided.set(live, { base, desired, state, cover })
    return false
  }
}

function holdersOf({ node, base, desired, live }: Frame): Omit<ThreeHolders, 'name' | 'inSequence'> {
  return {
    baseHolder: node.base === undefined ? undefined : base,
    desiredHolder: node.desired === undefined ? undefined : desired,
    liveHolder: live,
  }
}

/** Removals before what is put in at the same place, and the rear before the front: so each index holds. */
function fromTheBackOfLive(left: ThreeWayEdit, right: ThreeWayEdit): number {
  const index = ({ livePlace }: ThreeWayEdit): number => livePlace.segment as number
  const own = ({ place }: ThreeWayEdit): number => place.segment as number
  const isRemoval = ({ desired }: ThreeWayEdit): number => (desired === undefined ? 1 : 0)
  return index(right) - index(left) || isRemoval(right) - isRemoval(left) || own(right) - own(left)
}

function membersOf(base: JsonObject, desired: JsonObject, live: JsonObject): string[] {
  const names = new Set([...Object.keys(desired), ...Object.keys(live), ...Object.keys(base)])
  const differing: string[] = []
  for (const name of names) {
    const value = ownValue(desired, name)
    if (value !== ownValue(live, name) || value !== ownValue(base, name)) differing.push(name)
  }
  return differing.sort(compareCodePoints)
}
