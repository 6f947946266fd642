/** Wide characters (from Hangul on, emoji among them) take the room of two. */
const FIRST_WIDE = 0x1100

/** How many narrow characters a text is as wide as: fonts differ, so this is on the safe side for most. */
function columnsOf(content: string): number {
  let columns = 0
  for (const character of content) columns += character.codePointAt(0)! < FIRST_WIDE ? 1 : 2
  return columns
}

/** A text cut in its middle where it is too wide, so that both its beginning and its end can be told. */
export function shortenText(content: string, columns: number): string {
  if (columnsOf(content) <= columns) return content
  const characters = [...content]
  const half = (columns - 1) / 2
  return `${widest(characters, half)}…${widest(characters.reverse(), half, true)}`
}

/** A text in at most two lines, broken after a sign that joins words, where that leaves both lines in use. */
export function twoTextLines(content: string, columns: number): readonly string[] {
  if (columnsOf(content) <= columns) return [content]
  const characters = [...content]
  const longest = [...widest(characters, columns)].length
  let end = longest
  for (let index = longest; index > longest / 2; index -= 1) {
    if (BREAKS.has(characters[index - 1]!)) {
      end = index
      break
    }
  }
  return [characters.slice(0, end).join(''), shortenText(characters.slice(end).join(''), columns)]
}

const BREAKS: ReadonlySet<string> = /* @__PURE__ */ new Set([' ', '-', '_', '.', '/', ':'])

/** As many of the characters, from the first on, as fit. */
function widest(characters: readonly string[], columns: number, isReversed = false): string {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += columnsOf(character)
    if (used > columns) break
    taken.push(character)
  }
  return (isReversed ? taken.reverse() : taken).join('')
}
