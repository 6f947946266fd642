import { type JsonValue, parseArrayIndex, parsePointer } from '../core/index.js'

/** A pattern over pointers, and what a match of it does. */
export interface PlaceRule {
  /** JSON Pointer with `*` for one segment and `**` for any number of segments. */
  readonly pointer: string
  /**
   * The value that need not be there: present or absent is all the same. Where the rule has none, any two values at
   * the place are.
   */
  readonly value?: JsonValue | undefined
}

/** What the rules can still say at and beneath one place. */
export interface RuleState {
  /** The rules that name this very place, ascending. */
  readonly matched: readonly MatchedRule[]
  /** One of them is without a value. */
  readonly masked: boolean
  /**
   * A rule goes on from this place by a segment that it spells out. A way that only `**` keeps open does not count: it
   * goes on from everywhere.
   */
  readonly reachesInside: boolean
  /** A rule names elements of an array here by their index. */
  readonly namesIndex: boolean
  readonly items: readonly Item[]
  readonly literals: ReadonlySet<string>
  readonly next: Map<string, RuleState>
}

interface MatchedRule {
  readonly rule: number
  readonly value: JsonValue | undefined
}

/** Rule `rule` has matched its first `at` segments. */
interface Item {
  readonly rule: number
  readonly at: number
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
  readonly #rules: readonly PlaceRule[]
  readonly #patterns: readonly (readonly string[])[]
  readonly #states = new Map<string, RuleState>()

  /** @throws KeelsonError `core/invalid-pointer` */
  constructor(rules: readonly PlaceRule[]) {
    this.#rules = rules
    this.#patterns = rules.map((rule) => parsePointer(rule.pointer))
    this.none = this.#state([])
    this.root = this.#state(rules.map((_, rule) => ({ rule, at: 0 })))
  }

  /** The state one segment further down. */
  step(state: RuleState, segment: string | number): RuleState {
    if (state === this.none) return state
    const name = typeof segment === 'number' ? String(segment) : segment
    const way = state.literals.has(name) ? `/${name}` : ANY_OTHER
    let next = state.next.get(way)
    if (next === undefined) {
      next = this.#state(this.#advance(state.items, name))
      state.next.set(way, next)
    }
    return next
  }

  #advance(items: readonly Item[], segment: string): Item[] {
    const next: Item[] = []
    for (const { rule, at } of items) {
      const pattern = this.#patterns[rule]![at]
      if (pattern === '**') next.push({ rule, at })
      else if (pattern === '*' || pattern === segment) next.push({ rule, at: at + 1 })
    }
    return next
  }

  #state(reached: readonly Item[]): RuleState {
    const items = this.#close(reached)
    const name = items.map((item) => `${item.rule}.${item.at}`).join(' ')
    const known = this.#states.get(name)
    if (known !== undefined) return known
    const literals = new Set<string>()
    const matched: MatchedRule[] = []
    let reachesInside = false
    for (const { rule, at } of items) {
      const pattern = this.#patterns[rule]!
      if (at === pattern.length) matched.push({ rule, value: this.#rules[rule]!.value })
      else if (pattern[at] !== '*' && pattern[at] !== '**') literals.add(pattern[at]!)
      reachesInside ||= at > 0 && at < pattern.length && pattern[at - 1] !== '**' && pattern[at] !== '**'
    }
    const state: RuleState = {
      matched,
      masked: matched.some(({ value }) => value === undefined),
      reachesInside,
      namesIndex: [...literals].some((literal) => parseArrayIndex(literal) !== -1),
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
        if (pattern[position] !== '**') break
      }
    }
    return items.sort((left, right) => left.rule - right.rule || left.at - right.at)
  }
}
