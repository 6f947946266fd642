import { KeelsonError } from '../../core/index.js'
import type { Declaration } from '../syntax/ast.js'
import { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { type Comment, tokenize } from '../syntax/lexer.js'
import { FileParser } from '../syntax/parse-file.js'
import { ParseSession } from '../syntax/parse-session.js'
import { splitFile } from '../syntax/split-file.js'
import { concat, type Document, HARD_LINE, render } from './document.js'
import { trailing } from './print-block.js'
import { DeclarationPrinter } from './print-declaration.js'
import { ExpressionPrinter } from './print-expression.js'
import { StatementPrinter } from './print-statement.js'
import { TestPrinter } from './print-test.js'
import { SourceText } from './source-text.js'

/** Longest line that the formatter makes where it has a choice, in UTF-16 units. */
const WIDTH = 100

/**
 * Writes a text of Keel in the one form that all of them have: two spaces for each level, lines of at most 100 units
 * where that can be had, one empty line at most. Comments stay, and so does the meaning; a formatted text is not
 * changed again.
 *
 * @throws KeelsonError `policy/not-a-text`; `policy/invalid-source`, with `span`, for a text with syntax errors
 *
 * @example
 * ```ts
 * import { formatPolicy } from 'keelson/policy'
 * formatPolicy('policy p on a.b{when   x==1 deny}') // => 'policy p on a.b {\n  when x == 1 deny\n}\n'
 * ```
 */
export function formatPolicy(text: string): string {
  if (typeof text !== 'string') {
    throw new KeelsonError('policy/not-a-text', 'a policy is formatted as a text', {
      help: 'hand in the text of a .keel file',
    })
  }
  const sink = new DiagnosticSink()
  const comments: Comment[] = []
  const tokens = tokenize(text, undefined, sink, comments)
  const parts = splitFile(tokens, undefined, sink)
  const starts = parts.map(({ first }) => first.index)
  const ends = parts.map(({ end }) => end.index)
  const { declarations } = new FileParser(new ParseSession(sink)).parseParts(parts, undefined)
  const fault = sink.sorted().find(({ severity }) => severity === 'error')
  if (fault !== undefined) {
    throw new KeelsonError('policy/invalid-source', `the text is not Keel: ${fault.message}`, {
      span: fault.span,
      help: fault.help ?? 'mend the text first: compilePolicy tells all its errors',
    })
  }
  const source = new SourceText(text, tokens, comments)
  const expressions = new ExpressionPrinter(source)
  const printer = new DeclarationPrinter(
    source,
    expressions,
    new StatementPrinter(source, expressions),
    new TestPrinter(source, expressions),
  )
  const lines: Document[] = []
  const add = (line: Document, blank: boolean): void => {
    if (lines.length > 0) lines.push(HARD_LINE)
    if (lines.length > 0 && blank) lines.push(HARD_LINE)
    lines.push(line)
  }
  declarations.forEach((declaration, index) => {
    const start = starts[index]!
    const end = ends[index]!
    const apart = index > 0 && (standsAlone(declaration) || standsAlone(declarations[index - 1]!))
    const leading = source.takeBefore(start)
    leading.forEach((comment, number) => {
      add(comment.text, source.blankBefore(comment.offset) || (apart && number === 0))
    })
    const blank = source.blankBefore(start) || (apart && leading.length === 0)
    const printed = printer.print(declaration, start, end)
    add(concat(printed, trailing(source.takeTrailing(end))), blank)
  })
  for (const comment of source.takeBefore(text.length)) add(comment.text, source.blankBefore(comment.offset))
  const written = render(concat(...lines), WIDTH)
  return written === '' ? '' : `${written}\n`
}

/** Declarations of several lines have an empty line around them. */
function standsAlone({ kind }: Declaration): boolean {
  return kind === 'policy' || kind === 'fn' || kind === 'type' || kind === 'schema' || kind === 'test'
}
