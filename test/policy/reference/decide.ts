import type { JsonValue } from 'keelson/core'
import { seal } from 'keelson/hash'
import type { Approval, Effect, ReasonEffect, Verdict } from 'keelson/policy'
import type { PolicyDeclaration, Statement } from '../../../src/policy/syntax/ast.js'
import { keyOf, type MergedRequirement, mergeRequirements } from './approvals.js'
import { type Binding, bindExpression } from './expressions.js'
import { applyFixes } from './fixes.js'
import { type Module, type Modules, wordOf } from './model.js'
import { known } from './outcome.js'
import { type Fired, runPolicy } from './statements.js'
import { readAmount } from './text.js'

/** What the documentation promises of a reason. Texts that it does not fix are not here. */
export interface ExpectedReason {
  readonly policy: string
  readonly effect: ReasonEffect
  /** What the message is, or begins with. */
  readonly message: string | null
  /** Nothing may follow the message. */
  readonly isWhole: boolean
  readonly isUndecided: boolean
  readonly pointer: string | undefined
  readonly severity: string
  readonly controls: readonly string[]
  /** Offset of the rule; `null` of what is no rule. */
  readonly offset: number | null
}

export interface ExpectedDecision {
  readonly effect: Effect
  readonly verdict: Verdict | null
  readonly reasons: readonly ExpectedReason[]
  readonly warnings: readonly ExpectedReason[]
  readonly errors: readonly { readonly policy: string; readonly code: string; readonly pointer?: string }[]
  readonly approvals: readonly MergedRequirement[]
  readonly named: readonly {
    readonly name: string
    readonly data: JsonValue
    readonly policies: readonly string[]
  }[]
  /** The request after the patches. */
  readonly fixed: JsonValue
  readonly subject: string | undefined
  readonly approvedUntil: number | undefined
}

type Request = { readonly [root: string]: JsonValue }

export function decideByReference(
  modules: Modules,
  request: Request,
  now: number,
  parameters: Request = {},
): ExpectedDecision {
  const matching = [...modules.values()].flatMap((module) =>
    module.policies
      .filter((policy) => isMatch(policy, request.target as string))
      .map((policy) => ({ module, policy })),
  )
  const runs = matching.map(({ module, policy }) => {
    const name = module.name === '' ? policy.name.text : `${module.name}.${policy.name.text}`
    const bindings = bindParameters(modules, module, policy, name, parameters)
    return runPolicy({ name, policy, scope: { modules, module, request, now, bindings } })
  })
  const asks = runs.flatMap(({ requirements }) => requirements)
  const { approvals: _approvals, drift: _drift, behaviour: _behaviour, ...rest } = request
  const subject = seal(rest)
  const approvals = (request.approvals ?? []) as unknown as readonly Approval[]
  const merged = mergeRequirements(asks, approvals, subject, now)
  const isOpen = (from: readonly string[]): boolean =>
    merged.some((one) => keyOf(one.from) === keyOf(from) && one.needed > 0)

  const fired = runs.flatMap((run) => run.fired.map((one) => ({ ...one, run })))
  const all = fired.map(({ run, requirement, ...one }): ExpectedReason => {
    const effect = requirement === undefined ? one.effect : isOpen(requirement.from) ? 'pending' : 'approved'
    return { ...reasonOf(run.policy, run.name, one), effect }
  })
  const isDeciding = (run: (typeof runs)[number]): boolean => contains(run.policy.body)
  for (const run of runs) {
    for (const { kind, pointer } of run.unknowns) {
      if (isDeciding(run) && kind !== 'error') continue
      const effect = isDeciding(run) ? 'deny' : 'warn'
      all.push({
        ...reasonOf(run.policy, run.name, { pointer, isUndecided: false, offset: null }),
        effect,
        message: 'cannot be evaluated: ',
      })
    }
  }
  const fixes = runs.flatMap((run) => run.fixes)
  const { request: fixed, leftOut } = applyFixes(
    request,
    fixes.flatMap(({ fix }) => fix ?? []),
  )
  for (const { run, fix, pointer } of runs.flatMap((run) => run.fixes.map((one) => ({ ...one, run })))) {
    if (fix !== undefined && !leftOut.includes(fix)) continue
    const warning = { pointer, isUndecided: false, offset: null }
    all.push({ ...reasonOf(run.policy, run.name, warning), effect: 'warn', message: 'the fix ' })
  }
  const reasons = all.filter(({ effect }) => effect !== 'warn')
  const has = (effect: ReasonEffect): boolean => reasons.some((reason) => reason.effect === effect)
  const isGate =
    matching.length > 0
      ? matching[0]!.module.gate
      : [...modules.values()].every(({ gate, policies }) => gate || policies.length === 0)
  // A program without policies is that of no gate.
  const hasPolicies = [...modules.values()].some(({ policies }) => policies.length > 0)
  const effect = has('deny')
    ? 'deny'
    : has('pending')
      ? 'pending'
      : (isGate && hasPolicies) || has('allow')
        ? 'allow'
        : 'deny'
  const named = runs.flatMap((run) => run.named.map((one) => ({ ...one, policy: run.name })))
  const namedKeys = [...new Set(named.map(({ name, data }) => keyOf([name, data])))]
  return {
    effect,
    verdict: (['review', 'revert', 'accept'] as const).find(has) ?? null,
    reasons,
    warnings: all.filter((reason) => reason.effect === 'warn'),
    errors: runs.filter(isDeciding).flatMap(({ name, unknowns }) =>
      unknowns.map(({ code, pointer }) => ({
        policy: name,
        code,
        ...(pointer === undefined ? {} : { pointer }),
      })),
    ),
    approvals: merged.filter(({ needed }) => needed > 0),
    named: namedKeys.map((key) => {
      const same = named.filter(({ name, data }) => keyOf([name, data]) === key)
      return {
        name: same[0]!.name,
        data: same[0]!.data,
        policies: [...new Set(same.map(({ policy }) => policy))],
      }
    }),
    fixed,
    subject: asks.length > 0 ? subject : undefined,
    approvedUntil:
      merged.length === 0 || merged.some(({ needed }) => needed > 0)
        ? undefined
        : Math.min(...merged.map(({ approvedUntil }) => approvedUntil!)),
  }
}

/** §3.1 */
function isMatch({ targets }: PolicyDeclaration, target: string): boolean {
  return targets.some(({ kind, name }) => {
    if (kind === 'exact') return target === name
    return kind === 'every' || target.startsWith(`${name}.`)
  })
}

/** §3.3 */
function bindParameters(
  modules: Modules,
  module: Module,
  policy: PolicyDeclaration,
  fullName: string,
  parameters: Request,
): ReadonlyMap<string, Binding> {
  const scope = { modules, module, request: {}, now: 0, bindings: new Map<string, Binding>() }
  return new Map(
    policy.parameters.map(({ name, type, preset }): [string, Binding] => {
      const given = parameters[`${fullName}.${name.text}`] ?? parameters[name.text]
      if (given === undefined) return [name.text, bindExpression(scope, preset!)]
      const word = wordOf(modules, { module: module.name, type })
      const amount = word === 'time' || word === 'duration' || word === 'quantity' ? word : undefined
      const value = amount !== undefined && typeof given === 'string' ? readAmount(amount, given)! : given
      return [
        name.text,
        { read: () => known(value, amount === undefined ? {} : { amount }), place: () => undefined },
      ]
    }),
  )
}

function contains(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.kind === 'when') return contains([...statement.body, ...statement.otherwise])
    if (statement.kind === 'for') return contains(statement.body)
    if (statement.kind === 'effect') return statement.effect === 'allow' || statement.effect === 'deny'
    return statement.kind === 'approvals' || statement.kind === 'obligation'
  })
}

function reasonOf(
  policy: PolicyDeclaration,
  name: string,
  fired: Pick<Fired, 'pointer' | 'isUndecided' | 'offset'> & Partial<Pick<Fired, 'message' | 'isAsking'>>,
): Omit<ExpectedReason, 'effect'> {
  const severity = policy.annotations.find((one) => one.name.text === 'severity')?.values[0]?.text ?? 'medium'
  const controls = policy.annotations
    .filter((one) => one.name.text === 'control')
    .flatMap(({ values }) => values.map(({ text }) => text))
  const { pointer, isUndecided, offset } = fired
  const isWhole = offset !== null && !fired.isAsking
  const own = fired.message ?? (policy.documentation === '' ? null : policy.documentation)
  return {
    policy: name,
    message: own,
    isWhole,
    isUndecided,
    pointer,
    severity,
    controls: [...new Set(controls)].sort(),
    offset,
  }
}
