import type { Span } from '../../core/index.js'
import type { ProgramPolicy } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'

/** A policy whose body was gone through. */
export interface CheckedPolicy {
  readonly policy: ProgramPolicy
  /** Of its name. */
  readonly span: Span
  /** Equal for bodies that mean the same. */
  readonly number: number
}

/** Two policies that do the same for the same targets. What they say of severity and controls may differ. */
export function checkDuplicatePolicies(policies: readonly CheckedPolicy[], tools: CheckTools): void {
  const known = new Map<string, CheckedPolicy>()
  for (const checked of policies) {
    const { policy, number } = checked
    const targets = policy.targets.map(({ kind, name }) => `${kind} ${name}`).join('\n')
    const key = `${policy.mode} ${number}\n${targets}`
    const other = known.get(key)
    if (other === undefined) known.set(key, checked)
    else report(checked, other, tools)
  }
}

function report(one: CheckedPolicy, other: CheckedPolicy, tools: CheckTools): void {
  const [first, second] = isBefore(one.span, other.span) ? [one, other] : [other, one]
  const place =
    first.span.path === second.span.path
      ? `line ${first.span.line}`
      : `${first.span.path ?? 'another text'}, line ${first.span.line}`
  const message = `${second.policy.name} does the same as ${first.policy.name} (${place}), for the same targets`
  tools.warn('policy/duplicate-policy', message, second.span, 'remove one of them')
}

function isBefore(one: Span, other: Span): boolean {
  return one.path === other.path ? one.offset < other.offset : (one.path ?? '') < (other.path ?? '')
}
