import type { JsonValue } from 'keelson/core'
import { parsePointer } from 'keelson/core'
import type { ReasonEffect } from 'keelson/policy'
import type {
  Requirement as AskedApprovals,
  Expression,
  Fix,
  PolicyDeclaration,
  Statement,
} from '../../../src/policy/syntax/ast.js'
import type { Escalation, Requirement } from './approvals.js'
import {
  asCondition,
  bind,
  bindExpression,
  evaluate,
  evaluateShown,
  placeOf,
  readAs,
  type Scope,
  shown,
  through,
  unseen,
} from './expressions.js'
import type { CountedFix } from './fixes.js'
import {
  failed,
  firstUnknown,
  type Known,
  kleene,
  known,
  type Outcome,
  pointerOf,
  type Unknown,
  wrongType,
} from './outcome.js'

/** A rule that fired. */
export interface Fired {
  readonly effect: ReasonEffect
  readonly message: string | null
  readonly pointer: string | undefined
  readonly isUndecided: boolean
  readonly offset: number | null
  /** A `require approvals`, also one that cannot be counted. */
  readonly isAsking: boolean
  readonly requirement?: Requirement
}

export interface PolicyRun {
  readonly name: string
  readonly policy: PolicyDeclaration
  readonly fired: Fired[]
  readonly unknowns: Unknown[]
  readonly requirements: Requirement[]
  readonly named: { readonly name: string; readonly data: JsonValue }[]
  /** `fix` is not there where its place or value is unknown. */
  readonly fixes: { readonly pointer: string | undefined; readonly fix: CountedFix | undefined }[]
}

/** The state that a statement runs in (docs/keel.md §6): true, or the unknown that it waits for. */
type State = Unknown | true

/** Runs the body of a policy, statement by statement. */
export function runPolicy({
  name,
  policy,
  scope,
}: {
  readonly name: string
  readonly policy: PolicyDeclaration
  readonly scope: Scope
}): PolicyRun {
  const run: PolicyRun = { name, policy, fired: [], unknowns: [], requirements: [], named: [], fixes: [] }
  runBody(policy.body, scope, true, run)
  return run
}

function runBody(body: readonly Statement[], start: Scope, state: State, run: PolicyRun): void {
  let scope = start
  for (const statement of body) {
    if (statement.kind === 'let') {
      scope = bind(scope, [[statement.name.text, bindExpression(scope, statement.value)]])
    } else runStatement(statement, scope, state, run)
  }
}

/** The state and a condition by Kleene `&&`; nothing where it is false. */
function under(state: State, condition: Outcome): State | undefined {
  const both = kleene([state === true ? known(true) : state, condition], false)
  if (both.kind !== 'value') return both
  return both.value === true ? true : undefined
}

function runStatement(
  statement: Exclude<Statement, { kind: 'let' }>,
  scope: Scope,
  state: State,
  run: PolicyRun,
): void {
  switch (statement.kind) {
    case 'when': {
      const { negated, body, otherwise } = statement
      const condition = listed(asCondition(evaluate(statement.condition, scope)), run)
      const opposite = condition.kind === 'value' ? known(condition.value !== true) : condition
      const first = under(state, negated ? opposite : condition)
      if (first !== undefined) runBody(body, scope, first, run)
      const second = under(state, negated ? condition : opposite)
      if (second !== undefined) runBody(otherwise, scope, second, run)
      return
    }
    case 'for': {
      const { names, list, where, body } = statement
      const inners = through(list, names, scope)
      if (!Array.isArray(inners)) {
        const unknown = inners as Unknown
        listed(unknown, run)
        loopOnce(statement, unseen(names, unknown, scope), under(state, unknown), run)
        return
      }
      for (const inner of inners as readonly Scope[]) {
        const kept = where === null ? known(true) : listed(asCondition(evaluate(where, inner)), run)
        const within = under(state, kept)
        if (within !== undefined) runBody(body, inner, within, run)
      }
      return
    }
    case 'effect':
      runEffect(statement, scope, state, run)
      return
    case 'fix':
      if (state === true) runFixes(statement.fixes, scope, run)
      return
    case 'obligation': {
      const data = statement.data === null ? known({}) : listed(evaluate(statement.data, scope), run)
      run.named.push({ name: statement.name, data: data.kind === 'value' ? data.value : null })
      fire(
        {
          effect: 'pending',
          message: messageOf(statement.message, scope),
          offset: statement.span.offset,
          isAsking: false,
        },
        state,
        undefined,
        run,
      )
      return
    }
    case 'approvals':
      runApprovals(statement, scope, state, run)
  }
}

/** The body of a loop over a list that is unknown runs once, its `where` as any other condition. */
function loopOnce(
  { where, body }: Extract<Statement, { kind: 'for' }>,
  scope: Scope,
  state: State | undefined,
  run: PolicyRun,
): void {
  if (state === undefined) return
  const kept = where === null ? known(true) : listed(asCondition(evaluate(where, scope)), run)
  const within = under(state, kept)
  if (within !== undefined) runBody(body, scope, within, run)
}

function listed(outcome: Outcome, run: PolicyRun): Outcome {
  if (outcome.kind !== 'value') run.unknowns.push(outcome)
  return outcome
}

const RESTRICTIVE: ReadonlySet<string> = new Set(['deny', 'warn', 'review'])

function runEffect(
  { effect, message, at, fixes, span }: Extract<Statement, { kind: 'effect' }>,
  scope: Scope,
  state: State,
  run: PolicyRun,
): void {
  if (state !== true && !RESTRICTIVE.has(effect)) return
  const place = at === null ? undefined : placeOf(at, scope)
  const pointer = place === undefined ? undefined : pointerOf(place)
  fire(
    { effect, message: messageOf(message, scope), offset: span.offset, isAsking: false },
    state,
    pointer,
    run,
  )
  if (state === true) runFixes(fixes, scope, run)
}

function fire(
  fired: Omit<Fired, 'pointer' | 'isUndecided'>,
  state: State,
  at: string | undefined,
  run: PolicyRun,
): void {
  const pointer = at ?? (state === true ? undefined : state.pointer)
  run.fired.push({ ...fired, pointer, isUndecided: state !== true })
}

function messageOf(message: Expression | null, scope: Scope): string | null {
  if (message === null) return null
  if (message.kind !== 'template') return shown(evaluateShown(message, scope))
  return message.parts
    .map((part) => (typeof part === 'string' ? part : shown(evaluateShown(part, scope))))
    .join('')
}

function runFixes(fixes: readonly Fix[], scope: Scope, run: PolicyRun): void {
  for (const { operation, place, value } of fixes) {
    const segments = fixedPlace(place, scope)
    const outcome = value === null ? undefined : evaluate(value, scope)
    const pointer = segments === undefined ? undefined : pointerOf(segments)
    if (segments === undefined || (outcome !== undefined && outcome.kind !== 'value')) {
      run.fixes.push({ pointer, fix: undefined })
      continue
    }
    const fix = { policy: run.name, operation, place: segments, value: (outcome as Known | undefined)?.value }
    run.fixes.push({ pointer, fix })
  }
}

function fixedPlace(place: Expression, scope: Scope): readonly (string | number)[] | undefined {
  if (place.kind !== 'call' || place.name.text !== 'pointer' || place.module !== null)
    return placeOf(place, scope)
  const text = evaluate(place.items[0]!, scope)
  if (
    text.kind !== 'value' ||
    typeof text.value !== 'string' ||
    !/^(?:\/(?:[^~/]|~[01])*)*$/.test(text.value)
  )
    return undefined
  return parsePointer(text.value)
}

/** One string or a list of strings. */
function names(outcome: Outcome): Outcome {
  if (outcome.kind !== 'value') return outcome
  const list = typeof outcome.value === 'string' ? [outcome.value] : outcome.value
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? known(list) : wrongType()
}

function groupsOf(items: readonly Expression[], scope: Scope): Outcome {
  const outcomes = items.map((item) => names(evaluate(item, scope)))
  const all = outcomes.flatMap((outcome) => (outcome.kind === 'value' ? (outcome.value as string[]) : []))
  return firstUnknown(outcomes) ?? known([...new Set(all)].sort())
}

function wholeNumber(outcome: Outcome, least: number, most: number): Outcome {
  if (outcome.kind !== 'value') return outcome
  const { value } = outcome
  if (typeof value !== 'number') return wrongType()
  return Number.isSafeInteger(value) && value >= least && value <= most
    ? outcome
    : failed('policy/invalid-argument')
}

/** Where something in it is unknown, that is listed, and there is no escalation. */
function escalationOf(
  { to, after, since }: NonNullable<AskedApprovals['escalation']>,
  scope: Scope,
  run: PolicyRun,
): Escalation | undefined {
  const groups = groupsOf(to, scope)
  const delay = wholeNumber(evaluate(after, scope), 0, Number.MAX_SAFE_INTEGER)
  const start = timeOf(evaluate(since, scope))
  const unknown = firstUnknown([groups, delay, start])
  if (unknown !== undefined) {
    listed(unknown, run)
    return undefined
  }
  const number = (outcome: Outcome): number => (outcome as Known).value as number
  return { to: (groups as Known).value as string[], at: number(start) + number(delay) }
}

function timeOf(outcome: Outcome): Outcome {
  return outcome.kind === 'value' && outcome.amount === undefined ? readAs(outcome, 'time') : outcome
}

function runApprovals(
  { requirement, span }: Extract<Statement, { kind: 'approvals' }>,
  scope: Scope,
  state: State,
  run: PolicyRun,
): void {
  const counted = wholeNumber(evaluate(requirement.quota, scope), 1, 100)
  const age = wholeNumber(
    requirement.within === null ? known(86_400_000) : evaluate(requirement.within, scope),
    0,
    Number.MAX_SAFE_INTEGER,
  )
  const from = groupsOf(requirement.from, scope)
  const including = requirement.including.map((group) => groupsOf(group, scope))
  const distinct =
    requirement.distinctFrom === null ? known([]) : names(evaluate(requirement.distinctFrom, scope))
  const operands = [counted, from, ...including, distinct, age]
  const message = messageOf(requirement.message, scope)
  const unknown = firstUnknown(operands)
  if (unknown !== undefined) {
    listed(unknown, run)
    const fired = { effect: 'deny' as const, message, offset: span.offset, isAsking: true }
    fire(fired, state, unknown.pointer, run)
    return
  }
  const value = (outcome: Outcome): never => (outcome as Known).value as never
  const asked: Requirement = {
    policy: run.name,
    quota: value(counted),
    from: value(from),
    including: including.map(value),
    distinctFrom: value(distinct),
    within: value(age),
  }
  const escalation =
    requirement.escalation === null ? undefined : escalationOf(requirement.escalation, scope, run)
  const wanted = escalation === undefined ? asked : { ...asked, escalation }
  run.requirements.push(wanted)
  fire(
    { effect: 'pending', message, offset: span.offset, isAsking: true, requirement: wanted },
    state,
    undefined,
    run,
  )
}
