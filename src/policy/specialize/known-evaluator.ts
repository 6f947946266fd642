import { compileExpression } from '../runtime/compile-expression.js'
import { ClosureScope, type Local } from '../runtime/compiled.js'
import { Context, OutOfFuel } from '../runtime/context.js'
import type { Expression, Program } from '../runtime/program.js'
import type { Value } from '../runtime/unknown.js'
import type { Bindings } from './binding.js'
import type { Knowledge } from './knowledge.js'

/** Enough for what a policy computes; an expression that takes more is left to the decision. */
const FUEL = 100_000

/**
 * Evaluates what is wholly known, by the very closures that decide: so a residual cannot mean anything else than its
 * original.
 */
export class KnownEvaluator {
  readonly #scope: ClosureScope
  readonly #knowledge: Knowledge

  constructor(program: Program, knowledge: Knowledge) {
    this.#knowledge = knowledge
    this.#scope = new ClosureScope(program.patterns)
    for (const declared of program.functions) this.#scope.functions.set(declared.name, declared)
  }

  /** Makes a module constant known. */
  define(name: string, value: Value): void {
    this.#scope.constants.set(name, { run: () => value, cost: 1 })
  }

  /** The value, or why it is unknown; `undefined` where it takes too much to find out. */
  evaluate(node: Expression, bindings: Bindings): Value | undefined {
    const locals: (readonly [string, Local])[] = []
    for (const [name, binding] of bindings) {
      if (binding.kind !== 'inner') locals.push([name, { run: () => binding.value }])
    }
    this.#scope.restart()
    const { run } = this.#scope.within(locals, () => compileExpression(node, this.#scope))
    const { roots, target } = this.#knowledge
    try {
      return run(new Context(roots, target.name, 0, FUEL, 0))
    } catch (stop) {
      if (stop instanceof OutOfFuel) return undefined
      throw stop
    }
  }
}
