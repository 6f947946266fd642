import { isKeelsonError, KeelsonError } from '../../core/index.js'
import { seal } from '../../hash/index.js'
import { Context, OutOfFuel } from './context.js'
import type { Executable } from './executable.js'
import { runGroup } from './policy-group.js'
import { approvalsOf, checkOptions, checkRequest, targetOf } from './request.js'
import { exhausted, settle } from './settle.js'
import { planOf, type TargetPlan } from './target-plan.js'
import type { Approval, DecideOptions, Decision, PolicyRequest, TargetedRequest } from './types.js'

/** Decides one request against a program. */
export function decide(
  program: Executable,
  policyDigest: string,
  request: PolicyRequest | TargetedRequest,
  options: DecideOptions,
): Decision {
  const { now, fuel, digest } = checkOptions(options)
  // An accessor in the request may ask for another decision meanwhile: that one then has a state of its own.
  const context = program.idle ?? new Context({}, '', 0, 0, program.constantSlots)
  program.idle = null
  try {
    const roots = checkRequest(request)
    const target = targetOf(roots)
    const approvals = approvalsOf(roots)
    const inputDigest = digest ? seal(roots) : null
    context.restart(roots, target, now, fuel)
    const plan = planOf(program.index, target)
    return run(program, plan, approvals, context, policyDigest, inputDigest)
  } catch (error) {
    if (isKeelsonError(error)) throw error
    throw new KeelsonError('policy/invalid-request', 'reading the request failed', {
      path: '',
      help: 'hand in plain JSON data: no accessors, no proxies',
      cause: error,
    })
  } finally {
    program.idle = context
  }
}

function run(
  program: Executable,
  plan: TargetPlan,
  approvals: readonly Approval[],
  context: Context,
  policyDigest: string,
  inputDigest: string | null,
): Decision {
  try {
    const { groups } = plan
    for (let index = 0; index < groups.length; index += 1) runGroup(groups[index]!, context)
    return settle(program, plan, approvals, context, policyDigest, inputDigest)
  } catch (stop) {
    if (stop instanceof OutOfFuel) return exhausted(plan, context, policyDigest, inputDigest)
    throw stop
  }
}
