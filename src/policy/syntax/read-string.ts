/** A stretch of a string: up to its closing quote, to the brace of an interpolation, or to the end of the line. */
export interface StringPart {
  readonly value: string
  readonly closing: 'quote' | 'interpolation' | 'none'
  /** Offset after the closing quote or brace. */
  readonly end: number
  readonly faults: readonly { readonly offset: number; readonly length: number; readonly message: string }[]
}

const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '{': '{',
  '}': '}',
  n: '\n',
  r: '\r',
  t: '\t',
}

const CODE_POINT = /u\{([0-9A-Fa-f]{1,6})\}/y
const STOP = /["{\\\n\r]/g

export function readStringPart(text: string, start: number): StringPart {
  const faults: { offset: number; length: number; message: string }[] = []
  let value = ''
  let at = start
  for (;;) {
    STOP.lastIndex = at
    const stop = STOP.exec(text)?.index ?? text.length
    value += text.slice(at, stop)
    const character = text[stop]
    if (character === '"') return { value, closing: 'quote', end: stop + 1, faults }
    if (character === '{') return { value, closing: 'interpolation', end: stop + 1, faults }
    if (character !== '\\') return { value, closing: 'none', end: stop, faults }
    const escaped = readEscape(text, stop)
    if (escaped.value === null) {
      const message = `\`${text.slice(stop, stop + escaped.length)}\` is no escape`
      faults.push({ offset: stop, length: escaped.length, message })
    }
    value += escaped.value ?? ''
    at = stop + escaped.length
  }
}

/** The escape at a backslash; its value is `null` where it is none. */
export function readEscape(
  text: string,
  at: number,
): { readonly value: string | null; readonly length: number } {
  const character = text[at + 1]
  if (character === undefined || character === '\n' || character === '\r') return { value: null, length: 1 }
  const plain = Object.hasOwn(PLAIN_ESCAPES, character) ? PLAIN_ESCAPES[character]! : null
  if (plain !== null) return { value: plain, length: 2 }
  CODE_POINT.lastIndex = at + 1
  const match = CODE_POINT.exec(text)
  if (match === null) return { value: null, length: text.codePointAt(at + 1)! > 0xffff ? 3 : 2 }
  const point = Number.parseInt(match[1]!, 16)
  const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
  return { value: isCharacter ? String.fromCodePoint(point) : null, length: 1 + match[0].length }
}
