import { compareCodePoints, type JsonValue } from '../../core/index.js'
import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Compiled } from './compiled.js'
import type { Context } from './context.js'
import type { Escalation } from './count-approvals.js'
import { RuleMatch } from './matches.js'
import { compileMessage } from './message.js'
import type { Expression, Statement } from './program.js'
import { graver, Unknown, type Value, wrongType } from './unknown.js'

type ApprovalsStatement = Statement & { readonly op: 'approvals' }

const LARGEST_QUOTA = 100

/** `require approvals`: notes the requirement, or denies where an operand of it is unknown. */
export function compileApprovals(
  statement: ApprovalsStatement,
  scope: ClosureScope,
): (context: Context, state: Unknown | null) => void {
  const quota = operand(statement.quota, scope)
  const within = operand(statement.within, scope)
  const from = statement.from.map((node) => operand(node, scope))
  const including = statement.including.map((groups) => groups.map((node) => operand(node, scope)))
  const distinctFrom = statement.distinctFrom.map((node) => operand(node, scope))
  const message = compileMessage(statement.message, 'approvals are required', scope)
  const escalations = statement.escalation.map(({ to, after, since }) => ({
    to: to.map((node) => operand(node, scope)),
    after: operand(after, scope),
    since: operand(since, scope),
  }))
  const widening = escalations.flatMap(({ to, after, since }) => [...to, after, since])
  const all = [quota, within, ...from, ...including.flat(), ...distinctFrom, ...widening]
  const cost = all.reduce((sum, part) => sum + part.compiled.cost, 1)
  return (context, state) => {
    context.spend(cost)
    const reader = new OperandReader(context)
    const places = reader.wholeNumber(quota, 1, LARGEST_QUOTA)
    const fromGroups = reader.names(from)
    const includingGroups = including.map((groups) => reader.names(groups))
    const distinct = reader.names(distinctFrom)
    const age = reader.wholeNumber(within, 0, Number.MAX_SAFE_INTEGER)
    const policy = context.policy!
    const text = message.text(context, state)
    const pointer = state?.pointer ?? null
    if (reader.unknown !== null) {
      context.note(reader.unknown)
      const why = `${text} (approvals cannot be counted: ${reader.unknown.message})`
      context.fire(new RuleMatch(policy, 'deny', why, reader.unknown.pointer ?? pointer, statement.at))
      return
    }
    context.found.requirements.push({
      policy,
      quota: places,
      from: fromGroups,
      including: includingGroups,
      distinctFrom: distinct,
      within: age,
      escalation: escalations.length === 0 ? null : readEscalation(escalations[0]!, context),
      message: text,
      pointer,
      at: statement.at,
    })
  }
}

interface EscalationOperands {
  readonly to: readonly Operand[]
  readonly after: Operand
  readonly since: Operand
}

/** Where something in it is unknown there is none: what permits more must be known. */
function readEscalation({ to, after, since }: EscalationOperands, context: Context): Escalation | null {
  const reader = new OperandReader(context)
  const groups = reader.names(to)
  const delay = reader.wholeNumber(after, 0, Number.MAX_SAFE_INTEGER)
  const start = reader.number(since)
  if (reader.unknown === null) return groups.length === 0 ? null : { to: groups, at: start + delay }
  context.note(reader.unknown)
  return null
}

interface Operand {
  readonly compiled: Compiled
  readonly at: number
}

function operand(node: Expression, scope: ClosureScope): Operand {
  return { compiled: compileExpression(node, scope), at: node.at }
}

/** Reads operands and remembers the gravest of what is unknown. */
class OperandReader {
  unknown: Unknown | null = null
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  wholeNumber(from: Operand, least: number, greatest: number): number {
    const value = from.compiled.run(this.#context)
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= greatest) {
      return value as number
    }
    if (value instanceof Unknown || typeof value !== 'number') return this.#fail(value, 'a number', from.at)
    const range = greatest === LARGEST_QUOTA ? `from ${least} to ${greatest}` : `from ${least}`
    const message = `${value} is not a whole number ${range}`
    return this.#fail(new Unknown('policy/invalid-argument', message, from.at), '', from.at)
  }

  number(from: Operand): number {
    const value = from.compiled.run(this.#context)
    return typeof value === 'number' ? value : this.#fail(value, 'a time', from.at)
  }

  /** Strings and lists of strings, sorted and unique. */
  names(operands: readonly Operand[]): string[] {
    const names = new Set<string>()
    for (const from of operands) {
      const value = from.compiled.run(this.#context)
      const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
      for (const item of items) {
        this.#context.spend(1)
        if (typeof item === 'string') names.add(item)
        else this.#fail(item, 'a string or a list of strings', from.at)
      }
    }
    return [...names].sort(compareCodePoints)
  }

  #fail(value: Value, expected: string, at: number): number {
    this.unknown = graver(this.unknown, value instanceof Unknown ? value : wrongType(expected, value, at))
    return 0
  }
}
