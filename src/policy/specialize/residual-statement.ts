import { isJsonObject, type JsonValue, sortedKeys } from '../../core/index.js'
import type { Expression, Fix, PathStep, Statement } from '../runtime/program.js'
import { Unknown } from '../runtime/unknown.js'
import { type Binding, type Bindings, rebound } from './binding.js'
import type { KnownParts } from './known-parts.js'
import { literalOf } from './literal-of.js'
import { mentionsLocal } from './mentions.js'
import type { ResidualExpressions } from './residual-expression.js'

type Loop = Statement & { readonly op: 'for' }

/** An item of a list or member of an object that is known, or stands in a known place. */
interface Item {
  readonly key: string | number
  readonly binding: Binding | null
}

/** Most items of one loop, and of all loops, that get statements of their own. */
const MOST_ITEMS = 32
const MOST_ITEMS_IN_ALL = 2000

/** Most items that are looked at to see that a loop does nothing. */
const MOST_LOOKED_AT = 256

/**
 * Folds what is known in statements. INVARIANT: what is left fires the same rules in the same states and notes the same
 * faults; so a condition that is unknown, or open with nothing to guard, stays: it may have to be reported.
 */
export class ResidualStatements {
  readonly #parts: KnownParts
  readonly #expressions: ResidualExpressions
  #unrolled = 0

  constructor(parts: KnownParts, expressions: ResidualExpressions) {
    this.#parts = parts
    this.#expressions = expressions
  }

  block(body: readonly Statement[], outer: Bindings): Statement[] {
    let bindings = outer
    const left: Statement[] = []
    for (const statement of body) {
      if (statement.op === 'let') {
        left.push({ ...statement, value: this.#expressions.place(statement.value, bindings) })
        bindings = rebound(bindings, [[statement.name, this.#parts.bindingOf(statement.value, bindings)]])
      } else left.push(...this.#statement(statement, bindings))
    }
    return withoutIdleNames(left)
  }

  #statement(statement: Exclude<Statement, { op: 'let' }>, bindings: Bindings): Statement[] {
    const inline = (node: Expression): Expression => this.#expressions.inline(node, bindings)
    switch (statement.op) {
      case 'when':
        return this.#when(statement, bindings)
      case 'for':
        return this.#loop(statement, bindings)
      case 'effect':
        return [
          {
            ...statement,
            message: this.#message(statement.message, bindings),
            fixes: this.#fixes(statement.fixes, bindings),
          },
        ]
      case 'fix':
        return [{ ...statement, fixes: this.#fixes(statement.fixes, bindings) }]
      case 'approvals':
        return [
          {
            ...statement,
            quota: inline(statement.quota),
            from: statement.from.map(inline),
            including: statement.including.map((groups) => groups.map(inline)),
            distinctFrom: statement.distinctFrom.map(inline),
            within: inline(statement.within),
            escalation: statement.escalation.map(({ to, after, since }) => ({
              to: to.map(inline),
              after: inline(after),
              since: inline(since),
            })),
            message: this.#message(statement.message, bindings),
          },
        ]
      case 'obligation':
        return [
          { ...statement, data: inline(statement.data), message: this.#message(statement.message, bindings) },
        ]
    }
  }

  /** Texts that stand side by side become one. */
  #message(parts: readonly Expression[], bindings: Bindings): Expression[] {
    const left: Expression[] = []
    for (const part of parts) {
      const node = this.#expressions.inline(part, bindings)
      const last = left.at(-1)
      if (isText(node) && last !== undefined && isText(last)) {
        left[left.length - 1] = { ...last, value: last.value + node.value }
      } else left.push(node)
    }
    return left
  }

  #fixes(fixes: readonly Fix[], bindings: Bindings): Fix[] {
    return fixes.map((fix) => ({
      ...fix,
      value: fix.value.map((value) => this.#expressions.inline(value, bindings)),
    }))
  }

  #when(statement: Statement & { readonly op: 'when' }, bindings: Bindings): Statement[] {
    const condition = this.#expressions.condition(statement.condition, bindings)
    const at = statement.condition.at
    if ('value' in condition && typeof condition.value === 'boolean') {
      return asOne(this.block(condition.value ? statement.body : statement.otherwise, bindings), at)
    }
    return [
      {
        ...statement,
        condition: 'node' in condition ? condition.node : statement.condition,
        body: this.block(statement.body, bindings),
        otherwise: this.block(statement.otherwise, bindings),
      },
    ]
  }

  #loop(statement: Loop, bindings: Bindings): Statement[] {
    const items = this.#itemsOf(statement.list, bindings)
    if (items !== null) {
      const isPlace = statement.list.op === 'root' || statement.list.op === 'path'
      const fits = items.length <= MOST_ITEMS && this.#unrolled + items.length <= MOST_ITEMS_IN_ALL
      if (isPlace && fits) {
        this.#unrolled += items.length
        return items.flatMap((item) => this.#iteration(statement, item, bindings))
      }
      const isIdle =
        items.length <= MOST_LOOKED_AT &&
        items.every((item) => this.#iteration(statement, item, bindings).length === 0)
      if (isIdle) return []
    }
    const inner = rebound(
      bindings,
      statement.names.map((name) => [name, null] as const),
    )
    const where = statement.where.map((test) => this.#expressions.inlineCondition(test, inner))
    return [{ ...statement, where, body: this.block(statement.body, inner) }]
  }

  /** The items of a list that is known, or whose items stand in known places; `null` for any other. */
  #itemsOf(list: Expression, bindings: Bindings): Item[] | null {
    const binding = this.#parts.bindingOf(list, bindings)
    if (binding === null || binding.kind === 'inner' || binding.value instanceof Unknown) return null
    if (Array.isArray(binding.value)) {
      return Array.from(binding.value as readonly JsonValue[], (_item, key) => ({
        key,
        binding: this.#parts.bindingAt(list, key, bindings),
      }))
    }
    // An object in a place may be open, and so have members that nobody knows.
    if (binding.kind !== 'value' || !isJsonObject(binding.value)) return null
    const object = binding.value
    return sortedKeys(object).map((key) => ({ key, binding: { kind: 'value', value: object[key]! } }))
  }

  /** One turn of a loop: its variables become names for a place in the list and for a constant. */
  #iteration(statement: Loop, { key, binding }: Item, bindings: Bindings): Statement[] {
    const { names, list, where, body } = statement
    const position = literalOf(key, list.at)
    const step: PathStep = { op: 'index', key: position }
    const item: Expression =
      list.op === 'path'
        ? { ...list, steps: [...list.steps, step] }
        : { op: 'path', base: list, steps: [step], at: list.at }
    const inner = rebound(
      bindings,
      names.map((name, index) => [name, index === 0 ? binding : { kind: 'value', value: key }] as const),
    )
    const [test] = where
    const guarded: readonly Statement[] =
      test === undefined ? body : [{ op: 'when', condition: test, body, otherwise: [] }]
    const left = this.block(guarded, inner)
    const variables = names.map(
      (name, index): Statement => ({ op: 'let', name, value: index === 0 ? item : position }),
    )
    return asOne(withoutIdleNames([...variables, ...left]), list.at)
  }
}

function isText(node: Expression): node is Expression & { readonly op: 'literal'; readonly value: string } {
  return node.op === 'literal' && typeof node.value === 'string'
}

/** Statements in the place of one; those with names of their own stay in a block of their own. */
function asOne(statements: Statement[], at: number): Statement[] {
  if (!statements.some((statement) => statement.op === 'let')) return statements
  return [{ op: 'when', condition: literalOf(true, at), body: statements, otherwise: [] }]
}

/** Without the names that nothing after them reads. */
function withoutIdleNames(statements: readonly Statement[]): Statement[] {
  const kept: Statement[] = []
  for (const statement of [...statements].reverse()) {
    if (statement.op !== 'let' || mentionsLocal(kept, [statement.name])) kept.push(statement)
  }
  return kept.reverse()
}
