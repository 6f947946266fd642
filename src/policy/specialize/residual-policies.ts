import { factsOf } from '../runtime/policy-facts.js'
import type { Program, ProgramPolicy, Target } from '../runtime/program.js'
import { NO_BINDINGS } from './binding.js'
import type { ResidualStatements } from './residual-statement.js'

/** Policies for a known target, and the effect of a target that no policy matches. */
export interface ResidualPolicies {
  readonly policies: readonly ProgramPolicy[]
  readonly fallback: Program['fallback']
}

/** What is left of the policies that can match: bodies folded, and those of which nothing is left dropped. */
export function residualPolicies(
  program: Program,
  target: Target,
  statements: ResidualStatements,
): ResidualPolicies {
  const matching = program.policies.filter((policy) => policy.targets.some((own) => overlap(own, target)))
  // With one target there is one mode, which then is that of the fallback: policies with nothing in them can go.
  const first = target.kind === 'exact' ? matching[0] : undefined
  const fallback = first === undefined ? program.fallback : first.mode === 'gate' ? 'allow' : 'deny'
  const folded = matching.map((policy) => residualPolicy(policy, target, statements))
  const policies = folded.filter(
    ({ body, mode }) => body.length > 0 || (mode === 'gate') !== (fallback === 'allow'),
  )
  return { policies, fallback }
}

function residualPolicy(
  policy: ProgramPolicy,
  target: Target,
  statements: ResidualStatements,
): ProgramPolicy {
  const before = factsOf(policy)
  const body = statements.block(policy.body, NO_BINDINGS)
  const targets = target.kind === 'exact' ? [target] : policy.targets.filter((own) => overlap(own, target))
  const left: ProgramPolicy = { ...policy, targets, body }
  const after = factsOf(left)
  // INVARIANT: an error denies by what the policy was written to do, also where that is gone.
  return {
    ...left,
    ...(before.decides && !after.decides ? { decides: true } : {}),
    ...(before.judges && !after.judges ? { judges: true } : {}),
  }
}

function overlap(own: Target, known: Target): boolean {
  if (own.kind === 'every' || known.kind === 'every') return true
  return covers(own, known) || covers(known, own)
}

function covers(wide: Target, narrow: Target): boolean {
  if (wide.name === narrow.name)
    return wide.kind === 'prefix' ? narrow.kind === 'prefix' : wide.kind === narrow.kind
  return wide.kind === 'prefix' && narrow.name.startsWith(`${wide.name}.`)
}
