/** Patterns up to this length go to the engine's own search, whose worst case is pattern times text. */
const SHORT_PATTERN = 32

/**
 * The first place of a pattern in a text at or after `from`, or -1; in time linear in pattern plus text, whatever
 * they hold (Knuth, Morris, Pratt 1977).
 */
export function findText(text: string, pattern: string, from: number): number {
  if (pattern.length <= SHORT_PATTERN) return text.indexOf(pattern, from)
  const fallback = failureTable(pattern)
  let matched = 0
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = fallback[matched - 1]!
    if (pattern.charCodeAt(matched) === unit) matched += 1
    if (matched === pattern.length) return at - matched + 1
  }
  return -1
}

function failureTable(pattern: string): Int32Array {
  const table = new Int32Array(pattern.length)
  let length = 0
  for (let at = 1; at < pattern.length; at += 1) {
    while (length > 0 && pattern.charCodeAt(at) !== pattern.charCodeAt(length)) length = table[length - 1]!
    if (pattern.charCodeAt(at) === pattern.charCodeAt(length)) length += 1
    table[at] = length
  }
  return table
}

/** The plain texts between the stars of a `like` pattern; a backslash makes the next character plain. */
export function splitPattern(pattern: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at]!
    if (character === '*') {
      pieces.push(piece)
      piece = ''
    } else if (character === '\\' && at + 1 < pattern.length) {
      at += 1
      piece += pattern[at]!
    } else {
      piece += character
    }
  }
  pieces.push(piece)
  return pieces
}

/**
 * Whether a whole text matches the pieces of {@link splitPattern}. Taking each piece at its first place is enough
 * where a star stands for any text, so nothing is tried twice.
 */
export function matchesPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!
  if (pieces.length === 1) return text === first
  const last = pieces[pieces.length - 1]!
  const end = text.length - last.length
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (let index = 1; index < pieces.length - 1; index += 1) {
    const piece = pieces[index]!
    const found = findText(text, piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= end
}
