import type { JsonValue, Span } from '../../core/index.js'
import { compileExpression } from '../runtime/compile-expression.js'
import { ClosureScope } from '../runtime/compiled.js'
import { Context, OutOfFuel } from '../runtime/context.js'
import { copyJson } from '../runtime/copy-json.js'
import { compileDefinitions } from '../runtime/executable.js'
import type { Expression as LoweredNode } from '../runtime/program.js'
import { Unknown } from '../runtime/unknown.js'
import type { Expression } from '../syntax/ast.js'
import type { DefinitionTable } from './definition-table.js'
import { ExpressionLowering } from './lower-expression.js'
import type { NameScope } from './name-scope.js'
import type { PatternTable } from './pattern-table.js'
import { SpanTable } from './span-table.js'

/** What the value of one expression may cost; a test of a policy that is to run out of fuel needs no more. */
const FUEL = 1_000_000

/** What an expression in a test may read. */
export interface Moment {
  readonly target: string
  readonly now: number
}

/**
 * Computes the values that stand in tests, by the same closures that decide. Tests have places and expansions of their
 * own, so that they leave no trace in the program.
 */
export class TestValues {
  readonly #definitions: DefinitionTable
  readonly #patterns: PatternTable
  readonly #expressions: ExpressionLowering

  constructor(definitions: DefinitionTable, patterns: PatternTable) {
    this.#definitions = definitions
    this.#patterns = patterns
    this.#expressions = new ExpressionLowering(new SpanTable(), patterns)
  }

  /** Reports what is wrong with a place, and gives what is known of it. */
  place(node: Expression, scope: NameScope): ReturnType<ExpressionLowering['lower']> {
    return this.#expressions.lower(node, scope.lenient())
  }

  /**
   * The value; `undefined` for one that was reported.
   *
   * @param isFaulty what the value may read was reported: only its own faults are looked for
   */
  valueOf(node: Expression, scope: NameScope, moment: Moment, isFaulty: boolean): JsonValue | undefined {
    const { sink } = scope
    const before = sink.errorsIn(node.span.path)
    const { result, uses } = this.#expressions.collectUses(() => this.#expressions.lower(node, scope))
    if (isFaulty || sink.errorsIn(node.span.path) > before) return undefined
    const { functions, constants } = this.#definitions.behind(uses)
    if (readsInput([result.node, functions, constants])) {
      const help = 'write the value, or name a constant that does not read the request'
      return report(scope, 'the value of a test cannot read the request', node.span, help)
    }
    const value = this.#evaluate(result.node, { functions, constants }, moment)
    if (!(value instanceof Unknown) && value !== null) return value.value
    const why = value === null ? 'it needs more fuel than there is' : value.message
    return report(scope, `the value cannot be computed: ${why}`, node.span)
  }

  /** `null` where the fuel was used up. */
  #evaluate(
    node: LoweredNode,
    definitions: ReturnType<DefinitionTable['behind']>,
    { target, now }: Moment,
  ): { readonly value: JsonValue } | Unknown | null {
    const scope = new ClosureScope(this.#patterns.patterns)
    compileDefinitions(definitions, scope)
    const { run, cost } = compileExpression(node, scope)
    const context = new Context({}, target, now, FUEL, scope.constantSlots)
    try {
      context.spend(cost)
      const value = run(context)
      const copy = value instanceof Unknown ? value : copyJson(value, node.at, context)
      return copy instanceof Unknown ? copy : { value: copy }
    } catch (stop) {
      if (!(stop instanceof OutOfFuel)) throw stop
      return null
    }
  }
}

function readsInput(nodes: unknown): boolean {
  const pending: unknown[] = [nodes]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    if ((node as { readonly op?: unknown }).op === 'root') return true
    for (const member of Object.values(node)) if (typeof member === 'object') pending.push(member)
  }
  return false
}

function report(scope: NameScope, message: string, span: Span, help?: string): undefined {
  scope.sink.error('policy/test-value', message, span, help)
}
