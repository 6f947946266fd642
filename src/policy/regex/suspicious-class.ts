import type { PatternReader } from './pattern-reader.js'

/** A range between characters of two kinds takes what stands between them in ASCII, as `A-z` takes the underscore. */
export function warnOfRange(reader: PatternReader, low: number, high: number, offset: number): void {
  // `[ -~]` and `[!-~]` are how one writes all printable characters.
  if (low <= 0x21 || high >= 0x7e) return
  const extra = unmeantBetween(low, high)
  if (extra === null) return
  const areAlphanumeric = kindOf(low) !== 'other' && kindOf(high) !== 'other'
  const help = areAlphanumeric ? 'write `A-Z`, `a-z` and `0-9` apart' : 'write `\\-` for a hyphen'
  const message = `the range \`${reader.textFrom(offset)}\` also takes \`${extra}\``
  reader.warn(message, reader.placeFrom(offset), help)
}

/** `[http|https]` and `[:alpha:]`. The reader stands at the closing bracket of a class whose members begin at `first`. */
export function warnOfClass(reader: PatternReader, first: number): void {
  const members = reader.textFrom(first)
  const place = { offset: first - 1, length: reader.at - first + 2 }
  if (/^:\w+:$/.test(members)) {
    reader.warn(`\`[${members}]\` is a set of letters and the colon`, place, `write \`[[${members}]]\``)
  } else if (/[A-Za-z]{2}\|[A-Za-z]{2}/.test(members)) {
    const help = 'write alternatives in parentheses, as in `(?:http|https)`, or `\\|` for the character'
    reader.warn('`|` in a class is a character like any other', place, help)
  }
}

/** `(?i)` is for ASCII letters: scripts with two cases beyond them keep their case. */
export function warnOfUnfoldedCase(reader: PatternReader, point: number, offset: number): void {
  const hasCase = point >= 0xc0 && point <= 0x587 && point !== 0xd7 && point !== 0xf7
  if (!reader.ignoresCase || !hasCase) return
  const letter = String.fromCodePoint(point)
  reader.warn(`(?i) does not ignore the case of \`${letter}\``, reader.placeFrom(offset), 'spell both cases')
}

function kindOf(point: number): 'digit' | 'upper' | 'lower' | 'other' {
  if (point >= 0x30 && point <= 0x39) return 'digit'
  if (point >= 0x41 && point <= 0x5a) return 'upper'
  return point >= 0x61 && point <= 0x7a ? 'lower' : 'other'
}

/** A character of the range that its author hardly meant: of another kind than both ends, or between two kinds. */
function unmeantBetween(low: number, high: number): string | null {
  for (let point = low + 1; point < high; point += 1) {
    if (kindOf(point) !== kindOf(low) && kindOf(point) !== kindOf(high)) return String.fromCodePoint(point)
  }
  return kindOf(low) !== kindOf(high) && high > low + 1 ? String.fromCodePoint(low + 1) : null
}
