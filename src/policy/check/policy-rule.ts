import type { Expression, Statement } from '../runtime/program.js'

/** Something a policy does, and when. */
export interface PolicyRule {
  readonly statement: Statement & { readonly op: 'effect' | 'approvals' | 'obligation' }
  /** Equal for rules that do the same, whatever their conditions. */
  readonly number: number
  /** Numbers of the conditions it stands under, all of which must be true; `null` where there are too many to compare. */
  readonly guards: readonly number[] | null
  /** The `all … in …` among its conditions, and whether each must be true or false. */
  readonly quantifiers: readonly Quantified[]
}

export interface Quantified {
  readonly node: Expression & { readonly op: 'quantifier' }
  /** Number of the list it goes through. */
  readonly list: number
  readonly holds: boolean
}

/** Whether the rule is kept from firing by nothing that lets the other one fire. */
export function firesWhenever(rule: PolicyRule, other: PolicyRule): boolean {
  const { guards } = other
  if (rule.guards === null || guards === null || rule.guards.length > guards.length) return false
  return rule.guards.every((guard) => guards.includes(guard))
}
