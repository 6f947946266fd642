import { type CodePointRanges, complementOf } from './code-point-ranges.js'

const DIGIT = [0x30, 0x39]
const UPPER = [0x41, 0x5a]
const LOWER = [0x61, 0x7a]

/** `\w`, and what `\b` takes for a word. */
export const WORD_CHARACTERS: CodePointRanges = [...DIGIT, ...UPPER, 0x5f, 0x5f, ...LOWER]

const SPACE = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20]

/** What a backslash makes a class; ASCII as in RE2, and `\s` without the vertical tab. */
export const ESCAPED_CLASSES: ReadonlyMap<string, CodePointRanges> = new Map([
  ['d', DIGIT],
  ['w', WORD_CHARACTERS],
  ['s', SPACE],
  ['D', complementOf(DIGIT)],
  ['W', complementOf(WORD_CHARACTERS)],
  ['S', complementOf(SPACE)],
])

/** What stands in `[[:name:]]`; ASCII, as in RE2. */
export const POSIX_CLASSES: ReadonlyMap<string, CodePointRanges> = new Map([
  ['alnum', [...DIGIT, ...UPPER, ...LOWER]],
  ['alpha', [...UPPER, ...LOWER]],
  ['ascii', [0x00, 0x7f]],
  ['blank', [0x09, 0x09, 0x20, 0x20]],
  ['cntrl', [0x00, 0x1f, 0x7f, 0x7f]],
  ['digit', DIGIT],
  ['graph', [0x21, 0x7e]],
  ['lower', LOWER],
  ['print', [0x20, 0x7e]],
  ['punct', [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ['space', [0x09, 0x0d, 0x20, 0x20]],
  ['upper', UPPER],
  ['word', WORD_CHARACTERS],
  ['xdigit', [...DIGIT, 0x41, 0x46, 0x61, 0x66]],
])
