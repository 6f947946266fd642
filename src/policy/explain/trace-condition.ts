import { argument } from '../runtime/compile-apply.js'
import { compileExpression } from '../runtime/compile-expression.js'
import type { ClosureScope, Compiled } from '../runtime/compiled.js'
import { type Context, UNREAD } from '../runtime/context.js'
import { declareLoop, iterate } from '../runtime/iterate.js'
import type { Expression } from '../runtime/program.js'
import { asCondition } from '../runtime/strict-operands.js'
import { Unknown } from '../runtime/unknown.js'
import { type ExpressionWriter, shortName } from './expression-text.js'
import { choose, combine, type Formula, type Leaf, negate } from './formula.js'
import { readsOf } from './reads-of.js'
import type { Recorder } from './recorder.js'
import type { AtomOutcome } from './types.js'

/** Evaluates a condition and keeps its structure. */
export type Trace = (context: Context, recorder: Recorder) => Formula

type Of<Op extends Expression['op']> = Expression & { readonly op: Op }

/** Calls in calls that are looked into; deeper ones are atoms, so that the work of one program is bounded. */
const DEEPEST_CALLS = 8

/**
 * Turns conditions into closures that keep what they find. INVARIANT: every leaf runs the closures that `decide` runs,
 * made of the same program, so what is explained is what was decided.
 */
export class ConditionTracing {
  readonly scope: ClosureScope
  readonly writer: ExpressionWriter
  readonly #constants: ReadonlyMap<string, Expression>
  /** Of names that stand for conditions: a `let`, a parameter of a function. */
  readonly #locals = new Map<string, Trace>()
  readonly #constantTraces = new Map<string, Trace>()
  #calls = 0

  constructor(scope: ClosureScope, writer: ExpressionWriter, constants: ReadonlyMap<string, Expression>) {
    this.scope = scope
    this.writer = writer
    this.#constants = constants
  }

  /** What a `let` stands for from here on. */
  declare(name: string, value: Expression): void {
    const trace = this.#named(value)
    if (trace === undefined) this.#locals.delete(name)
    else this.#locals.set(name, trace)
  }

  trace(node: Expression): Trace {
    return this.#structured(node) ?? this.#atom(node)
  }

  /** What a name may stand for without being an atom itself: a condition that is made of others, or a constant. */
  #named(node: Expression): Trace | undefined {
    return node.op === 'literal' ? this.#atom(node) : this.#structured(node)
  }

  /** A condition that is made of others; nothing where it is an atom. */
  #structured(node: Expression): Trace | undefined {
    switch (node.op) {
      case 'and':
      case 'or': {
        const items = node.items.map((item) => this.trace(item))
        const op = node.op === 'and' ? 'all' : 'any'
        return (context, recorder) =>
          combine(
            op,
            items.map((item) => item(context, recorder)),
          )
      }
      case 'not': {
        const operand = this.trace(node.operand)
        return (context, recorder) => negate(operand(context, recorder))
      }
      case 'if': {
        const [condition, chosen, otherwise] = [node.condition, node.chosen, node.otherwise].map((part) =>
          this.trace(part),
        ) as [Trace, Trace, Trace]
        return (context, recorder) =>
          choose(condition(context, recorder), chosen(context, recorder), otherwise(context, recorder))
      }
      case 'quantifier':
        return node.kind === 'count' ? undefined : this.#quantifier(node)
      case 'local':
        return this.#locals.get(node.name)
      case 'constant':
        return this.#constant(node.name)
      case 'apply':
        return this.#apply(node)
      default:
        return undefined
    }
  }

  #constant(name: string): Trace | undefined {
    const known = this.#constantTraces.get(name)
    if (known !== undefined) return known
    const value = this.#constants.get(name)
    const trace = value && this.#structured(value)
    if (trace !== undefined) this.#constantTraces.set(name, trace)
    return trace
  }

  #quantifier(node: Of<'quantifier'>): Trace {
    const list = compileExpression(node.list, this.scope)
    const variables = declareLoop(node.names, list, this.scope)
    const body = this.scope.within(variables.locals, () => this.trace(node.body))
    const leafOf = this.listLeaf(node.list, list)
    return (context, recorder) => {
      context.spend(1 + list.cost)
      const items: Formula[] = []
      const noList = iterate(list.run(context), variables, node.list.at, context, () => {
        context.spend(1)
        items.push(body(context, recorder))
        return true
      })
      const others = leafOf(context, recorder, noList)
      if (noList !== null) return node.kind === 'none' ? negate(others) : others
      if (node.kind === 'all') return combine('all', [...items, others])
      const any = combine('any', [...items, negate(others)])
      return node.kind === 'any' ? any : negate(any)
    }
  }

  /** That a list has no other items than those that were gone through; or that it is unknown. */
  listLeaf(
    node: Expression,
    list: Compiled,
  ): (context: Context, recorder: Recorder, noList: Unknown | null) => Leaf {
    const text = this.writer.write(node)
    return (context, recorder, noList) =>
      recorder.leaf({
        kind: 'list',
        text,
        at: node.at,
        outcome: noList === null ? true : outcomeOf(noList),
        unknown: noList,
        values: [{ text, value: list.run(context), pointer: list.pointer?.(context) ?? null }],
      })
  }

  /** The body of a function with its arguments in it, as the runtime expands it. */
  #apply(node: Of<'apply'>): Trace | undefined {
    const called = this.scope.functions.get(node.name)
    if (called === undefined || this.#calls >= DEEPEST_CALLS) return undefined
    const { scope } = this
    const items = node.items.map((item) => compileExpression(item, scope))
    const traces = node.items.map((item) => this.#named(item))
    const slots = items.map(() => scope.takeSlot())
    const locals = items.map(
      (item, index) => [called.parameters[index]!, argument(item, slots[index]!)] as const,
    )
    const outer = called.parameters.map((name) => this.#locals.get(name))
    const bindAll = (bound: readonly (Trace | undefined)[]): void => {
      called.parameters.forEach((name, index) => {
        const trace = bound[index]
        if (trace === undefined) this.#locals.delete(name)
        else this.#locals.set(name, trace)
      })
    }
    bindAll(traces)
    this.#calls += 1
    const body = scope.within(locals, () => this.#structured(called.body) ?? this.#atom(called.body))
    this.#calls -= 1
    bindAll(outer)
    return (context, recorder) => {
      for (const slot of slots) context.slots[slot] = UNREAD
      return body(context, recorder)
    }
  }

  #atom(node: Expression): Trace {
    const condition = compileExpression(node, this.scope)
    const text = this.writer.write(node)
    const reads = readsOf(node).map((read) => ({
      text: read.op === 'local' ? shortName(read.name) : this.writer.write(read),
      compiled: compileExpression(read, this.scope),
    }))
    const shown = reads.filter(({ compiled }) => compiled.constant === undefined)
    const cost = shown.reduce((sum, { compiled }) => sum + compiled.cost, condition.cost)
    return (context, recorder) => {
      context.spend(cost)
      const value = asCondition(condition.run(context), node.at)
      return recorder.leaf({
        kind: 'condition',
        text,
        at: node.at,
        outcome: value instanceof Unknown ? outcomeOf(value) : value,
        unknown: value instanceof Unknown ? value : null,
        isConstant: condition.constant !== undefined,
        values: shown.map(({ text: name, compiled }) => ({
          text: name,
          value: compiled.run(context),
          pointer: compiled.pointer?.(context) ?? null,
        })),
      })
    }
  }
}

export function outcomeOf(unknown: Unknown): AtomOutcome {
  return unknown.isMissing ? 'missing' : 'error'
}
