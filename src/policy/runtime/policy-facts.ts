import type { ProgramPolicy, Statement } from './program.js'
import type { Severity } from './types.js'

/** What reasons and rules need to know of a policy. */
export interface PolicyFacts {
  readonly name: string
  /** Where its name stands among those of a program. */
  readonly rank: number
  readonly mode: 'guard' | 'gate'
  readonly severity: Severity
  readonly controls: readonly string[]
  /** Message of rules that have none of their own, where it is not empty. */
  readonly documentation: string
  /** Contains allow, deny or require: an error in it denies. */
  readonly decides: boolean
  /** Contains a verdict. */
  readonly judges: boolean
}

export function factsOf(policy: ProgramPolicy, rank: number = 0): PolicyFacts {
  const effects = new Set<string>()
  collectEffects(policy.body, effects)
  return {
    name: policy.name,
    rank,
    mode: policy.mode,
    severity: policy.severity,
    // Handed out with every decision, so no caller may change it.
    controls: Object.freeze([...policy.controls]),
    documentation: policy.documentation,
    decides: policy.decides === true || effects.has('allow') || effects.has('deny') || effects.has('require'),
    judges: policy.judges === true || effects.has('review') || effects.has('revert') || effects.has('accept'),
  }
}

function collectEffects(body: readonly Statement[], effects: Set<string>): void {
  for (const statement of body) {
    switch (statement.op) {
      case 'effect':
        effects.add(statement.effect)
        break
      case 'approvals':
      case 'obligation':
        effects.add('require')
        break
      case 'when':
        collectEffects(statement.body, effects)
        collectEffects(statement.otherwise, effects)
        break
      case 'for':
        collectEffects(statement.body, effects)
        break
      case 'let':
      case 'fix':
        break
    }
  }
}
