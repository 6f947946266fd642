import { isKeelsonError, KeelsonError } from '../../core/index.js'
import { seal } from '../../hash/index.js'
import { Context, OutOfFuel } from './context.js'
import type { Executable } from './executable.js'
import { runGroup } from './policy-group.js'
import { type CheckedRequest, checkOptions, checkRequest } from './request.js'
import { exhausted, settle } from './settle.js'
import { planOf } from './target-index.js'
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
    return run(program, policyDigest, checked, inputDigest, context)
  } catch (error) {
    if (isKeelsonError(error)) throw error
    throw new KeelsonError('policy/invalid-request', 'reading the request failed', {
      path: '',
      help: 'hand in plain JSON data: no accessors, no proxies',
      cause: error,
    })
  }
}

function run(
  program: Executable,
  policyDigest: string,
  request: CheckedRequest,
  inputDigest: string | null,
  context: Context,
): Decision {
  const plan = planOf(program.index, request.target)
  try {
    for (const group of plan.groups) runGroup(group, context)
    return settle(program, plan, request, context, policyDigest, inputDigest)
  } catch (stop) {
    if (stop instanceof OutOfFuel) return exhausted(plan, context, policyDigest, inputDigest)
    throw stop
  }
}
