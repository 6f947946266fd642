import type { Expression, Fix, Requirement, Statement } from '../syntax/ast.js'
import { concat, type Document, group, HARD_LINE, indent, LINE, verbatim } from './document.js'
import { printBlock, printLine } from './print-block.js'
import { type ExpressionPrinter, printAll } from './print-expression.js'
import type { SourceText } from './source-text.js'

type Of<Kind extends Statement['kind']> = Statement & { readonly kind: Kind }

/** Writes the statements of a policy. */
export class StatementPrinter {
  readonly #source: SourceText
  readonly #expressions: ExpressionPrinter

  constructor(source: SourceText, expressions: ExpressionPrinter) {
    this.#source = source
    this.#expressions = expressions
  }

  /** `{ … }` with a line for each statement. */
  block(body: readonly Statement[], end: number): Document {
    return printBlock(body, end, this.#source, (statement) => this.#anyKind(statement))
  }

  #statement(statement: Statement): Document {
    return printLine(statement, this.#source, (found) => this.#anyKind(found))
  }

  #anyKind(statement: Statement): Document {
    switch (statement.kind) {
      case 'when':
        return this.#when(statement)
      case 'for':
        return this.#for(statement)
      default: {
        const { offset, length } = statement.span
        if (!this.#source.hasComments(offset, offset + length)) return this.#simple(statement)
        if (statement.kind === 'let') return this.#simple(statement)
        this.#source.skipTo(offset + length)
        return verbatim(this.#source.slice(statement.span))
      }
    }
  }

  #simple(statement: Exclude<Statement, Of<'when'> | Of<'for'>>): Document {
    switch (statement.kind) {
      case 'let':
        return concat(`let ${statement.name.text} = `, this.#expressions.print(statement.value))
      case 'effect': {
        const { effect, message, at, fixes } = statement
        const word =
          effect === 'review' || effect === 'revert' || effect === 'accept' ? `verdict ${effect}` : effect
        const place = at === null ? [] : [LINE, 'at ', this.#expressions.print(at)]
        const mended = fixes.flatMap((fix) => [LINE, this.#fix(fix)])
        return group(word, this.#message(message), indent(...place, ...mended))
      }
      case 'fix': {
        const [first, ...rest] = statement.fixes.map((fix) => this.#fix(fix))
        return concat(first!, ...rest.flatMap((fix) => [HARD_LINE, fix]))
      }
      case 'approvals':
        return this.#approvals(statement.requirement)
      case 'obligation': {
        const { name, data, message } = statement
        const written = data === null ? [] : [' ', this.#expressions.print(data)]
        return concat(`require ${JSON.stringify(name)}`, ...written, this.#message(message))
      }
    }
  }

  #message(message: Expression | null): Document {
    return message === null ? '' : concat(' ', this.#expressions.print(message))
  }

  #fix({ operation, place, value }: Fix): Document {
    const written = value === null ? [] : [' = ', this.#expressions.print(value)]
    return concat(`fix ${operation} `, this.#expressions.print(place), ...written)
  }

  #approvals({ quota, from, including, distinctFrom, within, escalation, message }: Requirement): Document {
    const groups = (nodes: readonly Expression[]): Document =>
      concat('group(', printAll(nodes, this.#expressions), ')')
    const clauses: Document[] = including.map((nodes) => concat('including ', groups(nodes)))
    if (distinctFrom !== null) clauses.push(concat('distinct from ', this.#expressions.print(distinctFrom)))
    if (within !== null) clauses.push(concat('within ', this.#expressions.print(within)))
    if (escalation !== null) {
      const { to, after, since } = escalation
      const times = [' after ', this.#expressions.print(after), ' since ', this.#expressions.print(since)]
      clauses.push(concat('escalate to ', groups(to), ...times))
    }
    if (message !== null) clauses.push(this.#expressions.print(message))
    const head = concat('require approvals ', this.#expressions.print(quota), ' from ', groups(from))
    return group(head, indent(...clauses.flatMap((clause) => [LINE, clause])))
  }

  #when(statement: Of<'when'>): Document {
    const { negated, condition, body, otherwise, span } = statement
    // Deeper than the body, so that a long condition is told from it.
    const head = concat(negated ? 'unless ' : 'when ', indent(this.#expressions.print(condition)))
    const end = span.offset + span.length
    const elseAt = this.#elseOffset(statement)
    const first = this.#body(body, elseAt)
    if (elseAt === end) return group(head, first.document)
    const comments = first.braced ? this.#source.takeBefore(elseAt) : []
    const chained = this.#isChained(otherwise)
    const second = chained ? concat(' ', this.#statement(otherwise[0]!)) : this.#body(otherwise, end).document
    const between = first.braced && comments.length === 0 ? ' ' : HARD_LINE
    const above = comments.flatMap(({ text }) => [HARD_LINE, text])
    return concat(group(head, first.document), ...above, between, group('else', second))
  }

  /** `else when …`, without braces or comments between. */
  #isChained(otherwise: readonly Statement[]): boolean {
    const only = otherwise[0]
    if (otherwise.length !== 1 || only?.kind !== 'when') return false
    const { offset } = only.span
    return this.#source.tokenBefore(offset)?.text === 'else' && !this.#source.hasComments(0, offset)
  }

  /** Where the `else` of a statement stands; its end where it has none. */
  #elseOffset({ otherwise, span }: Of<'when'>): number {
    const end = span.offset + span.length
    if (otherwise.length > 0) {
      let token = this.#source.tokenBefore(otherwise[0]!.span.offset)
      if (token?.text === '{') token = this.#source.tokenBefore(token.index)
      return token?.text === 'else' ? token.index : end
    }
    // `else {}`
    const close = this.#source.tokenBefore(end)
    const open = close?.text === '}' ? this.#source.tokenBefore(close.index) : undefined
    const word = open?.text === '{' ? this.#source.tokenBefore(open.index) : undefined
    return word?.text === 'else' ? word.index : end
  }

  #for({ names, list, where, body, span }: Of<'for'>): Document {
    const variables = names.map(({ text }) => text).join(', ')
    const condition = where === null ? '' : concat(LINE, 'where ', this.#expressions.print(where))
    const head = group(`for ${variables} in `, this.#expressions.print(list), indent(condition))
    return group(head, this.#body(body, span.offset + span.length).document)
  }

  /** The body of a statement as it is written: in braces, or one statement, on the line of the head where it fits. */
  #body(body: readonly Statement[], end: number): { readonly document: Document; readonly braced: boolean } {
    const only = body[0]
    const braced = only === undefined || this.#source.tokenBefore(only.span.offset)?.text === '{'
    if (braced || body.length !== 1) {
      return { document: concat(' ', this.block(body, this.#closeOffset(end))), braced: true }
    }
    const comments = this.#source.takeBefore(only.span.offset)
    const [first, ...rest] = comments
    const behind = first === undefined || first.firstOnLine ? '' : ` ${first.text}`
    const above = (behind === '' ? comments : rest).flatMap(({ text }) => [HARD_LINE, text])
    const hard = comments.length > 0 || only.kind === 'when' || only.kind === 'for'
    const line = hard ? HARD_LINE : LINE
    return { document: concat(behind, indent(...above, line, this.#statement(only))), braced: false }
  }

  /** The closing brace of a body that ends at an offset. */
  #closeOffset(end: number): number {
    return this.#source.tokenBefore(end)?.index ?? end
  }
}
