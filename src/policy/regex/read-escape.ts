import { type CodePointRanges, LAST_CODE_POINT } from './code-point-ranges.js'
import { ESCAPED_CLASSES } from './named-classes.js'
import type { PatternReader } from './pattern-reader.js'
import type { RegexCondition } from './regex-tree.js'

/** What a backslash makes of what follows it. */
export type Escape =
  | { readonly kind: 'character'; readonly point: number }
  | { readonly kind: 'class'; readonly ranges: CodePointRanges }
  | { readonly kind: 'condition'; readonly condition: RegexCondition }

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
])

const CONDITIONS: ReadonlyMap<string, RegexCondition> = new Map([
  ['A', 'start'],
  ['z', 'end'],
  ['b', 'word edge'],
  ['B', 'no word edge'],
])

/** What other engines read, with what to write instead. */
const UNSUPPORTED: ReadonlyMap<string, readonly [what: string, help: string]> = new Map([
  ['p', ['Unicode properties are', 'write the ranges, such as [A-Za-z] or [\\x{400}-\\x{4FF}]']],
  ['Z', ['`\\Z` is', 'write `\\z` for the end, or `\\n?\\z` where a line feed may stand before it']],
  ['Q', ['quoting by `\\Q…\\E` is', 'write a backslash before each character that has a meaning']],
  ['C', ['`\\C` is', 'characters are code points, never bytes: write `(?s:.)` for any of them']],
])

const HEX = /\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y
const BACK_REFERENCE = /\\(?:[1-9][0-9]?|[gk](?:\{\w*\}|<\w*>|'\w*')?)/y

/** Reads an escape; the reader stands at its backslash. */
export function readEscape(reader: PatternReader): Escape {
  const offset = reader.at
  if (reader.sees('\\x')) return { kind: 'character', point: readHex(reader) }
  refuseBackReference(reader)
  reader.at += 1
  if (reader.isAtEnd) {
    reader.refuse('the pattern ends with a backslash', offset, 'write `\\\\` for a backslash')
  }
  const point = reader.takeCharacter()
  const letter = String.fromCodePoint(point)
  const control = CONTROLS.get(letter)
  if (control !== undefined) return { kind: 'character', point: control }
  const condition = CONDITIONS.get(letter)
  if (condition !== undefined) return { kind: 'condition', condition }
  const ranges = ESCAPED_CLASSES.get(letter)
  if (ranges !== undefined) return { kind: 'class', ranges }
  const unsupported = UNSUPPORTED.get(letter === 'P' ? 'p' : letter)
  if (unsupported !== undefined) reader.refuseUnsupported(unsupported[0], offset, unsupported[1])
  if (point > 0x7f || /[0-9A-Za-z]/.test(letter)) {
    reader.refuse(`\`\\${letter}\` is no escape`, offset, helpWith(letter, point))
  }
  return { kind: 'character', point }
}

function readHex(reader: PatternReader): number {
  const offset = reader.at
  const match = reader.match(HEX)
  reader.at += match?.[0].length ?? 2
  if (match === null) {
    const help = 'write `\\x7F`, or `\\x{1F600}` for any code point'
    reader.refuse('`\\x` needs hexadecimal digits', offset, help)
  }
  const point = Number.parseInt(match[1] ?? match[2]!, 16)
  if (point > LAST_CODE_POINT || (point >= 0xd800 && point <= 0xdfff)) {
    const help = 'code points go up to 10FFFF, without D800 to DFFF'
    reader.refuse(`\`${reader.textFrom(offset).slice(0, 20)}\` names no character`, offset, help)
  }
  return point
}

function refuseBackReference(reader: PatternReader): void {
  const match = reader.match(BACK_REFERENCE)
  if (match === null) return
  const offset = reader.at
  reader.at += match[0].length
  const help = 'take the parts of the text with functions and compare them'
  reader.refuseUnsupported('back-references are', offset, help)
}

function helpWith(letter: string, point: number): string {
  if (letter === '0') return 'write `\\x00`'
  if (letter === 'u' || letter === 'U') return 'write `\\x{20AC}` for the code point U+20AC'
  if (point > 0x7f) return `write \`${letter}\` itself: only ASCII punctuation is escaped`
  return 'the escapes are \\d \\w \\s \\b \\A \\z \\a \\f \\n \\r \\t \\v \\x, and \\ before punctuation'
}
