import { isKeelsonError } from '../../core/index.js'
import type { Context } from './context.js'
import type { Executable, ExecutablePolicy } from './executable.js'
import { type FixOutcome, patchesOf } from './fix-patches.js'
import type { RuleMatch } from './matches.js'
import { describeRequirement, type MergedRequirement, mergeNamed, mergeRequirements } from './obligations.js'
import { sortErrors, sortReasons } from './reasons.js'
import type { CheckedRequest } from './request.js'
import type { Decision, Effect, Verdict } from './types.js'

/** A decision without what `decide` adds to it. */
export type Settled = Pick<
  Decision,
  'effect' | 'verdict' | 'reasons' | 'obligations' | 'patches' | 'warnings' | 'errors'
> & {
  readonly subject?: string
  readonly approvedUntil?: number
}

type Fault = Context['faults'][number]

const VERDICTS: readonly Verdict[] = ['review', 'revert', 'accept']

/** Combines what fired: deny over pending over allow, review over revert over accept, all matches told. */
export function settle(
  program: Executable,
  matched: readonly ExecutablePolicy[],
  request: CheckedRequest,
  context: Context,
  sealSubject: () => string,
): Settled {
  const deciding = context.faults.filter(({ policy }) => policy.decides)
  const warned = context.faults.filter(({ policy }) => !policy.decides)
  const subject = context.requirements.length === 0 ? undefined : attemptSeal(sealSubject)
  const sealed = typeof subject === 'string' ? subject : null
  for (const { groups } of request.approvals) context.spend(context.requirements.length * (1 + groups.length))
  const requirements = mergeRequirements(context.requirements, request.approvals, sealed, context.now)
  const { patches, refused } = patchesOf(context.fixes, context.request, context)
  const approvedUntil = lastOf(requirements)
  const open = requirements.filter(({ obligation }) => obligation.needed > 0)
  const rules = context.rules.concat(
    deciding.flatMap(errorMatches),
    subject instanceof Error ? unsealed(context, subject) : [],
    requirements.flatMap(requirementMatches),
    context.named.map(namedMatch),
  )
  return {
    effect: effectOf(rules, modeOf(program, matched)),
    verdict: VERDICTS.find((verdict) => rules.some((rule) => rule.effect === verdict)) ?? null,
    reasons: sortReasons(
      rules.filter((rule) => rule.effect !== 'warn'),
      program.spanAt,
    ),
    obligations: [...open.map(({ obligation }) => obligation), ...mergeNamed(context.named)],
    warnings: sortReasons(
      rules
        .filter((rule) => rule.effect === 'warn')
        .concat(warned.map(faultMatch), context.faultyFixes.map(fixWarning), refused.map(refusedFix)),
      program.spanAt,
    ),
    patches,
    errors: sortErrors(deciding, program.spanAt),
    ...(sealed === null ? {} : { subject: sealed }),
    ...(approvedUntil === null ? {} : { approvedUntil }),
  }
}

/** Until when all requirements are satisfied; `null` where one is not, or there is none. */
function lastOf(requirements: readonly MergedRequirement[]): number | null {
  let last: number | null = null
  for (const { obligation } of requirements) {
    const { needed, approvedUntil } = obligation
    if (needed > 0 || approvedUntil === undefined) return null
    last = last === null ? approvedUntil : Math.min(last, approvedUntil)
  }
  return last
}

function effectOf(rules: readonly RuleMatch[], mode: 'guard' | 'gate'): Effect {
  const fired = new Set(rules.map((rule) => rule.effect))
  if (fired.has('deny')) return 'deny'
  if (fired.has('pending')) return 'pending'
  return mode === 'gate' || fired.has('allow') ? 'allow' : 'deny'
}

// The compiler refuses overlapping modes, so the policies of one target agree.
function modeOf(program: Executable, matched: readonly ExecutablePolicy[]): 'guard' | 'gate' {
  const fallback = program.fallback === 'allow' ? 'gate' : 'guard'
  return matched.length === 0
    ? fallback
    : matched.every(({ facts }) => facts.mode === 'gate')
      ? 'gate'
      : 'guard'
}

/** A request that cannot be sealed cannot be approved: it is denied, with the reason. */
function attemptSeal(sealSubject: () => string): string | Error {
  try {
    return sealSubject()
  } catch (error) {
    if (isKeelsonError(error)) return error
    throw error
  }
}

/** An error denies; what is missing has done so, or not, where it was read. */
function errorMatches(fault: Fault): RuleMatch[] {
  return fault.unknown.isMissing ? [] : [{ ...faultMatch(fault), effect: 'deny' }]
}

function faultMatch({ policy, unknown }: Fault): RuleMatch {
  const { message, pointer, at } = unknown
  return { policy, effect: 'warn', message: `cannot be evaluated: ${message}`, pointer, at }
}

function fixWarning(fix: Context['faultyFixes'][number]): RuleMatch {
  return { ...fix, effect: 'warn' }
}

function refusedFix({ fix, message }: FixOutcome['refused'][number]): RuleMatch {
  return { policy: fix.policy, effect: 'warn', message, pointer: fix.pointer, at: fix.at }
}

function unsealed(context: Context, error: Error): RuleMatch[] {
  return context.requirements.map(({ policy, message, pointer, at }) => ({
    policy,
    effect: 'deny',
    message: `${message} (the request cannot be sealed: ${error.message})`,
    pointer,
    at,
  }))
}

function requirementMatches({ obligation, matches }: MergedRequirement): RuleMatch[] {
  const status = describeRequirement(obligation)
  return matches.map(({ policy, message, pointer, at }) => ({
    policy,
    effect: obligation.needed > 0 ? 'pending' : 'approved',
    message: `${message} (${status})`,
    pointer,
    at,
  }))
}

function namedMatch(match: Context['named'][number]): RuleMatch {
  const { policy, message, pointer, at } = match
  return { policy, effect: 'pending', message, pointer, at }
}
