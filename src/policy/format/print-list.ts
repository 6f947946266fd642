import { concat, type Document, group, HARD_LINE, indent, LINE, SOFT_LINE } from './document.js'
import type { SourceText } from './source-text.js'

/** An item between brackets: where it stands in the text, and how it is written. */
export interface Item {
  readonly start: number
  readonly end: number
  readonly print: () => Document
}

/** How items stand between their brackets. */
export interface Brackets {
  readonly open: string
  readonly close: string
  /** Spaces inside the brackets where all stand on one line. */
  readonly spaced: boolean
  /** No comma may follow the last item. */
  readonly noTrailingComma?: boolean
}

/**
 * Items between brackets, on one line or each on its own. Comments between items stay where they are, which takes a
 * line for each.
 */
export function printList(
  items: readonly Item[],
  { open, close, spaced, noTrailingComma }: Brackets,
  end: number,
  source: SourceText,
): Document {
  if (items.length === 0 && !source.hasComments(0, end)) return `${open}${close}`
  const lines: Document[] = []
  let commented = false
  items.forEach((item, index) => {
    const leading = source.takeBefore(item.start)
    const last = index === items.length - 1
    const printed = item.print()
    const comma: Document = last
      ? noTrailingComma === true
        ? ''
        : { kind: 'choice', broken: ',', flat: '' }
      : ','
    const trailing = source.takeTrailing(item.end)
    commented ||= leading.length > 0 || trailing !== null
    for (const { text } of leading) lines.push(text)
    lines.push(concat(printed, comma, trailing === null ? '' : ` ${trailing.text}`))
  })
  const dangling = source.takeBefore(end)
  for (const { text } of dangling) lines.push(text)
  commented ||= dangling.length > 0
  const line = commented ? HARD_LINE : spaced ? LINE : SOFT_LINE
  const between = commented ? HARD_LINE : LINE
  const content = lines.flatMap((item, index) => (index === 0 ? [item] : [between, item]))
  return group(open, indent(line, ...content), line, close)
}
