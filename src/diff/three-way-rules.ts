import { isJsonObject, type JsonObject, type JsonValue } from '../core/index.js'
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

  /** @throws KeelsonError `core/invalid-pointer` */
  constructor(ignore: readonly IgnoreRule[], owners: readonly OwnerRule[]) {
    this.#ignoreCount = ignore.length
    const rules = new RuleSet([
      ...ignore.map(({ pointer }) => ({ pointer })),
      ...owners.map(({ pointer, value }) => ({ pointer, value })),
    ])
    this.relations = new DiffRelations(rules)
  }

  /** What covers a place: the first rule of each kind that names a place above, or else this one. */
  coverAt(above: Cover, state: RuleState, { desired, live }: Omit<ThreeValues, 'base'>): Cover {
    let { ignored, owned } = above
    for (const { rule, value } of state.matched) {
      // A default fills a gap: where desired says something, live holding the default is a change like any other.
      if (value !== undefined && (desired !== undefined || !this.relations.identical(live, value))) continue
      if (rule >= this.#ignoreCount) owned = owned === -1 ? rule - this.#ignoreCount : owned
      else if (ignored === -1) ignored = rule
    }
    return ignored === above.ignored && owned === above.owned ? above : { ignored, owned }
  }

  /** Whether it depends on the value of live, and so can change with it, what covers the place. */
  dependsOnLive(state: RuleState): boolean {
    return state.matched.some(({ value }) => value !== undefined)
  }

  /** Whether rules cover something in a value that only live has, so that it cannot be taken away as a whole. */
  coverInside(live: JsonObject, state: RuleState): boolean {
    const open: { readonly object: JsonObject; readonly state: RuleState }[] = [{ object: live, state }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!next.state.reachesInside) continue
      for (const name of Object.keys(next.object)) {
        const member = next.object[name]!
        const below = this.relations.rules.step(next.state, name)
        if (isCovered(this.coverAt(NO_COVER, below, { desired: undefined, live: member }))) return true
        if (isJsonObject(member)) open.push({ object: member, state: below })
      }
    }
    return false
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
