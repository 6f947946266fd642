import { isKeelsonError, type JsonObject } from '../../core/index.js'
import type { Context, Findings } from './context.js'
import type { Executable } from './executable.js'
import { type FixOutcome, patchesOf } from './fix-patches.js'
import { effectBit, RuleMatch } from './matches.js'
import { describeRequirement, type MergedRequirement, mergeNamed, mergeRequirements } from './obligations.js'
import { NOTHING, sortErrors, sortReasons } from './reasons.js'
import { sealSubject } from './subject.js'
import type { TargetPlan } from './target-plan.js'
import type { Approval, Decision, Effect, Verdict } from './types.js'

/** What a decision holds beside the rules that fired. */
interface Settled extends Pick<Decision, 'obligations' | 'patches' | 'errors'> {
  /** What findings add to the rules that fired. */
  readonly rules: readonly RuleMatch[]
  readonly subject: string | null
  /** Until when all requirements are satisfied. */
  readonly approvedUntil: number | null
}

const NOTHING_FOUND: Settled = {
  rules: NOTHING,
  obligations: NOTHING,
  patches: NOTHING,
  errors: NOTHING,
  subject: null,
  approvedUntil: null,
}

/** Combines what fired: deny over pending over allow, review over revert over accept, all matches told. */
export function settle(
  program: Executable,
  plan: TargetPlan,
  approvals: readonly Approval[],
  context: Context,
  policyDigest: string,
  inputDigest: string | null,
): Decision {
  const { spanAt } = program
  const settled =
    context.findings === null ? NOTHING_FOUND : settleFindings(context.findings, approvals, context, spanAt)
  if (settled !== NOTHING_FOUND) for (const rule of settled.rules) context.fire(rule)
  const { fired, firedCount } = context
  let effects = 0
  for (let index = 0; index < firedCount; index += 1) effects |= fired[index]!.bit
  const decision: Decision = {
    effect: effectOf(effects, plan.mode),
    verdict: verdictOf(effects),
    reasons:
      (effects & ~WARN) === 0
        ? NOTHING
        : sortReasons(fired, firedCount, ~WARN, (effects & WARN) === 0, spanAt),
    obligations: settled.obligations,
    patches: settled.patches,
    warnings:
      (effects & WARN) === 0 ? NOTHING : sortReasons(fired, firedCount, WARN, effects === WARN, spanAt),
    errors: settled.errors,
    cost: context.cost,
    policyDigest,
    inputDigest,
  }
  const { subject, approvedUntil } = settled
  if (subject === null) return decision
  return { ...decision, subject, ...(approvedUntil !== null && { approvedUntil }) }
}

/**
 * The decision where the fuel is used up. INVARIANT: nothing of what was found so far is told, since how far the fuel
 * went depends on the order of policies.
 */
export function exhausted(
  plan: TargetPlan,
  context: Context,
  policyDigest: string,
  inputDigest: string | null,
): Decision {
  const message = 'the decision needs more fuel than it was given'
  return {
    effect: 'deny',
    verdict: plan.judges ? 'review' : null,
    reasons: NOTHING,
    obligations: NOTHING,
    patches: NOTHING,
    warnings: NOTHING,
    errors: [{ policy: null, code: 'policy/fuel-exhausted', message }],
    cost: context.cost,
    policyDigest,
    inputDigest,
  }
}

const WARN = effectBit('warn')
const DENY = effectBit('deny')
const PENDING = effectBit('pending')
const ALLOW = effectBit('allow')

function effectOf(effects: number, mode: TargetPlan['mode']): Effect {
  if ((effects & DENY) !== 0) return 'deny'
  if ((effects & PENDING) !== 0) return 'pending'
  return mode === 'gate' || (effects & ALLOW) !== 0 ? 'allow' : 'deny'
}

const VERDICTS: readonly Verdict[] = ['review', 'revert', 'accept']
const JUDGED = VERDICTS.reduce((bits, verdict) => bits | effectBit(verdict), 0)

function verdictOf(effects: number): Verdict | null {
  if ((effects & JUDGED) === 0) return null
  return VERDICTS.find((verdict) => (effects & effectBit(verdict)) !== 0)!
}

function settleFindings(
  findings: Findings,
  approvals: readonly Approval[],
  context: Context,
  spanAt: Executable['spanAt'],
): Settled {
  const { faults, named } = findings
  const deciding = faults.filter(({ policy }) => policy.decides)
  const warned = faults.filter(({ policy }) => !policy.decides)
  const subject = findings.requirements.length === 0 ? null : attemptSeal(context.request)
  const sealed = typeof subject === 'string' ? subject : null
  for (const { groups } of approvals) context.spend(findings.requirements.length * (1 + groups.length))
  const requirements = mergeRequirements(findings.requirements, approvals, sealed, context.now)
  const { patches, refused } = patchesOf(findings.fixes, context.request, context)
  const open = requirements.filter(({ obligation }) => obligation.needed > 0)
  return {
    rules: [
      ...deciding.flatMap(errorMatches),
      ...(subject instanceof Error ? unsealed(findings, subject) : []),
      ...requirements.flatMap(requirementMatches),
      ...named.map(namedMatch),
      ...warned.map((fault) => faultMatch(fault, 'warn')),
      ...findings.faultyFixes.map(
        ({ policy, message, pointer, at }) => new RuleMatch(policy, 'warn', message, pointer, at),
      ),
      ...refused.map(refusedFix),
    ],
    obligations: [...open.map(({ obligation }) => obligation), ...mergeNamed(named)],
    patches,
    errors: sortErrors(deciding, spanAt),
    subject: sealed,
    approvedUntil: lastOf(requirements),
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

/** A request that cannot be sealed cannot be approved: it is denied, with the reason. */
function attemptSeal(request: JsonObject): string | Error {
  try {
    return sealSubject(request)
  } catch (error) {
    if (isKeelsonError(error)) return error
    throw error
  }
}

type Fault = Findings['faults'][number]

/** An error denies; what is missing has done so, or not, where it was read. */
function errorMatches(fault: Fault): RuleMatch[] {
  return fault.unknown.isMissing ? [] : [faultMatch(fault, 'deny')]
}

function faultMatch({ policy, unknown }: Fault, effect: 'deny' | 'warn'): RuleMatch {
  const { message, pointer, at } = unknown
  return new RuleMatch(policy, effect, `cannot be evaluated: ${message}`, pointer, at)
}

function refusedFix({ fix, message }: FixOutcome['refused'][number]): RuleMatch {
  return new RuleMatch(fix.policy, 'warn', message, fix.pointer, fix.at)
}

function unsealed({ requirements }: Findings, error: Error): RuleMatch[] {
  return requirements.map(({ policy, message, pointer, at }) => {
    const why = `${message} (the request cannot be sealed: ${error.message})`
    return new RuleMatch(policy, 'deny', why, pointer, at)
  })
}

function requirementMatches({ obligation, matches }: MergedRequirement): RuleMatch[] {
  const status = describeRequirement(obligation)
  const effect = obligation.needed > 0 ? 'pending' : 'approved'
  return matches.map(
    ({ policy, message, pointer, at }) =>
      new RuleMatch(policy, effect, `${message} (${status})`, pointer, at),
  )
}

function namedMatch({ policy, message, pointer, at }: Findings['named'][number]): RuleMatch {
  return new RuleMatch(policy, 'pending', message, pointer, at)
}
