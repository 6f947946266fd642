import type { ProgramPolicy } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import type { PolicyRule } from './policy-rule.js'

/** An `allow` that opens every door, and one that opens none. */
export function checkAllows(policy: ProgramPolicy, rules: readonly PolicyRule[], tools: CheckTools): void {
  const isForAll = policy.targets.some(({ kind }) => kind === 'every')
  for (const { statement, guards } of rules) {
    if (statement.op !== 'effect' || statement.effect !== 'allow') continue
    const span = tools.excerpts.span(statement.at)
    if (policy.mode === 'gate') {
      const message =
        'in mode gate everything is allowed that nothing stands against: this allow changes nothing'
      const help = 'write mode guard to deny what nothing allows, or remove the rule'
      tools.warn('policy/allow-in-gate', message, span, help)
    } else if (isForAll && guards?.length === 0) {
      const message = 'this allow always fires, for every target: what no rule denies is allowed'
      const help = 'narrow the targets, give it a condition, or write mode gate'
      tools.warn('policy/allow-always-fires', message, span, help)
    }
  }
}
