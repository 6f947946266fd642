import { formatDuration } from '../../core/index.js'
import type {
  Fix as LoweredFix,
  Expression as LoweredNode,
  Statement as LoweredStatement,
  ProgramEscalation,
} from '../runtime/program.js'
import type { Expression, Fix, Requirement, Statement } from '../syntax/ast.js'
import { canBe } from '../typing/relations.js'
import { phraseOf } from '../typing/type.js'
import type { ExpressionLowering } from './lower-expression.js'
import { clash, type LoweredExpression, readAs } from './lowering.js'
import type { NameScope } from './name-scope.js'

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
    const scope = body.some(({ kind }) => kind === 'let') ? outer.inner() : outer
    const lowered = body.flatMap((statement) =>
      statement.kind === 'fix' ? this.#fixAlone(statement, scope) : this.#statement(statement, scope),
    )
    for (const statement of body) {
      if (statement.kind !== 'let') continue
      const { text, span } = statement.name
      if (text.startsWith('_') || scope.isUsed(text) || scope.find(text)?.span !== span) continue
      const help = `remove it, or name it _${text}`
      scope.sink.warning('policy/unused-name', `\`${text}\` is never read`, span, help)
    }
    return lowered
  }

  #statement(statement: Exclude<Statement, Of<'fix'>>, scope: NameScope): LoweredStatement {
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

  /** Each a statement of its own: whether another one stands between them means nothing. */
  #fixAlone({ fixes }: Of<'fix'>, scope: NameScope): LoweredStatement[] {
    return this.#fixes(fixes, scope).map((fix) => ({ op: 'fix', fixes: [fix], at: fix.at }))
  }

  #let(statement: Of<'let'>, scope: NameScope): LoweredStatement {
    const { name } = statement
    const value = this.#expressions.lower(statement.value, scope)
    const programName = scope.programNameOf(name.text)
    scope.declare(name, { kind: 'local', programName, facts: value, span: name.span })
    return { op: 'let', name: programName, value: value.node }
  }

  #when(statement: Of<'when'>, scope: NameScope): LoweredStatement {
    const { condition: asked, negated } = statement
    const condition = this.#expressions.condition(asked, scope).node
    const body = this.block(statement.body, scope.knowing(asked, !negated))
    const otherwise =
      statement.otherwise.length === 0 ? [] : this.block(statement.otherwise, scope.knowing(asked, negated))
    // `unless c A else B` is `when c B else A`, also where c is unknown.
    return negated
      ? { op: 'when', condition, body: otherwise, otherwise: body }
      : { op: 'when', condition, body, otherwise }
  }

  #for(statement: Of<'for'>, scope: NameScope): LoweredStatement {
    const list = this.#expressions.collection(statement.list, scope)
    const inner = this.#expressions.loopScope(statement.names, list, scope)
    const where = statement.where === null ? [] : [this.#expressions.condition(statement.where, inner).node]
    const known = statement.where === null ? inner : inner.knowing(statement.where, true)
    const names = statement.names.map((name) => scope.programNameOf(name.text))
    const body = this.block(statement.body, known)
    this.#expressions.reportUnread(statement.names, inner)
    return { op: 'for', names, list: list.node, where, body }
  }

  #effect(statement: Of<'effect'>, scope: NameScope): LoweredStatement {
    const { effect, at: place } = statement
    const pointer = place === null ? [] : [this.#place(place, 'at', scope)]
    const message = this.#message(statement.message, scope)
    const fixes = this.#fixes(statement.fixes, scope)
    return { op: 'effect', effect, message, pointer, fixes, at: this.#expressions.at(statement.span) }
  }

  #fixes(fixes: readonly Fix[], scope: NameScope): LoweredFix[] {
    return fixes.map(({ operation, place, value, span }) => {
      const computed = place.kind === 'call'
      return {
        operation,
        computed,
        place: computed ? this.#computedPlace(place, scope) : this.#place(place, 'fix', scope),
        value: value === null ? [] : [this.#expressions.present(value, scope).node],
        at: this.#expressions.at(span),
      }
    })
  }

  /** `pointer(text)`: a JSON Pointer relative to the request that is only known when the rule runs. */
  #computedPlace(place: Expression & { readonly kind: 'call' }, scope: NameScope): LoweredNode {
    const [text] = place.items
    if (text === undefined || place.items.length > 1) {
      scope.sink.error(
        'policy/wrong-arguments',
        'pointer takes one text',
        place.span,
        'write pointer(item.path)',
      )
      return this.#expressions.faulty(place.span).node
    }
    const pointer = this.#expressions.present(text, scope)
    this.#expect(pointer, 'string', 'a pointer', text, scope)
    return pointer.node
  }

  #place(place: Expression, word: 'at' | 'fix', scope: NameScope): LoweredNode {
    const path = this.#expressions.lower(place, scope.lenient())
    if (!path.onRequest) {
      const help = `${word} takes a path of an input, or of a for variable or let that stands for one`
      scope.sink.error('policy/at-outside-request', 'this is no place in the request', place.span, help)
    }
    return path.raw
  }

  #approvals(statement: Of<'approvals'>, scope: NameScope): LoweredStatement {
    const { requirement, span } = statement
    const quota = this.#expressions.present(requirement.quota, scope)
    this.#expect(quota, 'number', 'the number of approvals', requirement.quota, scope)
    if (quota.type.kind === 'time' || quota.type.kind === 'duration' || quota.type.kind === 'quantity') {
      this.#clash(quota, 'the number of approvals', requirement.quota, scope)
    }
    const groups = (nodes: readonly Expression[]): LoweredNode[] =>
      nodes.map((node) => this.#names(node, 'a group', scope))
    const { distinctFrom, within } = requirement
    return {
      op: 'approvals',
      quota: quota.node,
      from: groups(requirement.from),
      including: requirement.including.map(groups),
      distinctFrom: distinctFrom === null ? [] : [this.#names(distinctFrom, 'who must be another', scope)],
      within:
        within === null
          ? { op: 'literal', value: DEFAULT_AGE, at: this.#expressions.at(span) }
          : this.#duration(within, 'within', scope),
      escalation: this.#escalation(requirement, groups, scope),
      message: this.#message(requirement.message, scope),
      at: this.#expressions.at(span),
    }
  }

  /** A string or a list of strings. */
  #names(node: Expression, what: string, scope: NameScope): LoweredNode {
    const names = this.#expressions.present(node, scope)
    if (!canBe(names.type, 'list')) this.#expect(names, 'string', what, node, scope)
    return names.node
  }

  #escalation(
    { escalation }: Requirement,
    groups: (nodes: readonly Expression[]) => LoweredNode[],
    scope: NameScope,
  ): ProgramEscalation[] {
    if (escalation === null) return []
    const { to, after, since } = escalation
    return [
      {
        to: groups(to),
        after: this.#duration(after, 'after', scope),
        since: this.#time(since, scope),
      },
    ]
  }

  #duration(node: Expression, word: string, scope: NameScope): LoweredNode {
    const duration = this.#expressions.present(node, scope)
    if (duration.type.kind !== 'duration' && duration.type.kind !== 'json') {
      const help =
        duration.node.op === 'literal'
          ? `a duration is written like ${formatDuration(DEFAULT_AGE)}`
          : undefined
      clash(scope, `${word} takes a duration, not ${phraseOf(duration.type)}`, node.span, help)
    }
    return duration.node
  }

  /** A value of which nothing is known is read as a time, as one of a declared type is. */
  #time(node: Expression, scope: NameScope): LoweredNode {
    const time = this.#expressions.present(node, scope)
    if (time.type.kind === 'json') return readAs(time, { kind: 'time' }, this.#expressions.at(node.span)).node
    if (time.type.kind !== 'time') {
      clash(
        scope,
        `since takes a time, not ${phraseOf(time.type)}`,
        node.span,
        'write time("…"), or a time of the request',
      )
    }
    return time.node
  }

  #obligation(statement: Of<'obligation'>, scope: NameScope): LoweredStatement {
    const { name, data, span } = statement
    const at = this.#expressions.at(span)
    return {
      op: 'obligation',
      name,
      data:
        data === null
          ? { op: 'object', keys: [], items: [], at }
          : this.#expressions.present(data, scope).node,
      message: this.#message(statement.message, scope),
      at,
    }
  }

  #message(message: Expression | null, scope: NameScope): readonly LoweredNode[] {
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
    clash(scope, `${what} cannot be ${phraseOf(found.type)}`, node.span)
  }
}
