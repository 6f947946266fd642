import type { Expression } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import type { ConditionSolver } from './condition-solver.js'
import { reportCondition, reportPart } from './report-conditions.js'

const NO_BRANCHES = { whenTrue: [], whenFalse: [] } as const

/**
 * Goes through expressions for the conditions in them, and notes what the rules about whole policies need to know.
 * Recursion is bounded by the height of expressions.
 */
export class ExpressionWalk {
  readonly #tools: CheckTools
  readonly #solver: ConditionSolver
  /** Numbers of lists of which something asks whether they are empty: in the constants, then in the policy. */
  readonly #askedAnywhere = new Set<number>()
  #asked = this.#askedAnywhere

  constructor(tools: CheckTools, solver: ConditionSolver) {
    this.#tools = tools
    this.#solver = solver
  }

  /** Whether a constant or the policy asks whether a list is empty. */
  isAsked(list: number): boolean {
    return this.#asked.has(list) || this.#askedAnywhere.has(list)
  }

  /** Begins a policy, after the constants. */
  begin(): void {
    if (this.#asked === this.#askedAnywhere || this.#asked.size > 0) this.#asked = new Set()
  }

  /** What stands in an expression, itself a value. */
  visit(node: Expression): void {
    switch (node.op) {
      case 'and':
      case 'or':
      case 'not':
      case 'compare': {
        const { position } = this.#solver.facts
        this.#constantParts(node)
        this.#solver.facts.forget(position)
        return
      }
      default:
        this.operands(node)
    }
  }

  /** What stands in the operands of an expression that is no `&&`, `||` or `not`. */
  operands(node: Expression): void {
    switch (node.op) {
      case 'compare':
        if (isEmptyList(node.right)) this.#ask(node.left)
        if (isEmptyList(node.left)) this.#ask(node.right)
        if (node.operator === 'in') this.#ask(node.right)
        this.visit(node.left)
        this.visit(node.right)
        return
      case 'list':
      case 'object':
      case 'template':
      case 'coalesce':
      case 'concat':
      case 'apply':
        for (const item of node.items) this.visit(item)
        return
      case 'call':
        if (node.name === 'size') this.#ask(node.items[0]!)
        for (const item of node.items) this.visit(item)
        return
      case 'path':
        if (node.steps.some((step) => step.op === 'index')) this.#ask(node.base)
        this.visit(node.base)
        for (const step of node.steps) if (step.op === 'index') this.visit(step.key)
        return
      case 'has':
        this.visit(node.path)
        return
      case 'matches':
        this.visit(node.text)
        return
      case 'read':
      case 'required':
        this.visit(node.value)
        return
      case 'negate':
        this.visit(node.operand)
        return
      case 'arithmetic':
        this.visit(node.first)
        for (const { operand } of node.rest) this.visit(operand)
        return
      case 'if':
        this.#conditional(node)
        return
      case 'quantifier':
        if (node.kind === 'any' || node.kind === 'count') this.#ask(node.list)
        this.visit(node.list)
        this.#loop(node.names, node.list, () => this.#constantParts(node.body))
        return
      case 'comprehension':
        this.visit(node.list)
        this.#loop(node.names, node.list, () => {
          for (const where of node.where) this.#constantParts(where)
          this.visit(node.item)
        })
        return
      default:
    }
  }

  #conditional(node: Expression & { readonly op: 'if' }): void {
    const { facts } = this.#solver
    const { position } = facts
    this.#constantParts(node.condition)
    this.visit(node.chosen)
    facts.forget(position)
    this.#solver.assume(node.condition, false)
    this.visit(node.otherwise)
    facts.forget(position)
  }

  #loop(names: readonly string[], list: Expression, run: () => void): void {
    const { facts } = this.#solver
    const { position } = facts
    this.#tools.numbers.within(names, this.#tools.numbers.of(list), run)
    facts.forget(position)
  }

  /** Reports what in a condition is constant by itself; what the condition says is known afterwards. */
  #constantParts(node: Expression): void {
    const examined = this.#solver.examine(node, (operand) => this.operands(operand))
    if (
      examined.truth === null ||
      examined.finding === null ||
      !examined.isAlone ||
      examined.finding.isByType
    ) {
      for (const part of examined.parts) reportPart(part, this.#tools)
    } else if (node.op !== 'literal') {
      reportCondition(node.at, examined, NO_BRANCHES, this.#tools)
    }
  }

  #ask(list: Expression): void {
    this.#asked.add(this.#tools.numbers.of(list))
  }
}

function isEmptyList(node: Expression): boolean {
  return node.op === 'list' && node.items.length === 0
}
