import { suggestName } from '../../core/index.js'
import { complementOf, unionOf, withBothCases } from './code-point-ranges.js'
import { POSIX_CLASSES } from './named-classes.js'
import type { PatternReader } from './pattern-reader.js'
import { type Escape, readEscape } from './read-escape.js'
import type { SetNode } from './regex-tree.js'
import { warnOfClass, warnOfRange, warnOfUnfoldedCase } from './suspicious-class.js'

const NAMED = /\[:(?:(\^?)(\w*):\])?/y

/** Reads `[…]`; the reader stands at the bracket. */
export function readClass(reader: PatternReader): SetNode {
  const offset = reader.at
  reader.at += 1
  const isNegated = reader.skips('^')
  const first = reader.at
  const pairs: number[] = []
  while (reader.at === first || !reader.sees(']')) {
    if (reader.isAtEnd) {
      reader.at = offset + 1
      const help =
        'close it with `]`, which is a character where it stands first; write `\\[` for the character'
      reader.refuse('the class is not closed', offset, help)
    }
    readMember(reader, pairs, reader.at === first)
  }
  warnOfClass(reader, first)
  reader.at += 1
  const members = unionOf(pairs)
  const folded = reader.ignoresCase ? withBothCases(members) : members
  const ranges = isNegated ? complementOf(folded) : folded
  if (ranges.length === 0) {
    const help = 'leave out what excludes the last one'
    reader.refuse('there is no character that the class takes', offset, help)
  }
  return { kind: 'set', origin: 'class', ranges, ...reader.placeFrom(offset) }
}

function readMember(reader: PatternReader, pairs: number[], isFirst: boolean): void {
  const offset = reader.at
  const named = reader.match(NAMED)
  if (named !== null) {
    readNamed(reader, named, pairs)
    return
  }
  const isHyphen = reader.sees('-')
  const low = readEnd(reader)
  if (low.kind === 'class') {
    pairs.push(...low.ranges)
    return
  }
  if (isHyphen && !isFirst && !reader.sees(']')) {
    reader.refuse('`-` stands between members without a range', offset, 'write `\\-`, or put it last')
  }
  if (!reader.sees('-') || reader.sees('-]')) {
    warnOfUnfoldedCase(reader, low.point, offset)
    pairs.push(low.point, low.point)
    return
  }
  reader.at += 1
  if (reader.isAtEnd) return
  const high = readEnd(reader)
  const range = reader.textFrom(offset)
  if (high.kind === 'class') {
    reader.refuse(`\`${range}\` is no range`, offset, 'a range goes from one character to another')
  }
  if (high.point < low.point) {
    reader.refuse(`the range \`${range}\` goes backwards`, offset, 'put the smaller character first')
  }
  warnOfRange(reader, low.point, high.point, offset)
  warnOfUnfoldedCase(reader, low.point, offset)
  pairs.push(low.point, high.point)
}

function readEnd(reader: PatternReader): Exclude<Escape, { readonly kind: 'condition' }> {
  const offset = reader.at
  if (!reader.sees('\\')) return { kind: 'character', point: reader.takeCharacter() }
  const meaning = readEscape(reader)
  if (meaning.kind === 'condition') {
    const help = 'outside a class it is a condition; write `\\x08` for a backspace'
    reader.refuse(`\`${reader.textFrom(offset)}\` is no character`, offset, help)
  }
  return meaning
}

function readNamed(reader: PatternReader, match: RegExpExecArray, pairs: number[]): void {
  const offset = reader.at
  const [text, negation, name] = match
  reader.at += text.length
  if (name === undefined) {
    reader.refuse('`[:` begins no named class', offset, 'write `[[:alpha:]]`, or `\\[` for the character')
  }
  const ranges = POSIX_CLASSES.get(name)
  if (ranges === undefined) {
    const names = [...POSIX_CLASSES.keys()]
    const meant = suggestName(name, names)
    const help = meant === undefined ? `the names are ${names.join(' ')}` : `write \`[:${meant}:]\``
    reader.refuse(`there is no class \`[:${name.slice(0, 20)}:]\``, offset, help)
  }
  pairs.push(...(negation === '^' ? complementOf(ranges) : ranges))
}
