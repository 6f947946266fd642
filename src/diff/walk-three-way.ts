import {
  compareCodePoints,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  ownValue,
} from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import type { DiffRelations } from './diff-relations.js'
import { DraftDocument } from './draft-document.js'
import { Place } from './place.js'
import type { RuleState } from './rule-set.js'
import { sameEdits } from './three-way-edit.js'
import { type LogMark, ThreeWayLog, type ThreeWayPlace } from './three-way-log.js'
import { type Row, rowsByContent, rowsByIndex } from './three-way-rows.js'
import { type Cover, isCovered, NO_COVER, type ThreeWayRules } from './three-way-rules.js'

interface Node extends ThreeWayPlace {
  readonly state: RuleState
  /** What covers the places above. */
  readonly above: Cover
}

/** Two containers of one kind, and of base the one of the same kind where it has one, whose inside is being walked. */
interface Frame {
  readonly node: Node
  readonly cover: Cover
  readonly base: JsonArray | JsonObject
  readonly desired: JsonArray | JsonObject
  readonly live: JsonArray | JsonObject
  /** Names of members, or rows of elements that desired and live both have. */
  readonly visits: readonly (string | Row)[]
  next: number
  /** Of arrays: the other rows. */
  readonly loose: readonly LooseRow[]
  readonly mark: LogMark
}

/** A row with the indices that what it lacks would have. */
interface LooseRow {
  readonly row: Row
  readonly desiredIndex: number
  readonly liveIndex: number
}

/** A place whose drift could not be taken back alone: what its value in live was compared with. */
interface Undecided {
  readonly base: JsonValue | undefined
  readonly desired: JsonValue | undefined
  readonly state: RuleState
  readonly cover: Cover
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

  run(base: JsonValue, desired: JsonValue, live: JsonValue): ThreeWayLog {
    const place = new Place(null, '')
    const state = this.#relations.rules.root
    return this.#walk({ place, livePlace: place, base, desired, live, state, above: NO_COVER })
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
    const cover = this.#rules.coverAt(above, state, node)
    if (isContainer(desired) && isContainer(live) && isArray(desired) === isArray(live)) {
      if (this.#relations.identical(desired, live)) {
        if (this.#relations.identical(base, desired)) return
        if (!isContainer(base) || isArray(base) !== isArray(desired)) {
          this.log.record(node, cover, 'converged')
          return
        }
      }
      this.#enter(node, cover, desired, live)
    } else if (this.#mustStayInPart(node, cover)) {
      this.#enter(node, cover, {}, live as JsonObject)
    } else {
      this.#compareWhole(node, cover)
    }
  }

  /** An object that only live has, with something in it that belongs to others. */
  #mustStayInPart({ desired, live, state }: Node, cover: Cover): boolean {
    return (
      desired === undefined && !isCovered(cover) && isJsonObject(live) && this.#rules.coverInside(live, state)
    )
  }

  #enter(node: Node, cover: Cover, desired: JsonArray | JsonObject, live: JsonArray | JsonObject): void {
    const mark = this.log.mark()
    if (isArray(desired)) {
      const base = isArray(node.base) ? node.base : []
      const rows = this.#alignElements(base, desired, live as JsonArray, node.state, cover)
      this.#frames.push({ node, cover, base, desired, live, ...rows, next: 0, mark })
    } else {
      const base = isJsonObject(node.base) ? node.base : {}
      const visits = membersOf(base, desired, live as JsonObject)
      this.#frames.push({ node, cover, base, desired, live, visits, loose: [], next: 0, mark })
    }
  }

  #compareWhole(node: Node, cover: Cover): void {
    const cause = this.#rules.causeOf(node, node.state, cover)
    if (cause !== null) this.log.record(node, cover, cause)
  }

  #child(frame: Frame, visit: string | Row): Node {
    if (typeof visit !== 'string') return this.#element(frame, visit, visit.desired, visit.live)
    const { place, livePlace, state } = frame.node
    return {
      place: new Place(place, visit),
      livePlace: new Place(livePlace, visit),
      base: ownValue(frame.base as JsonObject, visit),
      desired: ownValue(frame.desired as JsonObject, visit),
      live: ownValue(frame.live as JsonObject, visit),
      state: this.#relations.rules.step(state, visit),
      above: frame.cover,
    }
  }

  #element(frame: Frame, row: Row, desiredIndex: number, liveIndex: number): Node {
    const { place, livePlace, state } = frame.node
    return {
      place: new Place(place, desiredIndex),
      livePlace: new Place(livePlace, liveIndex),
      base: (frame.base as JsonArray)[row.base],
      desired: (frame.desired as JsonArray)[row.desired],
      live: (frame.live as JsonArray)[row.live],
      // Indices mean something to rules only where rows go by index, and there all that a row has is one.
      state: this.#relations.rules.step(state, Math.max(row.base, row.desired, row.live)),
      above: frame.cover,
    }
  }

  #alignElements(
    base: JsonArray,
    desired: JsonArray,
    live: JsonArray,
    state: RuleState,
    cover: Cover,
  ): { visits: readonly Row[]; loose: readonly LooseRow[] } {
    const comparing = this.#rules.comparing(state, cover)
    const rows = comparing.namesIndex
      ? rowsByIndex(base, desired, live)
      : rowsByContent(base, desired, live, this.#relations.ofElements(comparing))
    const visits: Row[] = []
    const loose: LooseRow[] = []
    let desiredIndex = 0
    let liveIndex = 0
    for (const row of rows) {
      if (row.desired !== -1 && row.live !== -1) visits.push(row)
      else {
        loose.push({
          row,
          desiredIndex: row.desired === -1 ? desiredIndex : row.desired,
          liveIndex: row.live === -1 ? liveIndex : row.live,
        })
      }
      if (row.desired !== -1) desiredIndex = row.desired + 1
      if (row.live !== -1) liveIndex = row.live + 1
    }
    return { visits, loose }
  }

  #close(frame: Frame): void {
    this.#closeLoose(frame)
    const { node, cover, mark } = frame
    const isAtRisk = isArray(frame.live) || this.#rules.dependsOnLive(node.state)
    if (isAtRisk && this.log.isMixed(mark) && !this.#canTakeBack(frame)) {
      this.log.sumUp(mark, node, cover, 'conflict')
    } else {
      this.log.boundPointers(mark, node)
    }
  }

  /** The rows that desired or live lacks, from the back: so each index holds until its own row is changed. */
  #closeLoose(frame: Frame): void {
    const { loose, cover } = frame
    const nodes = loose.map(({ row, desiredIndex, liveIndex }) =>
      this.#element(frame, row, desiredIndex, liveIndex),
    )
    const covers = nodes.map((node) => this.#rules.coverAt(node.above, node.state, node))
    // Where rules name indices, none can be left out from among those that one side is longer by: all or none.
    const isByIndex = this.#rules.comparing(frame.node.state, cover).namesIndex
    const coversHold = !isByIndex || covers.every(isCovered)
    for (let at = loose.length - 1; at >= 0; at -= 1) {
      this.#compareWhole(nodes[at]!, coversHold ? covers[at]! : cover)
    }
  }

  /** Takes the drift at a place back and looks whether everything else is still found as it was. */
  #canTakeBack({ node, cover, live, mark }: Frame): boolean {
    const { base, desired, state } = node
    const known = this.#undecided.get(live)
    if (known?.base === base && known?.desired === desired && known?.state === state) {
      return !(known.cover.ignored === cover.ignored && known.cover.owned === cover.owned)
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
    const found = trial.edits.filter(({ cause }) => cause !== 'converged')
    if (sameEdits(found, this.log.keptSince(mark), this.#relations)) return true
    this.#undecided.set(live, { base, desired, state, cover })
    return false
  }
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
