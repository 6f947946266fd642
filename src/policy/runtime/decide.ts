import { isKeelsonError, type JsonObject, type JsonValue, KeelsonError } from '../../core/index.js'
import { seal } from '../../hash/index.js'
import { Context, OutOfFuel } from './context.js'
import type { Executable, ExecutablePolicy } from './executable.js'
import { type CheckedRequest, checkOptions, checkRequest } from './request.js'
import { type Settled, settle } from './settle.js'
import { visitTarget } from './target-index.js'
import type { DecideOptions, Decision, PolicyRequest, TargetedRequest } from './types.js'

/** Decides one request against a program. */
export function decide(
  program: Executable,
  policyDigest: string,
  request: PolicyRequest | TargetedRequest,
  options: DecideOptions,
): Decision {
  const { now, fuel, digest } = checkOptions(options)
  try {
    const checked = checkRequest(request)
    const inputDigest = digest ? seal(checked.roots) : null
    const context = new Context(checked.roots, checked.target, now, fuel, program.constantSlots)
    const settled = run(program, checked, context)
    const decision: Decision = {
      effect: settled.effect,
      verdict: settled.verdict,
      reasons: settled.reasons,
      obligations: settled.obligations,
      patches: settled.patches,
      warnings: settled.warnings,
      errors: settled.errors,
      cost: fuel - Math.max(0, context.fuel),
      policyDigest,
      inputDigest,
    }
    const { subject, approvedUntil } = settled
    if (subject === undefined) return decision
    return { ...decision, subject, ...(approvedUntil !== undefined && { approvedUntil }) }
  } catch (error) {
    if (isKeelsonError(error)) throw error
    throw new KeelsonError('policy/invalid-request', 'reading the request failed', {
      path: '',
      help: 'hand in plain JSON data: no accessors, no proxies',
      cause: error,
    })
  }
}

function run(program: Executable, request: CheckedRequest, context: Context): Settled {
  const matched: ExecutablePolicy[] = []
  visitTarget(program.index, request.target, (policy) => matched.push(policy))
  try {
    for (const policy of matched) {
      context.policy = policy.facts
      context.spend(1)
      policy.run(context, null)
    }
    return settle(program, matched, request, context, () => sealSubject(request.roots))
  } catch (stop) {
    if (stop instanceof OutOfFuel) return exhausted(matched)
    throw stop
  }
}

/** Computed facts: always read afresh, and so not part of what people approve. */
const NOT_SEALED: readonly string[] = ['approvals', 'drift', 'behaviour']

/** What approvals of a request must name. @throws KeelsonError as `seal` */
export function sealSubject(request: JsonObject): string {
  const subject: Record<string, JsonValue> = {}
  for (const name of Object.keys(request)) {
    if (NOT_SEALED.includes(name)) continue
    const value = request[name]!
    Object.defineProperty(subject, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return seal(subject)
}

// INVARIANT: nothing of what was found so far is told, since how far the fuel went depends on the order of policies.
function exhausted(matched: readonly ExecutablePolicy[]): Settled {
  return {
    effect: 'deny',
    verdict: matched.some((policy) => policy.facts.judges) ? 'review' : null,
    reasons: [],
    obligations: [],
    patches: [],
    warnings: [],
    errors: [
      {
        policy: null,
        code: 'policy/fuel-exhausted',
        message: 'the decision needs more fuel than it was given',
      },
    ],
  }
}
