import type { JsonValue } from '../../core/index.js'
import { compileApprovals } from './compile-approvals.js'
import { compileExpression } from './compile-expression.js'
import { compileFixes } from './compile-fixes.js'
import { type ClosureScope, type Evaluate, invalidProgram, placesOf } from './compiled.js'
import { type Context, UNREAD } from './context.js'
import { copyJson } from './copy-json.js'
import { declareLoop, iterate, setItem, setUnknownItem } from './iterate.js'
import { RuleMatch } from './matches.js'
import { compileMessage } from './message.js'
import { plainTestOf, tell } from './plain-test.js'
import type { Expression, PlainEffect, Statement } from './program.js'
import { ACTS, IDLE, type Screen, screenOf, UNTOLD } from './screen.js'
import type { SharedRule } from './simple-policy.js'
import { asCondition } from './strict-operands.js'
import { graver, Unknown } from './unknown.js'

/**
 * Runs a statement in a state: `null` is true, an {@link Unknown} is why it is not known whether the statement should
 * run. A state that is false runs nothing.
 */
export type Run = (context: Context, state: Unknown | null) => void

/** Statements in order, as closures. */
export interface Block {
  readonly run: Run
  readonly steps: readonly Step[]
}

/** One statement. */
interface Step {
  readonly run: Run
  /** What it costs where it does nothing: a `let`, or a `when` whose condition is false and costs the same always. */
  readonly cost: number
  /** A rule that is the same in every decision in which it fires. */
  readonly shared: SharedRule | null
  /** What stands under a `when`. */
  readonly inner: readonly Step[]
  /** What tells of a `when` whether it does anything. */
  readonly screen: Screen | null
  /** What it then does. */
  readonly acts: Run
}

/** Statements in order; the names they bring into view leave it at the end of their block. */
export function compileBlock(body: readonly Statement[], scope: ClosureScope): Block {
  const steps = body.map((statement) => compileStatement(statement, scope))
  for (const statement of body) if (statement.op === 'let') scope.remove(statement.name)
  const runs = steps.map((step) => step.run)
  const only = steps[0]
  if (steps.length === 1 && only !== undefined && only.screen === null) return { run: only.run, steps }
  const screens = steps.map((step) => step.screen)
  const acts = steps.map((step) => step.acts)
  const run: Run = (context, state) => {
    for (let index = 0; index < runs.length; index += 1) {
      const screen = screens[index]!
      const judgement = screen === null ? UNTOLD : screen.judge(context)
      if (judgement === IDLE) continue
      if (judgement === ACTS) acts[index]!(context, state)
      else runs[index]!(context, state)
    }
  }
  return { run, steps }
}

/** One statement; a `let` brings its name into view. */
export function compileStatement(statement: Statement, scope: ClosureScope): Step {
  const step = compileUnwatched(statement, scope)
  const reached = scope.probe?.statement(statement) ?? null
  if (reached === null) return step
  const { run } = step
  return {
    ...step,
    run: (context, state) => {
      reached(state === null)
      run(context, state)
    },
  }
}

function compileUnwatched(statement: Statement, scope: ClosureScope): Step {
  switch (statement.op) {
    case 'let':
      return stepOf(compileLet(statement, scope))
    case 'when':
      return compileWhen(statement, scope)
    case 'for':
      return stepOf(compileFor(statement, scope))
    case 'effect':
      return compileEffect(statement, scope)
    case 'fix': {
      const propose = compileFixes(statement.fixes, scope)
      return stepOf((context, state) => {
        context.spend(1)
        if (state === null) propose(context)
      })
    }
    case 'approvals':
      return stepOf(compileApprovals(statement, scope))
    case 'obligation':
      return stepOf(compileObligation(statement, scope))
    default:
      throw invalidProgram('it holds an unknown statement')
  }
}

function stepOf(run: Run): Step {
  return { run, cost: 1, shared: null, inner: [], screen: null, acts: run }
}

/** Computed when it is first read, so that what no rule needs costs nothing. */
function compileLet(statement: Statement & { readonly op: 'let' }, scope: ClosureScope): Run {
  const value = compileExpression(statement.value, scope)
  const slot = scope.takeSlot()
  const run: Evaluate = (context) => {
    const known = context.slots[slot]!
    if (known !== UNREAD) return known
    context.spend(value.cost)
    const computed = value.run(context)
    context.slots[slot] = computed
    return computed
  }
  scope.add(statement.name, { run, ...placesOf(value) })
  return (context) => {
    context.spend(1)
    context.slots[slot] = UNREAD
  }
}

function compileWhen(statement: Statement & { readonly op: 'when' }, scope: ClosureScope): Step {
  const condition = compileExpression(statement.condition, scope)
  const test = condition.run
  const at = statement.condition.at
  const inner = compileBlock(statement.body, scope)
  const body = inner.run
  const otherwise = statement.otherwise.length === 0 ? null : compileBlock(statement.otherwise, scope).run
  const cost = 1 + condition.cost
  const run: Run = (context, state) => {
    context.spend(cost)
    const found = test(context)
    if (found === true) body(context, state)
    else if (found === false) otherwise?.(context, state)
    else {
      const value = asCondition(found, at) as Unknown
      context.note(value)
      const unknown = graver(state, value)
      body(context, unknown)
      otherwise?.(context, unknown)
    }
  }
  const screen = screenOf(statement, cost, scope)
  return { run, cost, shared: null, inner: inner.steps, screen, acts: otherwise ?? body }
}

function compileFor(statement: Statement & { readonly op: 'for' }, scope: ClosureScope): Run {
  const list = compileExpression(statement.list, scope)
  const variables = declareLoop(statement.names, list, scope)
  const { at } = statement.list
  const cost = 1 + list.cost
  const [where, body] = scope.within(variables.locals, () => [
    compileWhere(statement.where, scope),
    compileBlock(statement.body, scope).run,
  ])
  const visit = (context: Context, state: Unknown | null): true => {
    context.spend(1)
    const kept = where === null ? state : where(context, state)
    if (kept !== false) body(context, kept)
    return true
  }
  return (context, state) => {
    context.spend(cost)
    const items = list.run(context)
    if (Array.isArray(items)) {
      for (let index = 0; index < items.length; index += 1) {
        setItem(items[index] as JsonValue, index, variables, at, context)
        visit(context, state)
      }
      return
    }
    const noList = iterate(items, variables, at, context, () => visit(context, state))
    if (noList === null) return
    context.note(noList)
    setUnknownItem(noList, variables, context)
    const unknown = graver(state, noList)
    const kept = where === null ? unknown : where(context, unknown)
    if (kept !== false) body(context, kept)
  }
}

/** Gives the state in which the body runs for an item, or `false` for one that is passed over. */
type Where = (context: Context, state: Unknown | null) => Unknown | null | false

function compileWhere([node]: readonly Expression[], scope: ClosureScope): Where | null {
  if (node === undefined) return null
  const { run, cost } = compileExpression(node, scope)
  const { at } = node
  const plain = plainTestOf(node, scope)
  return (context, state) => {
    context.spend(cost)
    const { fuel } = context
    const told = plain === null ? null : tell(plain, context)
    if (told === null) context.fuel = fuel
    const value = told ?? asCondition(run(context), at)
    if (value === true) return state
    if (value === false) return false
    context.note(value)
    return graver(state, value)
  }
}

const SENTENCES: Readonly<Record<PlainEffect, string>> = {
  allow: 'allowed',
  deny: 'denied',
  warn: 'warned',
  review: 'review asked for',
  revert: 'revert asked for',
  accept: 'accepted',
}

function compileEffect(statement: Statement & { readonly op: 'effect' }, scope: ClosureScope): Step {
  const { effect, at } = statement
  const policy = scope.policy!
  const message = compileMessage(statement.message, SENTENCES[effect], scope)
  const place = statement.pointer[0] && compileExpression(statement.pointer[0], scope)
  const propose = statement.fixes.length === 0 ? null : compileFixes(statement.fixes, scope)
  const restrictive = effect === 'deny' || effect === 'warn' || effect === 'review'
  const shared =
    message.constant === null || (place !== undefined && place.place === undefined)
      ? null
      : new RuleMatch(policy, effect, message.constant, place?.place ?? null, at, true)
  const cost = 1 + message.cost
  const run: Run = (context, state) => {
    if (state === null && shared !== null) {
      context.spend(cost)
      context.fire(shared)
    } else {
      context.spend(1)
      if (state !== null && !restrictive) return
      const pointer = place?.pointer?.(context) ?? state?.pointer ?? null
      context.fire(new RuleMatch(policy, effect, message.text(context, state), pointer, at))
    }
    if (state === null) propose?.(context)
  }
  return { ...stepOf(run), shared: shared === null || propose !== null ? null : { match: shared, cost } }
}

function compileObligation(statement: Statement & { readonly op: 'obligation' }, scope: ClosureScope): Run {
  const data = compileExpression(statement.data, scope)
  const message = compileMessage(statement.message, `${statement.name} is required`, scope)
  return (context, state) => {
    context.spend(1 + data.cost)
    let value = data.run(context)
    if (!(value instanceof Unknown)) value = copyJson(value, statement.data.at, context)
    let known: JsonValue = null
    if (value instanceof Unknown) context.note(value)
    else known = value
    context.found.named.push({
      policy: context.policy!,
      name: statement.name,
      data: known,
      message: message.text(context, state),
      pointer: state?.pointer ?? null,
      at: statement.at,
    })
  }
}
