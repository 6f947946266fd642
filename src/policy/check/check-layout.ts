import type { Span } from '../../core/index.js'
import type { SourceFile, Statement } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'

/**
 * Lines that are laid out as what they are not: a rule that stands as deep as the body before it, whose statement ended
 * without braces, and an `else` that stands below another `when` than its own. White space means nothing to the
 * compiler, and much to who reads a policy.
 */
export function checkLayout(file: SourceFile, text: string, sink: DiagnosticSink): void {
  new LayoutCheck(text, sink).file(file)
}

class LayoutCheck {
  readonly #text: string
  readonly #sink: DiagnosticSink

  constructor(text: string, sink: DiagnosticSink) {
    this.#text = text
    this.#sink = sink
  }

  file({ declarations }: SourceFile): void {
    for (const declaration of declarations) if (declaration.kind === 'policy') this.#block(declaration.body)
  }

  #block(body: readonly Statement[]): void {
    for (const [index, statement] of body.entries()) {
      if (index > 0) this.#follows(statement, body[index - 1]!)
      if (statement.kind !== 'when' && statement.kind !== 'for') continue
      this.#block(statement.body)
      if (statement.kind !== 'when') continue
      this.#block(statement.otherwise)
      this.#else(statement)
    }
  }

  #follows({ span }: Statement, before: Statement): void {
    const word = headOf(before)
    if (word === null || !this.#isDeeper(span, before.span)) return
    const message = `this stands as if it belonged to the \`${word}\` of line ${before.span.line}, whose body has ended`
    const help = 'put braces round the body, or begin this line where that one begins'
    this.#sink.warning('policy/misleading-layout', message, span, help)
  }

  #else(statement: Statement & { readonly kind: 'when' }): void {
    const { otherwise, negated, span } = statement
    const [first] = otherwise
    if (first === undefined || this.#indentation(span) === null) return
    const offset = this.#text.lastIndexOf('else', first.span.offset - 1)
    const column = offset - this.#text.lastIndexOf('\n', offset)
    const place = { ...span, offset, length: 'else'.length, column }
    if (offset < span.offset || !this.#isDeeper(span, place)) return
    const line = first.span.line - (this.#text.slice(offset, first.span.offset).split('\n').length - 1)
    const word = negated ? 'unless' : 'when'
    const message = `this \`else\` belongs to the \`${word}\` of line ${span.line}, and stands below another one`
    const help = 'put braces round the body that it comes after, or begin it where its own one begins'
    this.#sink.warning('policy/misleading-layout', message, { ...place, line }, help)
  }

  /** Both begin their lines. What is indented by tabs is not compared with what is indented by spaces. */
  #isDeeper(inner: Span, outer: Span): boolean {
    const deep = this.#indentation(inner)
    const flat = this.#indentation(outer)
    return deep !== null && flat !== null && deep.length > flat.length && deep.startsWith(flat)
  }

  /** The white space before what begins its line; `null` for what does not. */
  #indentation({ offset, column }: Span): string | null {
    const before = this.#text.slice(offset - (column - 1), offset)
    return before.trimEnd() === '' ? before : null
  }
}

/** The word of a statement that ends with a body of one statement without braces; `null` for any other. */
function headOf(statement: Statement): string | null {
  if (statement.kind !== 'when' && statement.kind !== 'for') return null
  const last =
    statement.kind === 'when' && statement.otherwise.length > 0 ? statement.otherwise : statement.body
  const [only] = last
  if (only === undefined || endOf(only.span) !== endOf(statement.span)) return null
  if (statement.kind === 'for') return 'for'
  return statement.negated ? 'unless' : 'when'
}

function endOf({ offset, length }: Span): number {
  return offset + length
}
