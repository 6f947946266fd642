import { type JsonValue, parseArrayIndex, parsePointer } from '../core/index.js'
import { type ElementCondition, meetsCondition, parseElementCondition } from './element-condition.js'

/** A pattern over pointers. */
export interface PlaceRule {
  /** JSON Pointer with `*` for one segment, `**` for any number of them, and `[name=value]` for elements. */
  readonly pointer: string
  /** The rule matches every place beneath those that it names, too. */
  readonly reachesDown?: boolean
}

/** What the rules can still say at and beneath one place. */
export interface RuleState {
  /** Numbers of the rules that match this very place, ascending. */
  readonly matched: readonly number[]
  /**
   * A rule goes on from this place by a segment that it spells out. A way that only `**` keeps open does not count: it
   * goes on from everywhere.
   */
  readonly reachesInside: boolean
  /** A rule names elements of an array here by their index. */
  readonly namesIndex: boolean
  /** What rules ask of elements of an array here. */
  readonly conditions: readonly ElementCondition[]
  readonly items: readonly Item[]
  readonly literals: ReadonlySet<string>
  readonly next: Map<string, RuleState>
}

/** Rule `rule` has matched its first `at` segments. */
interface Item {
  readonly rule: number
  readonly at: number
}

interface PatternSegment {
  readonly text: string
  readonly condition: ElementCondition | null
}

/** No segment of a pattern; a segment that is none of a state's literals takes this way. */
const ANY_OTHER = '*'

/**
 * All rules of one comparison as one automaton over pointer segments, so that the walk asks for the rules of a place
 * in constant time however many there are. Its states are built when they are first reached.
 */
export class RuleSet {
  /** The state at the root of the document. */
  readonly root: RuleState
  /** The state in which no rule can match any more. */
  readonly none: RuleState
  readonly #patterns: readonly (readonly PatternSegment[])[]
  readonly #states = new Map<string, RuleState>()

  /** @throws KeelsonError `core/invalid-pointer` */
  constructor(rules: readonly PlaceRule[]) {
    // One object for equal conditions: two rules for one element are one question.
    const conditions = new Map<string, ElementCondition | null>()
    this.#patterns = rules.map(({ pointer, reachesDown }) => {
      const texts = parsePointer(pointer)
      if (reachesDown === true && texts.at(-1) !== '**') texts.push('**')
      return texts.map((text) => {
        if (!conditions.has(text)) conditions.set(text, parseElementCondition(text))
        return { text, condition: conditions.get(text)! }
      })
    })
    this.none = this.#state([])
    this.root = this.#state(rules.map((_, rule) => ({ rule, at: 0 })))
  }

  /** The state one segment further down; conditions hold for no element, since none is given. */
  step(state: RuleState, segment: string | number): RuleState {
    if (state === this.none) return state
    const name = typeof segment === 'number' ? String(segment) : segment
    const way = state.literals.has(name) ? `/${name}` : ANY_OTHER
    return this.#follow(state, way, name, typeof segment === 'number' ? NO_CONDITIONS : null)
  }

  /** The state of an element, or of two that stand against each other: a condition must hold for both. */
  stepElement(state: RuleState, index: number, element: JsonValue, other: JsonValue = element): RuleState {
    if (state.conditions.length === 0) return this.step(state, index)
    const held = new Set<ElementCondition>()
    let way = ''
    state.conditions.forEach((condition, number) => {
      if (!meetsCondition(element, condition) || !meetsCondition(other, condition)) return
      held.add(condition)
      way += `,${number}`
    })
    const name = String(index)
    return this.#follow(state, `[${way}]${state.literals.has(name) ? name : ANY_OTHER}`, name, held)
  }

  /** `held` is `null` for a member, whose name a condition may look like. */
  #follow(
    state: RuleState,
    way: string,
    name: string,
    held: ReadonlySet<ElementCondition> | null,
  ): RuleState {
    let next = state.next.get(way)
    if (next === undefined) {
      next = this.#state(this.#advance(state.items, name, held))
      state.next.set(way, next)
    }
    return next
  }

  #advance(items: readonly Item[], name: string, held: ReadonlySet<ElementCondition> | null): Item[] {
    const next: Item[] = []
    for (const { rule, at } of items) {
      const segment = this.#patterns[rule]![at]
      if (segment === undefined) continue
      const { text, condition } = segment
      if (text === '**') next.push({ rule, at })
      else if (text === '*') next.push({ rule, at: at + 1 })
      else if (held !== null && condition !== null ? held.has(condition) : text === name) {
        next.push({ rule, at: at + 1 })
      }
    }
    return next
  }

  #state(reached: readonly Item[]): RuleState {
    const items = this.#close(reached)
    const name = items.map((item) => `${item.rule}.${item.at}`).join(' ')
    const known = this.#states.get(name)
    if (known !== undefined) return known
    const literals = new Set<string>()
    const conditions = new Set<ElementCondition>()
    const matched: number[] = []
    let reachesInside = false
    for (const { rule, at } of items) {
      const pattern = this.#patterns[rule]!
      const segment = pattern[at]
      if (segment === undefined) {
        matched.push(rule)
        continue
      }
      if (segment.text !== '*' && segment.text !== '**') literals.add(segment.text)
      if (segment.condition !== null) conditions.add(segment.condition)
      reachesInside ||= at > 0 && pattern[at - 1]!.text !== '**' && segment.text !== '**'
    }
    const state: RuleState = {
      matched,
      reachesInside,
      namesIndex: [...literals].some((literal) => parseArrayIndex(literal) !== -1),
      conditions: [...conditions],
      items,
      literals,
      next: new Map(),
    }
    this.#states.set(name, state)
    return state
  }

  /** Adds the positions behind each `**`, which may stand for no segment at all; ascending and without doubles. */
  #close(reached: readonly Item[]): Item[] {
    const items: Item[] = []
    const seen = new Set<string>()
    for (const { rule, at } of reached) {
      const pattern = this.#patterns[rule]!
      for (let position = at; ; position += 1) {
        const name = `${rule}.${position}`
        if (!seen.has(name)) items.push({ rule, at: position })
        seen.add(name)
        if (pattern[position]?.text !== '**') break
      }
    }
    return items.sort((left, right) => left.rule - right.rule || left.at - right.at)
  }
}

const NO_CONDITIONS: ReadonlySet<ElementCondition> = new Set()
