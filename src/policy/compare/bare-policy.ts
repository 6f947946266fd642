import { factsOf } from '../runtime/policy-facts.js'
import type { ProgramPolicy, Statement } from '../runtime/program.js'

/**
 * A policy without what decides nothing: messages, places and warnings, whose parts would be read for nothing. `null`
 * for one that can change no effect, verdict, obligation or patch: not by an error either.
 */
export function barePolicy(policy: ProgramPolicy): ProgramPolicy | null {
  const { decides, judges } = factsOf(policy)
  return decides || judges || hasFixes(policy.body) ? { ...policy, body: bareBlock(policy.body) } : null
}

/** Whether a rule proposes to change the request. */
export function hasFixes(body: readonly Statement[]): boolean {
  return someStatement(body, (statement) =>
    statement.op === 'effect' ? statement.fixes.length > 0 : statement.op === 'fix',
  )
}

/** Whether a rule asks for approvals. */
export function hasApprovals(body: readonly Statement[]): boolean {
  return someStatement(body, ({ op }) => op === 'approvals')
}

function someStatement(body: readonly Statement[], holds: (statement: Statement) => boolean): boolean {
  return body.some((statement) => {
    if (holds(statement)) return true
    if (statement.op === 'when') {
      return someStatement(statement.body, holds) || someStatement(statement.otherwise, holds)
    }
    return statement.op === 'for' && someStatement(statement.body, holds)
  })
}

function bareBlock(body: readonly Statement[]): Statement[] {
  return body.flatMap((statement): Statement[] => {
    switch (statement.op) {
      case 'effect':
        if (statement.effect === 'warn' && statement.fixes.length === 0) return []
        return [{ ...statement, message: [], pointer: [] }]
      case 'approvals':
      case 'obligation':
        return [{ ...statement, message: [] }]
      // A condition with nothing to guard may still be an error, which denies.
      case 'when':
        return [{ ...statement, body: bareBlock(statement.body), otherwise: bareBlock(statement.otherwise) }]
      case 'for':
        return [{ ...statement, body: bareBlock(statement.body) }]
      default:
        return [statement]
    }
  })
}
