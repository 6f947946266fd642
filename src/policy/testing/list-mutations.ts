import type { CompareOperator, Expression, Fix, PlainEffect, Program, Statement } from '../runtime/program.js'
import { definitionKey } from './definition-users.js'
import type { MutationOperator } from './types.js'

/** Member names and indices from the program inwards. */
type ProgramPath = readonly (string | number)[]

/** One small change of a program. */
export interface Mutation {
  readonly operator: MutationOperator
  /** What became of what, in words. */
  readonly change: string
  /** Number of the span that is changed. */
  readonly at: number
  /** The policy that is changed, with its parameters; `null` for a function or a constant of a module. */
  readonly policy: string | null
  /** Key of the function, constant or parameter that is changed; `null` for a part of a policy itself. */
  readonly definition: string | null
  readonly path: ProgramPath
  /** What stands at the path instead. */
  readonly value: unknown
}

/**
 * All small changes of what a program decides, in the order of the program. What only shows in texts for people
 * (messages, `at`, severities, controls) is left alone, and so is what would change nothing.
 */
export function* listMutations({ policies, functions, constants }: Program): Generator<Mutation> {
  for (const [index, { name, body }] of policies.entries()) {
    yield* new MutationWalk(name, null).statements(body, ['policies', index, 'body'])
  }
  for (const [index, { name, body }] of functions.entries()) {
    const walk = new MutationWalk(null, definitionKey('function', name))
    yield* walk.value(body, ['functions', index, 'body'])
  }
  for (const [index, { name, value }] of constants.entries()) {
    // The name of a parameter is that of its policy, a slash, and its own.
    const slash = name.indexOf('/')
    const walk = new MutationWalk(slash === -1 ? null : name.slice(0, slash), definitionKey('constant', name))
    yield* walk.value(value, ['constants', index, 'value'])
  }
}

type Change = readonly [
  operator: MutationOperator,
  change: string,
  at: number,
  path: ProgramPath,
  value: unknown,
]

// Recursion is bounded by the heights that a program may have.
class MutationWalk {
  readonly #policy: string | null
  readonly #definition: string | null

  constructor(policy: string | null, definition: string | null) {
    this.#policy = policy
    this.#definition = definition
  }

  *statements(body: readonly Statement[], path: ProgramPath): Generator<Mutation> {
    for (const [index, statement] of body.entries()) {
      const own = [...path, index]
      if (statement.op !== 'let' && statement.op !== 'when' && statement.op !== 'for') {
        yield this.#mutation('drop-rule', 'the rule was removed', statement.at, path, without(body, index))
      }
      yield* this.#statement(statement, own)
    }
  }

  *#statement(statement: Statement, path: ProgramPath): Generator<Mutation> {
    switch (statement.op) {
      case 'let':
        yield* this.value(statement.value, [...path, 'value'])
        break
      case 'when': {
        const { condition, body, otherwise } = statement
        const own = [...path, 'condition']
        if (condition.op !== 'and' && condition.op !== 'or') {
          const always: Expression = { op: 'literal', value: true, at: condition.at }
          yield this.#mutation(
            'drop-condition',
            'the condition was taken for true',
            condition.at,
            own,
            always,
          )
        }
        yield* this.#condition(condition, own)
        yield* this.statements(body, [...path, 'body'])
        yield* this.statements(otherwise, [...path, 'otherwise'])
        break
      }
      case 'for': {
        yield* this.value(statement.list, [...path, 'list'])
        yield* this.#where(statement.where, path)
        yield* this.statements(statement.body, [...path, 'body'])
        break
      }
      case 'effect': {
        const { effect, at, fixes } = statement
        const weaker = WEAKER[effect]
        if (weaker !== undefined) {
          const change = `\`${effect}\` became \`${weaker}\``
          yield this.#mutation('weaken-effect', change, at, [...path, 'effect'], weaker)
        }
        yield* this.#fixes(fixes, path)
        break
      }
      case 'fix':
        // A fix that stands alone is removed with its statement.
        yield* this.#fixValues(statement.fixes, path)
        break
      case 'approvals':
        yield* this.#approvals(statement, path)
        break
      case 'obligation':
        break
    }
  }

  *#fixes(fixes: readonly Fix[], path: ProgramPath): Generator<Mutation> {
    for (const [index, { at }] of fixes.entries()) {
      const kept = without(fixes, index)
      yield this.#mutation('drop-fix', 'the fix was removed', at, [...path, 'fixes'], kept)
    }
    yield* this.#fixValues(fixes, path)
  }

  *#fixValues(fixes: readonly Fix[], path: ProgramPath): Generator<Mutation> {
    for (const [index, { value }] of fixes.entries()) {
      for (const node of value) yield* this.value(node, [...path, 'fixes', index, 'value', 0])
    }
  }

  *#approvals(statement: Statement & { readonly op: 'approvals' }, path: ProgramPath): Generator<Mutation> {
    const { quota, from, including, distinctFrom, within, escalation, at } = statement
    for (const step of [1, -1]) {
      const changed: Expression = {
        op: 'arithmetic',
        first: quota,
        rest: [{ operator: '+', operand: { op: 'literal', value: step, at: quota.at } }],
        at: quota.at,
      }
      // None at all is no number of approvals: an error, which every test sees.
      if (quota.op === 'literal' && Number(quota.value) + step < 1) continue
      const change = step === 1 ? 'one approval more' : 'one approval fewer'
      yield this.#mutation('quota', change, quota.at, [...path, 'quota'], changed)
    }
    for (const [index, group] of from.entries()) yield* this.value(group, [...path, 'from', index])
    for (const [index, groups] of including.entries()) {
      const kept = without(including, index)
      const place = groups[0]?.at ?? at
      yield this.#mutation('drop-including', '`including` was removed', place, [...path, 'including'], kept)
    }
    for (const { at: place } of distinctFrom) {
      yield this.#mutation(
        'drop-distinct',
        '`distinct from` was removed',
        place,
        [...path, 'distinctFrom'],
        [],
      )
    }
    for (const { to, after, since } of escalation) {
      const own = [...path, 'escalation']
      yield this.#mutation('drop-escalation', 'the escalation was removed', after.at, own, [])
      for (const [index, group] of to.entries()) yield* this.value(group, [...own, 0, 'to', index])
      yield* this.value(after, [...own, 0, 'after'])
      yield* this.value(since, [...own, 0, 'since'])
    }
    // The age that counts where none is written stands at the place of the rule.
    if (within.at !== at) yield* this.value(within, [...path, 'within'])
  }

  *#where(where: readonly Expression[], path: ProgramPath): Generator<Mutation> {
    for (const [index, condition] of where.entries()) {
      yield this.#mutation('drop-where', '`where` was removed', condition.at, [...path, 'where'], [])
      yield* this.#condition(condition, [...path, 'where', index])
    }
  }

  *#condition(node: Expression, path: ProgramPath): Generator<Mutation> {
    if (node.op === 'and' || node.op === 'or') {
      const [from, to] = node.op === 'and' ? ['&&', '||'] : ['||', '&&']
      const swapped = { ...node, op: node.op === 'and' ? 'or' : 'and' }
      yield this.#mutation('swap-logic', `\`${from}\` became \`${to}\``, node.at, path, swapped)
      for (const [index, item] of node.items.entries()) {
        const kept = without(node.items, index)
        const rest = kept.length === 1 ? kept[0] : { ...node, items: kept }
        yield this.#mutation('drop-operand', 'the operand was removed', item.at, path, rest)
      }
      for (const [index, item] of node.items.entries())
        yield* this.#condition(item, [...path, 'items', index])
    } else if (node.op === 'not') {
      yield* this.#condition(node.operand, [...path, 'operand'])
    } else {
      if (node.op !== 'literal') {
        const negated: Expression = { op: 'not', operand: node, at: node.at }
        yield this.#mutation('negate', 'the condition was negated', node.at, path, negated)
      }
      yield* this.value(node, path)
    }
  }

  /** An expression of any type. */
  *value(node: Expression, path: ProgramPath): Generator<Mutation> {
    for (const [operator, change, at, place, value] of ownChanges(node, path)) {
      yield this.#mutation(operator, change, at, place, value)
    }
    switch (node.op) {
      case 'and':
      case 'or':
      case 'not':
        yield* this.#condition(node, path)
        break
      case 'if':
        yield* this.#condition(node.condition, [...path, 'condition'])
        yield* this.value(node.chosen, [...path, 'chosen'])
        yield* this.value(node.otherwise, [...path, 'otherwise'])
        break
      case 'quantifier':
        yield* this.value(node.list, [...path, 'list'])
        yield* this.#condition(node.body, [...path, 'body'])
        break
      case 'comprehension':
        yield* this.value(node.list, [...path, 'list'])
        yield* this.#where(node.where, path)
        yield* this.value(node.item, [...path, 'item'])
        break
      case 'list':
        for (const index of chosenItems(node.items))
          yield* this.value(node.items[index]!, [...path, 'items', index])
        break
      default:
        yield* this.#members(node, path)
    }
  }

  *#members(container: object, path: ProgramPath): Generator<Mutation> {
    for (const [key, member] of Object.entries(container)) {
      if (typeof member !== 'object' || member === null) continue
      const own = [...path, Array.isArray(container) ? Number(key) : key]
      if (isExpression(member)) yield* this.value(member, own)
      else yield* this.#members(member, own)
    }
  }

  #mutation(...[operator, change, at, path, value]: Change): Mutation {
    return { operator, change, at, policy: this.#policy, definition: this.#definition, path, value }
  }
}

const WEAKER: Readonly<Partial<Record<PlainEffect, PlainEffect>>> = {
  deny: 'warn',
  review: 'revert',
  revert: 'accept',
  accept: 'revert',
}

const BOUNDARIES: Readonly<Partial<Record<CompareOperator, CompareOperator>>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
}

/** What becomes of an expression by itself; its parts come after. */
function ownChanges(node: Expression, path: ProgramPath): Change[] {
  switch (node.op) {
    case 'compare': {
      const other = BOUNDARIES[node.operator]
      if (other === undefined) return []
      const change = `\`${node.operator}\` became \`${other}\``
      return [['boundary', change, node.at, [...path, 'operator'], other]]
    }
    case 'quantifier': {
      if (node.kind !== 'all' && node.kind !== 'any') return []
      const other = node.kind === 'all' ? 'any' : 'all'
      return [['quantifier', `\`${node.kind}\` became \`${other}\``, node.at, [...path, 'kind'], other]]
    }
    case 'literal':
      return otherValues(node.value).map((value): Change => {
        const change = `${JSON.stringify(node.value)} became ${JSON.stringify(value)}`
        return ['constant', change, node.at, [...path, 'value'], value]
      })
    default:
      return []
  }
}

/** Amounts below this are counts, and one more or fewer is another one; greater ones are sizes and times. */
const GREATEST_COUNT = 1000

function otherValues(value: null | boolean | number | string): (boolean | number | string)[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string') return [`${value}~`]
  if (value === null) return []
  if (Number.isInteger(value) && Math.abs(value) < GREATEST_COUNT) return [value + 1, value - 1]
  const tenth = Number.isInteger(value) ? Math.trunc(value / 10) : value / 10
  return [value + tenth, value - tenth].filter((other) => Number.isFinite(other) && other !== value)
}

/** Of a long list that is written out, the first and the last stand for all: a test for each item proves little more. */
function chosenItems(items: readonly Expression[]): number[] {
  const all = [...items.keys()]
  const isWritten = items.length > 2 && items.every(({ op }) => op === 'literal')
  return isWritten ? [0, items.length - 1] : all
}

/** Steps of paths have an `op` too, but no place. */
function isExpression(value: object): value is Expression {
  return Object.hasOwn(value, 'op') && Object.hasOwn(value, 'at')
}

/** A program with a change made. What is on no way to it is shared. */
export function mutated(program: Program, { path, value }: Pick<Mutation, 'path' | 'value'>): Program {
  return replaceAt(program, path, value) as Program
}

function without<Item>(items: readonly Item[], index: number): readonly Item[] {
  return items.filter((_, at) => at !== index)
}

function replaceAt(holder: unknown, path: ProgramPath, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(holder)) {
    return holder.map((item: unknown, index) => (index === key ? replaceAt(item, rest, value) : item))
  }
  const object = holder as Readonly<Record<string, unknown>>
  return { ...object, [key]: replaceAt(object[key], rest, value) }
}
