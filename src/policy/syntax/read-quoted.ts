/** A text in quotes in which a backslash escapes nothing but, where asked for, a quote. */
export interface Quoted {
  /** What stands between the quotes. */
  readonly value: string
  /** UTF-16 units from the opening quote on, with both quotes. */
  readonly length: number
  readonly closed: boolean
}

/**
 * Reads from an opening quote to the closing one on the same line.
 *
 * @param escapes whether `\"` is a quote within; the backslash stays where what it stands before is no quote
 */
export function readQuoted(text: string, at: number, escapes: boolean): Quoted {
  let value = ''
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text[index]!
    if (character === '"') return { value, length: index + 1 - at, closed: true }
    if (character === '\n' || character === '\r') return { value, length: index - at, closed: false }
    if (escapes && character === '\\' && index + 1 < text.length) {
      const next = text[index + 1]!
      if (next === '\n' || next === '\r') continue
      value += next === '"' ? next : character + next
      index += 1
    } else {
      value += character
    }
  }
  return { value, length: text.length - at, closed: false }
}
