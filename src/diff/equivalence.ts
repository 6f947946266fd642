import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import type { RuleSet, RuleState } from './rule-set.js'

type Container = JsonArray | JsonObject

/** Two containers of one kind that are being compared, and how far. */
interface Frame {
  readonly left: Container
  readonly right: Container
  readonly state: RuleState
  /** Names of the members to compare; `null` for arrays. */
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
}

/**
 * Equality of values up to what rules cover. Under rules without values it holds exactly where the differ finds no
 * change that is not covered: so what aligns arrays and what judges changes cannot disagree. Where a rule has a value,
 * a member that holds it is the same as one that is absent.
 */
export class Equivalence {
  readonly #rules: RuleSet
  // Pairs already found to differ. A walk that compares on its way down would otherwise compare what lies at the
  // bottom once per level.
  readonly #unequal = new Map<Container, Frame>()

  constructor(rules: RuleSet) {
    this.#rules = rules
  }

  same(left: JsonValue, right: JsonValue, state: RuleState): boolean {
    if (left === right || state.masked) return true
    if (!isContainer(left) || !isContainer(right)) return false
    const top = this.#open(left, right, state)
    if (top === null) return false
    const frames: Frame[] = [top]
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      const child = this.#nextPair(frame)
      if (child === 'done') frames.pop()
      else if (child !== null) frames.push(child)
      else {
        for (const open of frames) this.#unequal.set(open.left, open)
        return false
      }
    }
    return true
  }

  /**
   * The first rule that covers a value which only one side has: one that names its place, or, where rules reach into
   * an object, those that between them cover all that is in it. -1 where something in it is not covered, or nothing is.
   */
  coveringRule(value: JsonValue, state: RuleState): number {
    let first = this.#ruleAt(value, state)
    if (first !== -1 || !state.reachesInside) return first
    const open: { readonly value: JsonValue; readonly state: RuleState }[] = [{ value, state }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const names = isJsonObject(next.value) && next.state.reachesInside ? Object.keys(next.value) : []
      if (names.length === 0) return -1
      for (const name of names) {
        const member = (next.value as JsonObject)[name]!
        const below = this.#rules.step(next.state, name)
        const rule = this.#ruleAt(member, below)
        if (rule === -1) open.push({ value: member, state: below })
        else if (first === -1 || rule < first) first = rule
      }
    }
    return first
  }

  #ruleAt(member: JsonValue, state: RuleState): number {
    for (const { rule, value } of state.matched) {
      if (value === undefined || this.same(member, value, this.#rules.none)) return rule
    }
    return -1
  }

  /** Goes on to the next pair of containers to compare; `null` where a difference turns up. */
  #nextPair(frame: Frame): Frame | 'done' | null {
    while (frame.next < frame.length) {
      const at = frame.next
      frame.next += 1
      let left: JsonValue
      let right: JsonValue
      if (frame.keys === null) {
        left = (frame.left as JsonArray)[at]!
        right = (frame.right as JsonArray)[at]!
      } else {
        const key = frame.keys[at]!
        if (!Object.hasOwn(frame.right, key)) return null
        left = (frame.left as JsonObject)[key]!
        right = (frame.right as JsonObject)[key]!
      }
      if (left === right) continue
      const state = this.#rules.step(frame.state, frame.keys?.[at] ?? at)
      if (state.masked) continue
      if (!isContainer(left) || !isContainer(right)) return null
      return this.#open(left, right, state)
    }
    return 'done'
  }

  /** `null` where the pair is known to differ, or shows it by its kind or size. */
  #open(left: Container, right: Container, state: RuleState): Frame | null {
    const known = this.#unequal.get(left)
    if (known !== undefined && known.right === right && known.state === state) return null
    if (isArray(left) || isArray(right)) {
      if (!isArray(left) || !isArray(right)) return null
      const length = this.#comparedElements(left, right, state)
      return length === -1 ? null : { left, right, state, keys: null, length, next: 0 }
    }
    const keys = this.#comparedKeys(left, right, state)
    return keys === null ? null : { left, right, state, keys, length: keys.length, next: 0 }
  }

  /** How many pairs of elements decide, from the start; -1 where one side has an element more that counts. */
  #comparedElements(left: JsonArray, right: JsonArray, state: RuleState): number {
    const shared = Math.min(left.length, right.length)
    const longest = Math.max(left.length, right.length)
    for (let index = shared; index < longest; index += 1) {
      if (!this.#rules.step(state, index).masked) return -1
      if (!state.namesIndex) break
    }
    return shared
  }

  /** Names of the members that decide; `null` where one side has a member more that counts. */
  #comparedKeys(left: JsonObject, right: JsonObject, state: RuleState): readonly string[] | null {
    const keys = Object.keys(left)
    if (state === this.#rules.none) return keys.length === Object.keys(right).length ? keys : null
    const shared: string[] = []
    for (const key of keys) {
      if (Object.hasOwn(right, key)) shared.push(key)
      else if (!this.#mayBeAbsent(left, key, state)) return null
    }
    for (const key of Object.keys(right)) {
      if (!Object.hasOwn(left, key) && !this.#mayBeAbsent(right, key, state)) return null
    }
    return shared
  }

  #mayBeAbsent(object: JsonObject, key: string, state: RuleState): boolean {
    return this.coveringRule(object[key]!, this.#rules.step(state, key)) !== -1
  }
}
