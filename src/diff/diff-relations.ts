import { isJsonObject, type JsonValue } from '../core/index.js'
import type { ElementRelation } from './align-arrays.js'
import { Equivalence } from './equivalence.js'
import type { RuleSet, RuleState } from './rule-set.js'
import { StructuralHash } from './structural-hash.js'

/** What counts as the same in one comparison: its rules, the equality under them, and the hash that goes with it. */
export class DiffRelations {
  readonly rules: RuleSet
  readonly #equivalence: Equivalence
  readonly #hash: StructuralHash

  constructor(rules: RuleSet) {
    this.rules = rules
    this.#equivalence = new Equivalence(rules)
    this.#hash = new StructuralHash(rules)
  }

  /** Equal up to what the rules cover; two absent values are equal, too. */
  same(left: JsonValue | undefined, right: JsonValue | undefined, state: RuleState): boolean {
    if (left === undefined || right === undefined) return left === right
    return this.#equivalence.same(left, right, state)
  }

  /** Equal as JSON. */
  identical(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
    return this.same(left, right, this.rules.none)
  }

  /** See {@link Equivalence.coveringRule}. */
  coveringRule(value: JsonValue, state: RuleState): number {
    return this.#equivalence.coveringRule(value, state)
  }

  /**
   * How elements of an array with this state are told apart. Only for arrays in which no rule names an index: there
   * what holds for one element holds for all.
   */
  ofElements(state: RuleState): ElementRelation {
    const element = this.rules.step(state, 0)
    // Where whole elements are covered, any two would count as the same; aligned they must be as they are.
    const strict = element.masked ? this.rules.none : element
    return {
      same: (left, right) => this.#equivalence.same(left, right, strict),
      hash: (value) => this.#hash.of(value, strict),
      likeness: (left, right) => this.#likeness(left, right, strict),
    }
  }

  #likeness(left: JsonValue, right: JsonValue, state: RuleState): number {
    if (!isJsonObject(left) || !isJsonObject(right)) return 0
    let count = 0
    for (const key of Object.keys(left)) {
      if (!Object.hasOwn(right, key)) continue
      if (this.#equivalence.same(left[key]!, right[key]!, this.rules.step(state, key))) count += 1
    }
    return count
  }
}
