import { readEscape, type StringPart } from './read-string.js'

/** A string in triple quotes: where its lines begin and end, and what each line begins with. */
export interface BlockString {
  /** Offset of the first line. */
  readonly start: number
  /** Offset of the line end before the closing quotes. */
  readonly end: number
  /** Offset after the closing quotes. */
  readonly after: number
  /** The white space before the closing quotes, which is taken off every line. */
  readonly indentation: string
}

export const BLOCK_QUOTES = '"""'

const OPENING = /"""[ \t\r]*\n/y
const CLOSING = /\n([ \t]*)"""/g

/**
 * The string whose opening quotes stand at an offset. The closing quotes stand first on a line, so that a text may hold
 * quotes anywhere else.
 *
 * @returns `null` where the quotes do not end their line, or no others close them
 */
export function findBlockString(text: string, at: number): BlockString | null {
  OPENING.lastIndex = at
  const opening = OPENING.exec(text)
  if (opening === null) return null
  const start = at + opening[0].length
  CLOSING.lastIndex = start - 1
  const closing = CLOSING.exec(text)
  if (closing === null) return null
  return { start, end: closing.index, after: CLOSING.lastIndex, indentation: closing[1]! }
}

/** From the start of a line, or from behind an interpolation, to the next interpolation or the closing quotes. */
export function readBlockPart(text: string, from: number, block: BlockString): StringPart {
  const faults: { offset: number; length: number; message: string }[] = []
  let value = ''
  let at = from
  const indent = (): void => {
    const { length } = block.indentation
    if (text.startsWith(block.indentation, at)) at += length
    else {
      const blank = /[ \t\r]*/y
      blank.lastIndex = at
      const space = blank.exec(text)![0].length
      if (text[at + space] !== '\n') {
        faults.push({
          offset: at,
          length: Math.max(1, space),
          message: 'the line is less indented than the closing """',
        })
      }
      at += space
    }
  }
  if (at === block.start && at <= block.end) indent()
  while (at < block.end) {
    const character = text[at]!
    if (character === '{') return { value, closing: 'interpolation', end: at + 1, faults }
    if (character === '\\') {
      const escaped = readEscape(text, at)
      if (escaped.value === null) {
        faults.push({
          offset: at,
          length: escaped.length,
          message: `\`${text.slice(at, at + escaped.length)}\` is no escape`,
        })
      }
      value += escaped.value ?? ''
      at += escaped.length
    } else if (character === '\n') {
      value += '\n'
      at += 1
      indent()
    } else {
      // A carriage return before a line end belongs to the file, not to the text.
      if (character !== '\r' || text[at + 1] !== '\n') value += character
      at += 1
    }
  }
  return { value, closing: 'quote', end: block.after, faults }
}
