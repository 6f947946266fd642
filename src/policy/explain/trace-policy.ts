import { compileExpression } from '../runtime/compile-expression.js'
import { compileStatement } from '../runtime/compile-statement.js'
import type { Context } from '../runtime/context.js'
import { declareLoop, iterate, setUnknownItem } from '../runtime/iterate.js'
import type { Statement } from '../runtime/program.js'
import { graver, Unknown } from '../runtime/unknown.js'
import { shortName } from './expression-text.js'
import { type Formula, negate } from './formula.js'
import type { Recorder } from './recorder.js'
import { type ConditionTracing, outcomeOf } from './trace-condition.js'

/** What a statement runs in: true, why that is unknown, or a condition that is false before it. */
type State = Unknown | 'true' | 'false'

/** Runs statements as `decide` does, with the conditions on the way to each; also where a condition is false. */
export type Walk = (context: Context, state: State, path: readonly Formula[], recorder: Recorder) => void

type Of<Op extends Statement['op']> = Statement & { readonly op: Op }

export function traceBlock(body: readonly Statement[], tracing: ConditionTracing): Walk {
  const walks = body.map((statement) => traceStatement(statement, tracing))
  for (const statement of body) if (statement.op === 'let') tracing.scope.remove(statement.name)
  return (context, state, path, recorder) => {
    for (const walk of walks) walk(context, state, path, recorder)
  }
}

function traceStatement(statement: Statement, tracing: ConditionTracing): Walk {
  switch (statement.op) {
    case 'let': {
      tracing.declare(statement.name, statement.value)
      const { run } = compileStatement(statement, tracing.scope)
      return (context) => run(context, null)
    }
    case 'when':
      return traceWhen(statement, tracing)
    case 'for':
      return traceFor(statement, tracing)
    case 'effect':
    case 'approvals':
    case 'obligation':
      return traceRule(statement, tracing)
    case 'fix':
      return () => {}
  }
}

function traceWhen({ condition, body, otherwise }: Of<'when'>, tracing: ConditionTracing): Walk {
  const trace = tracing.trace(condition)
  const first = traceBlock(body, tracing)
  const second = traceBlock(otherwise, tracing)
  return (context, state, path, recorder) => {
    const found = trace(context, recorder)
    note(found, state, path, context, recorder)
    first(context, under(state, found), [...path, found], recorder)
    const opposite = negate(found)
    second(context, under(state, opposite), [...path, opposite], recorder)
  }
}

function traceFor(statement: Of<'for'>, tracing: ConditionTracing): Walk {
  const { names, list: listNode, where: tests } = statement
  const { scope } = tracing
  const list = compileExpression(listNode, scope)
  const variables = declareLoop(names, list, scope)
  const [item] = variables.locals
  const listLeaf = tracing.listLeaf(listNode, list)
  const [where, body] = scope.within(variables.locals, () => [
    tests[0] && tracing.trace(tests[0]),
    traceBlock(statement.body, tracing),
  ])
  const text = `${shortName(item![0])} in ${tracing.writer.write(listNode)}`
  const visit: Walk = (context, state, path, recorder) => {
    if (where === undefined) {
      body(context, state, path, recorder)
      return
    }
    const kept = where(context, recorder)
    note(kept, state, path, context, recorder)
    body(context, under(state, kept), [...path, kept], recorder)
  }
  return (context, state, path, recorder) => {
    context.spend(1 + list.cost)
    const noList = iterate(list.run(context), variables, listNode.at, context, () => {
      context.spend(1)
      const [name, local] = item!
      const value = {
        text: shortName(name),
        value: local.run(context),
        pointer: local.pointer?.(context) ?? null,
      }
      const leaf = recorder.leaf({
        kind: 'item',
        text,
        at: listNode.at,
        outcome: true,
        unknown: null,
        values: [value],
      })
      visit(context, state, [...path, leaf], recorder)
      return true
    })
    const others = listLeaf(context, recorder, noList)
    if (noList !== null) {
      note(others, state, path, context, recorder)
      setUnknownItem(noList, variables, context)
      visit(context, under(state, others), [...path, others], recorder)
      return
    }
    // Another item might have done what none of these did.
    for (const at of allowsIn(statement.body)) {
      recorder.countRule()
      recorder.idleAllows.push({ policy: context.policy!, at, path: [...path, negate(others)] })
    }
  }
}

/** Statements that decide; the runtime's own closures say what they do. */
function traceRule(statement: Of<'effect' | 'approvals' | 'obligation'>, tracing: ConditionTracing): Walk {
  if (statement.op === 'effect' && statement.effect !== 'allow' && statement.effect !== 'deny')
    return () => {}
  const { run } = compileStatement(statement, tracing.scope)
  const operandOf = statement.op === 'approvals' ? traceOperands(statement, tracing) : () => null
  return (context, state, path, recorder) => {
    recorder.countRule()
    const policy = context.policy!
    const idle = { policy, at: statement.at, path }
    const isAllow = statement.op === 'effect' && statement.effect === 'allow'
    if (state === 'false' || (isAllow && state !== 'true')) {
      if (isAllow) recorder.idleAllows.push(idle)
      else if (statement.op === 'effect') recorder.idleDenials.push(idle)
      return
    }
    const faults = context.findings?.faults.length ?? 0
    const { firedCount } = context
    run(context, state === 'true' ? null : state)
    const fault = context.findings?.faults[faults]?.unknown ?? null
    const denied = context.firedCount > firedCount ? context.unfire() : undefined
    const match = denied ?? context.found.requirements.pop() ?? context.found.named.pop()!
    const { message, pointer, at } = match
    const operand = fault === null ? null : operandOf(fault, context, recorder)
    const effect =
      statement.op === 'effect' ? (isAllow ? 'allow' : 'deny') : denied === undefined ? 'require' : 'deny'
    recorder.fired.push({
      policy,
      effect,
      message,
      pointer,
      at,
      isUndecided: state !== 'true',
      path,
      operand,
    })
    if (fault !== null && !fault.isMissing) {
      const cause = operand ?? unknownLeaf(fault, tracing, statement, recorder)
      recorder.errors.push({ policy, unknown: fault, path, cause })
    }
  }
}

/** Finds the operand that is unknown. */
function traceOperands(
  { quota, from, including, distinctFrom, within }: Of<'approvals'>,
  tracing: ConditionTracing,
): (fault: Unknown, context: Context, recorder: Recorder) => Formula & { readonly op: 'leaf' } {
  const operands = [quota, ...from, ...including.flat(), ...distinctFrom, within].map((node) => ({
    node,
    text: tracing.writer.write(node),
    compiled: compileExpression(node, tracing.scope),
  }))
  return (fault, context, recorder) => {
    const isFault = (value: unknown): boolean =>
      value instanceof Unknown && value.at === fault.at && value.message === fault.message
    const found =
      operands.find(({ node, compiled }) => node.at === fault.at || isFault(compiled.run(context))) ??
      operands[0]!
    const { node, text, compiled } = found
    return recorder.leaf({
      kind: 'operand',
      text,
      at: node.at,
      outcome: outcomeOf(fault),
      unknown: fault,
      values: [{ text, value: compiled.run(context), pointer: compiled.pointer?.(context) ?? fault.pointer }],
    })
  }
}

/** The data of an obligation that cannot be computed. */
function unknownLeaf(
  fault: Unknown,
  tracing: ConditionTracing,
  statement: Statement,
  recorder: Recorder,
): Formula & { readonly op: 'leaf' } {
  const text = statement.op === 'obligation' ? tracing.writer.write(statement.data) : ''
  const outcome = outcomeOf(fault)
  return recorder.leaf({ kind: 'operand', text, at: fault.at, outcome, unknown: fault, values: [] })
}

/** An error that a condition gives is one of the policy, wherever it was reached. */
function note(
  found: Formula,
  state: State,
  path: readonly Formula[],
  context: Context,
  recorder: Recorder,
): void {
  if (found.outcome !== 'error') return
  recorder.countRule()
  const errors = state === 'false' ? recorder.idleErrors : recorder.errors
  errors.push({ policy: context.policy!, unknown: unknownOf(found)!, path, cause: found })
}

/** The state under a condition: Kleene `&&`. */
function under(state: State, condition: Formula): State {
  if (state === 'false' || condition.outcome === false) return 'false'
  if (condition.outcome === true) return state
  return graver(state === 'true' ? null : state, unknownOf(condition)!)
}

/** The unknown that counts (docs/keel.md §5.1), of a formula that is unknown. */
function unknownOf(formula: Formula): Unknown | null {
  switch (formula.op) {
    case 'leaf':
      return formula.unknown
    case 'not':
      return unknownOf(formula.operand)
    case 'if': {
      const { condition, chosen, otherwise } = formula
      if (typeof condition.outcome !== 'boolean') return unknownOf(condition)
      return unknownOf(condition.outcome ? chosen : otherwise)
    }
    default: {
      let gravest: Unknown | null = null
      for (const item of formula.items) {
        const unknown = typeof item.outcome === 'boolean' ? null : unknownOf(item)
        if (unknown !== null) gravest = graver(gravest, unknown)
      }
      return gravest
    }
  }
}

function allowsIn(body: readonly Statement[]): number[] {
  return body.flatMap((statement) => {
    if (statement.op === 'when') return [...allowsIn(statement.body), ...allowsIn(statement.otherwise)]
    if (statement.op === 'for') return allowsIn(statement.body)
    return statement.op === 'effect' && statement.effect === 'allow' ? [statement.at] : []
  })
}
