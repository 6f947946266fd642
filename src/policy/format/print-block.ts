import type { Span } from '../../core/index.js'
import type { Comment } from '../syntax/lexer.js'
import { concat, type Document, HARD_LINE, indent } from './document.js'
import type { SourceText } from './source-text.js'

interface Placed {
  readonly span: Span
}

/** `{ … }` with a line for each part, and the comments and empty lines between them as they are written. */
export function printBlock<Part extends Placed>(
  parts: readonly Part[],
  end: number,
  source: SourceText,
  print: (part: Part) => Document,
): Document {
  const lines: Document[] = []
  const add = (line: Document, blank: boolean): void => {
    if (lines.length > 0) lines.push(HARD_LINE)
    if (lines.length > 0 && blank) lines.push(HARD_LINE)
    lines.push(line)
  }
  for (const part of parts) {
    const start = part.span.offset
    const leading = source.takeBefore(start)
    for (const comment of leading) add(comment.text, source.blankBefore(comment.offset))
    add(printLine(part, source, print), source.blankBefore(start))
  }
  for (const comment of source.takeBefore(end)) add(comment.text, source.blankBefore(comment.offset))
  return lines.length === 0 ? '{}' : concat('{', indent(HARD_LINE, ...lines), HARD_LINE, '}')
}

/** A part with the comment that stands behind it on its line. */
export function printLine<Part extends Placed>(
  part: Part,
  source: SourceText,
  print: (part: Part) => Document,
): Document {
  const printed = print(part)
  const { offset, length } = part.span
  return concat(printed, trailing(source.takeTrailing(offset + length)))
}

export function trailing(comment: Comment | null): Document {
  return comment === null ? '' : ` ${comment.text}`
}
