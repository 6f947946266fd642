import { formatDuration } from '../../core/index.js'
import type { Expression as Lowered, Statement as LoweredStatement } from '../runtime/program.js'
import type { Expression, Statement } from '../syntax/ast.js'
import type { ExpressionLowering, LoweredExpression } from './lower-expression.js'
import type { NameScope } from './name-scope.js'
import { canBe, nameOfType } from './static-type.js'

type Of<Kind extends Statement['kind']> = Statement & { readonly kind: Kind }

const DEFAULT_AGE = 86_400_000

/** Turns the statements of one policy into those of the program. */
export class StatementLowering {
  readonly #expressions: ExpressionLowering

  constructor(expressions: ExpressionLowering) {
    this.#expressions = expressions
  }

  /** The names that a block declares are in view to its end. */
  block(body: readonly Statement[], outer: NameScope): LoweredStatement[] {
    const scope = outer.inner()
    const lowered = body.map((statement) => this.#statement(statement, scope))
    for (const statement of body) {
      if (statement.kind !== 'let') continue
      const { text, span } = statement.name
      if (text.startsWith('_') || scope.isUsed(text) || scope.find(text)?.span !== span) continue
      const help = `remove it, or name it _${text}`
      scope.sink.warning('policy/unused-name', `\`${text}\` is never read`, span, help)
    }
    return lowered
  }

  #statement(statement: Statement, scope: NameScope): LoweredStatement {
    switch (statement.kind) {
      case 'let':
        return this.#let(statement, scope)
      case 'when':
        return this.#when(statement, scope)
      case 'for':
        return this.#for(statement, scope)
      case 'effect':
        return this.#effect(statement, scope)
      case 'approvals':
        return this.#approvals(statement, scope)
      case 'obligation':
        return this.#obligation(statement, scope)
    }
  }

  #let(statement: Of<'let'>, scope: NameScope): LoweredStatement {
    const { name } = statement
    const value = this.#expressions.lower(statement.value, scope)
    scope.declare(name, { kind: 'local', facts: value, span: name.span })
    return { op: 'let', name: name.text, value: value.node }
  }

  #when(statement: Of<'when'>, scope: NameScope): LoweredStatement {
    const condition = this.#expressions.condition(statement.condition, scope).node
    const body = this.block(statement.body, scope)
    const otherwise = this.block(statement.otherwise, scope)
    // `unless c A else B` is `when c B else A`, also where c is unknown.
    return statement.negated
      ? { op: 'when', condition, body: otherwise, otherwise: body }
      : { op: 'when', condition, body, otherwise }
  }

  #for(statement: Of<'for'>, scope: NameScope): LoweredStatement {
    const list = this.#expressions.collection(statement.list, scope)
    const inner = this.#expressions.loopScope(statement.names, list, scope)
    const where = statement.where === null ? [] : [this.#expressions.condition(statement.where, inner).node]
    const names = statement.names.map((name) => name.text)
    return { op: 'for', names, list: list.node, where, body: this.block(statement.body, inner) }
  }

  #effect(statement: Of<'effect'>, scope: NameScope): LoweredStatement {
    const { effect, at: place } = statement
    const pointer = place === null ? [] : [this.#place(place, scope)]
    const message = this.#message(statement.message, scope)
    return { op: 'effect', effect, message, pointer, at: this.#expressions.at(statement.span) }
  }

  #place(place: Expression, scope: NameScope): Lowered {
    const path = this.#expressions.lower(place, scope)
    if (!path.onRequest) {
      const help = 'at takes a path of an input, or of a for variable or let that stands for one'
      scope.sink.error('policy/at-outside-request', 'this is no place in the request', place.span, help)
    }
    return path.node
  }

  #approvals(statement: Of<'approvals'>, scope: NameScope): LoweredStatement {
    const { requirement, span } = statement
    const quota = this.#expressions.lower(requirement.quota, scope)
    this.#expect(quota, 'number', 'the number of approvals', requirement.quota, scope)
    if (quota.type === 'time' || quota.type === 'duration') {
      this.#clash(quota, 'the number of approvals', requirement.quota, scope)
    }
    const groups = (nodes: readonly Expression[]): Lowered[] =>
      nodes.map((node) => this.#names(node, 'a group', scope))
    const { distinctFrom } = requirement
    return {
      op: 'approvals',
      quota: quota.node,
      from: groups(requirement.from),
      including: requirement.including.map(groups),
      distinctFrom: distinctFrom === null ? [] : [this.#names(distinctFrom, 'who must be another', scope)],
      within: this.#age(requirement.within, statement, scope),
      message: this.#message(requirement.message, scope),
      at: this.#expressions.at(span),
    }
  }

  /** A string or a list of strings. */
  #names(node: Expression, what: string, scope: NameScope): Lowered {
    const names = this.#expressions.lower(node, scope)
    if (names.type !== 'list') this.#expect(names, 'string', what, node, scope)
    return names.node
  }

  #age(within: Expression | null, statement: Statement, scope: NameScope): Lowered {
    if (within === null)
      return { op: 'literal', value: DEFAULT_AGE, at: this.#expressions.at(statement.span) }
    const age = this.#expressions.lower(within, scope)
    if (age.type !== 'duration' && age.type !== 'json') {
      const help =
        age.node.op === 'literal' ? `a duration is written like ${formatDuration(DEFAULT_AGE)}` : undefined
      scope.sink.error(
        'policy/type-clash',
        `within takes a duration, not ${nameOfType(age.type)}`,
        within.span,
        help,
      )
    }
    return age.node
  }

  #obligation(statement: Of<'obligation'>, scope: NameScope): LoweredStatement {
    const { name, data, span } = statement
    const at = this.#expressions.at(span)
    return {
      op: 'obligation',
      name,
      data:
        data === null ? { op: 'object', keys: [], items: [], at } : this.#expressions.lower(data, scope).node,
      message: this.#message(statement.message, scope),
      at,
    }
  }

  #message(message: Expression | null, scope: NameScope): readonly Lowered[] {
    return message === null ? [] : this.#expressions.messageParts(message, scope)
  }

  #expect(
    found: LoweredExpression,
    wanted: 'number' | 'string',
    what: string,
    node: Expression,
    scope: NameScope,
  ): void {
    if (!canBe(found.type, wanted)) this.#clash(found, what, node, scope)
  }

  #clash(found: LoweredExpression, what: string, node: Expression, scope: NameScope): void {
    scope.sink.error('policy/type-clash', `${what} cannot be ${nameOfType(found.type)}`, node.span)
  }
}
