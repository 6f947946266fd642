import type { JsonValue } from '../core/index.js'
import { DiffRelations } from './diff-relations.js'
import { RuleSet, type RuleState } from './rule-set.js'
import type { ChangeCause, IgnoreRule, OwnerRule } from './types.js'

/** The rules that cover a place: the number of an ignore rule and of an owner rule, -1 where there is none. */
export interface Cover {
  readonly ignored: number
  readonly owned: number
}

export const NO_COVER: Cover = { ignored: -1, owned: -1 }

export function isCovered(cover: Cover): boolean {
  return cover.ignored !== -1 || cover.owned !== -1
}

/** The values at one place of the three documents; `undefined` where a document has none. */
export interface ThreeValues {
  readonly base: JsonValue | undefined
  readonly desired: JsonValue | undefined
  readonly live: JsonValue | undefined
}

/** What the rules of a three-way comparison say about a place, and why its values differ. */
export class ThreeWayRules {
  readonly relations: DiffRelations
  readonly #ignoreCount: number
  readonly #owners: readonly OwnerRule[]

  /** @throws KeelsonError `core/invalid-pointer` */
  constructor(ignore: readonly IgnoreRule[], owners: readonly OwnerRule[]) {
    this.#ignoreCount = ignore.length
    this.#owners = owners
    // An owner rule that depends on a value does not mask: whether it covers a place shows only when live is looked at.
    const rules = new RuleSet([
      ...ignore.map(({ pointer }) => ({ pointer, masks: true })),
      ...owners.map(({ pointer, value }) => ({ pointer, masks: value === undefined })),
    ])
    this.relations = new DiffRelations(rules)
  }

  /** What covers a place: the first rule of each kind that names a place above, or else this one. */
  coverAt(above: Cover, state: RuleState, live: JsonValue | undefined): Cover {
    let { ignored, owned } = above
    for (const rule of state.matched) {
      if (rule < this.#ignoreCount) {
        if (ignored === -1) ignored = rule
      } else if (owned === -1) {
        const { value } = this.#owners[rule - this.#ignoreCount]!
        if (value === undefined || this.relations.identical(live, value)) owned = rule - this.#ignoreCount
      }
    }
    return ignored === above.ignored && owned === above.owned ? above : { ignored, owned }
  }

  /** Whether it depends on the value of live, and so can change with it, what covers the place. */
  dependsOnLive(state: RuleState): boolean {
    return state.matched.some((rule) => this.#owners[rule - this.#ignoreCount]?.value !== undefined)
  }

  /** Covered values are compared as they are: what differs is reported, with what covers it. */
  comparing(state: RuleState, cover: Cover): RuleState {
    return state.masked || isCovered(cover) ? this.relations.rules.none : state
  }

  /** `null` where the three agree. */
  causeOf({ base, desired, live }: ThreeValues, state: RuleState, cover: Cover): ChangeCause | null {
    const comparing = this.comparing(state, cover)
    const baseIsDesired = this.relations.same(base, desired, comparing)
    if (this.relations.same(desired, live, comparing)) return baseIsDesired ? null : 'converged'
    if (cover.owned !== -1) return 'foreign'
    if (baseIsDesired) return 'drift'
    return this.relations.same(base, live, comparing) ? 'pending' : 'conflict'
  }
}
