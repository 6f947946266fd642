import type { Expression, Fix, ProgramPolicy, Statement } from '../runtime/program.js'
import { checkApprovals } from './check-approvals.js'
import { checkFixes } from './check-fixes.js'
import type { CheckTools } from './check-tools.js'
import type { ConditionSolver, Examined } from './condition-solver.js'
import type { ExpressionWalk } from './expression-walk.js'
import type { PolicyRule, Quantified } from './policy-rule.js'
import { reportCondition } from './report-conditions.js'
import { sortedNumbers } from './sorted-numbers.js'

/** Rules under more conditions are compared with no others. */
const MOST_GUARDS = 32

/** What the checker finds out about one policy. */
export interface PolicyFindings {
  readonly rules: readonly PolicyRule[]
  /** Equal for policies whose bodies mean the same. */
  readonly number: number
}

/** Goes through the statements of a policy, with what is known where each stands. */
export class PolicyWalk {
  readonly #tools: CheckTools
  readonly #solver: ConditionSolver
  readonly #expressions: ExpressionWalk
  #rules: PolicyRule[] = []
  #guards: number[] = []
  #quantifiers: Quantified[] = []
  /** Statements that are never reached are only numbered. */
  #isReached = true

  constructor(tools: CheckTools, solver: ConditionSolver, expressions: ExpressionWalk) {
    this.#tools = tools
    this.#solver = solver
    this.#expressions = expressions
  }

  walk({ body }: ProgramPolicy): PolicyFindings {
    this.#rules = []
    const number = this.#block(body)
    return { rules: this.#rules, number }
  }

  /** The number of a block; the order of statements means nothing. */
  #block(body: readonly Statement[]): number {
    const { numbers } = this.#tools
    const parts: number[] = []
    for (const statement of body) {
      if (statement.op === 'let') this.#let(statement)
      else parts.push(this.#statement(statement))
    }
    if (this.#isReached) checkFixes(body, this.#tools, this.#solver)
    return numbers.fold(numbers.kind('block'), sortedNumbers(parts))
  }

  #let({ name, value }: Statement & { readonly op: 'let' }): void {
    if (this.#isReached) this.#expressions.visit(value)
    this.#tools.numbers.bind(name, value)
  }

  #statement(statement: Exclude<Statement, { readonly op: 'let' }>): number {
    switch (statement.op) {
      case 'when':
        return this.#when(statement)
      case 'for':
        return this.#for(statement)
      case 'effect':
        return this.#rule(statement, [statement.message, statement.pointer], statement.fixes)
      case 'obligation':
        return this.#rule(statement, [[statement.data], statement.message], [])
      case 'approvals': {
        if (this.#isReached) checkApprovals(statement, this.#tools)
        const { quota, within, from, including, distinctFrom, escalation, message } = statement
        const widening = escalation.flatMap(({ to, after, since }) => [to, [after, since]])
        const parts = [[quota, within], from, ...including, distinctFrom, widening.flat(), message]
        return this.#rule(statement, parts, [])
      }
      case 'fix':
        return this.#fixes(this.#tools.numbers.kind('fix'), statement.fixes)
    }
  }

  #when({ condition, body, otherwise }: Statement & { readonly op: 'when' }): number {
    const { numbers } = this.#tools
    const { facts } = this.#solver
    const { position } = facts
    const examined = this.#examine(condition)
    if (examined !== null) {
      reportCondition(condition.at, examined, { whenTrue: body, whenFalse: otherwise }, this.#tools)
    }
    const truth = examined?.truth ?? null
    const first = this.#guarded(condition, true, truth !== false, body)
    facts.forget(position)
    let second = numbers.kind('end')
    if (otherwise.length > 0) {
      if (this.#isReached && truth !== true) this.#solver.assume(condition, false)
      second = this.#guarded(condition, false, truth !== true, otherwise)
      facts.forget(position)
    }
    return numbers.fold(numbers.kind('when'), [numbers.of(condition), first, second])
  }

  #for({ names, list, where, body }: Statement & { readonly op: 'for' }): number {
    const { numbers } = this.#tools
    const { facts } = this.#solver
    const { position } = facts
    if (this.#isReached) this.#expressions.visit(list)
    const items = numbers.of(list)
    const number = numbers.within(names, items, () => {
      const loop = numbers.pair(numbers.kind('loop'), items)
      this.#guards.push(loop)
      const [condition] = where
      const inner = condition === undefined ? this.#block(body) : this.#filtered(condition, body)
      this.#guards.pop()
      return numbers.fold(numbers.kind('for'), [items, inner])
    })
    facts.forget(position)
    return number
  }

  #filtered(condition: Expression, body: readonly Statement[]): number {
    const { numbers } = this.#tools
    const examined = this.#examine(condition)
    if (examined !== null) {
      reportCondition(condition.at, examined, { whenTrue: body, whenFalse: [] }, this.#tools)
    }
    const inner = this.#guarded(condition, true, examined?.truth !== false, body)
    return numbers.fold(numbers.kind('when'), [numbers.of(condition), inner, numbers.kind('end')])
  }

  /** `null` where the statement is never reached. */
  #examine(condition: Expression): Examined | null {
    if (!this.#isReached) return null
    return this.#solver.examine(condition, (operand) => this.#expressions.operands(operand))
  }

  #guarded(condition: Expression, holds: boolean, isReached: boolean, body: readonly Statement[]): number {
    const guards = this.#guards.length
    const quantifiers = this.#quantifiers.length
    const wasReached = this.#isReached
    this.#isReached &&= isReached
    if (this.#isReached) this.#noteGuards(condition, holds)
    const number = this.#block(body)
    this.#isReached = wasReached
    this.#guards.length = guards
    this.#quantifiers.length = quantifiers
    return number
  }

  #noteGuards(condition: Expression, holds: boolean): void {
    const { numbers } = this.#tools
    if (condition.op === 'not') {
      this.#noteGuards(condition.operand, !holds)
    } else if (condition.op === (holds ? 'and' : 'or')) {
      for (const item of condition.items) this.#noteGuards(item, holds)
    } else {
      const number = numbers.of(condition)
      this.#guards.push(holds ? number : numbers.negation(number))
      if (condition.op === 'quantifier' && condition.kind === 'all') {
        this.#quantifiers.push({ node: condition, list: numbers.of(condition.list), holds })
      }
    }
  }

  /** @param parts what the rule is made of; in each list what may be there any number of times, or not at all */
  #rule(
    statement: PolicyRule['statement'],
    parts: readonly (readonly Expression[])[],
    fixes: readonly Fix[],
  ): number {
    const { numbers } = this.#tools
    const named =
      statement.op === 'effect' ? statement.effect : statement.op === 'obligation' ? statement.name : ''
    const end = numbers.kind('end')
    let whole = numbers.pair(numbers.kind(statement.op), numbers.text(named))
    for (const list of parts) {
      for (const part of list) whole = numbers.pair(whole, numbers.of(part))
      whole = numbers.pair(whole, end)
    }
    const number = this.#fixes(whole, fixes)
    if (!this.#isReached) return number
    for (const list of parts) for (const part of list) this.#expressions.visit(part)
    const guards = this.#guards.length > MOST_GUARDS ? null : [...this.#guards]
    this.#rules.push({ statement, number, guards, quantifiers: [...this.#quantifiers] })
    return number
  }

  #fixes(first: number, fixes: readonly Fix[]): number {
    const { numbers } = this.#tools
    return fixes.reduce((left, { operation, computed, place, value }) => {
      const parts = [place, ...value]
      if (this.#isReached) for (const part of parts) this.#expressions.visit(part)
      const kind = numbers.pair(left, numbers.text(computed ? `pointer ${operation}` : operation))
      return numbers.fold(
        kind,
        parts.map((part) => numbers.of(part)),
      )
    }, first)
  }
}
