import { LineIndex, type Span } from '../../core/index.js'
import { MAX_NAME_LENGTH } from '../runtime/program.js'
import { readQuantity } from '../runtime/quantity.js'
import { trimAscii } from '../runtime/trim-ascii.js'
import type { DiagnosticSink } from './diagnostic-sink.js'
import { readAmount } from './read-amount.js'
import { BLOCK_QUOTES, type BlockString, findBlockString, readBlockPart } from './read-block-string.js'
import { readQuoted } from './read-quoted.js'
import { readStringPart, type StringPart } from './read-string.js'
import { KeelToken, type TokenKind } from './token.js'

const MAX_TEXT_LENGTH = 8_388_608
const MAX_TOKENS = 1_000_000

const LONG_MARKS = ['...', '?.', '==', '!=', '<=', '>=', '&&', '||', '??', '++']
const MARKS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  ':',
  '.',
  '@',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '|',
  '?',
]
const PUNCTUATION: ReadonlyMap<string, string> = new Map(
  [...LONG_MARKS, ...MARKS].map((mark) => [mark, mark] as const),
)
/** Of the second characters of marks. */
const MARK_UNITS: ReadonlySet<number> = new Set(LONG_MARKS.map((mark) => mark.charCodeAt(1)))

type PartKinds = readonly [ended: TokenKind, broken: TokenKind]
const OPENING_KINDS: PartKinds = ['string', 'templateHead']
const CLOSING_KINDS: PartKinds = ['templateTail', 'templateMiddle']

/** Letters, digits and `_`, from a place on: in a process that just started faster than a loop over units. */
const WORD = /[A-Za-z_0-9]+/y

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

/** Letters and `_`. */
function beginsWord(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f
}

/** Words that, right before a quote, make something else of the text in quotes. */
const PREFIXES: ReadonlySet<string> = new Set(['r', 'q', 'raw'])
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What people write who come from another language. */
const HELP: Readonly<Record<string, string>> = {
  "'": 'strings stand in double quotes',
  '`': 'strings stand in double quotes',
  '#': 'comments begin with //',
  ';': 'statements need no ;',
  '!': 'write not',
  '&': 'write &&',
}

/** A comment, from its slashes to the end of its line. */
export interface Comment {
  readonly offset: number
  readonly text: string
  /** Nothing stands before it on its line. */
  readonly firstOnLine: boolean
}

/**
 * Turns a text into tokens, in one pass; what is no token is reported and left out.
 *
 * @param comments is given the comments, in order
 */
export function tokenize(
  text: string,
  path: string | undefined,
  sink: DiagnosticSink,
  comments?: Comment[],
): KeelToken[] {
  return new Lexer(text, path, sink, comments).tokens()
}

/** An open interpolation. */
interface Interpolation {
  /** How many braces are open in it. */
  braces: number
  /** The string it stands in, where that is one in triple quotes. */
  readonly block: BlockString | null
}

class Lexer {
  readonly #text: string
  readonly #path: string | undefined
  readonly #sink: DiagnosticSink
  readonly #comments: Comment[] | undefined
  readonly #tokens: KeelToken[] = []
  #last: KeelToken | null = null
  readonly #interpolations: Interpolation[] = []
  /** Words stand many times in a text: one string for all saves their memory, and equal ones are found equal at once. */
  readonly #words = new Map<string, string>()
  #at = 0
  #line = 1
  #lineStart = 0
  #firstOnLine = true
  #endBefore = 0
  #documentation = ''

  constructor(text: string, path: string | undefined, sink: DiagnosticSink, comments?: Comment[]) {
    this.#path = path
    this.#sink = sink
    this.#comments = comments
    this.#text = this.#withoutLoneSurrogates(text)
  }

  tokens(): KeelToken[] {
    if (this.#text.length > MAX_TEXT_LENGTH) {
      this.#fault('policy/size-limit', `the text is longer than ${MAX_TEXT_LENGTH} units`, 0, 0)
      return []
    }
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1
    while (this.#skipBlank()) {
      if (this.#tokens.length === MAX_TOKENS) {
        this.#fault('policy/size-limit', `the text has more than ${MAX_TOKENS} tokens`, this.#at, 1)
        break
      }
      this.#next()
    }
    this.#closeInterpolations()
    return this.#tokens
  }

  /** Blanks, line ends and comments; `false` at the end of the text. */
  #skipBlank(): boolean {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit === 0x0a) {
        this.#closeInterpolations()
        if (this.#at >= this.#text.length) return false
        if (this.#text.charCodeAt(this.#at) !== 0x0a) continue
        this.#at += 1
        this.#line += 1
        this.#lineStart = this.#at
        this.#firstOnLine = true
      } else if (unit === 0x20 || unit === 0x09 || unit === 0x0d) {
        this.#at += 1
      } else if (unit === 0x2f && this.#text.charCodeAt(this.#at + 1) === 0x2f) {
        this.#comment()
      } else {
        return this.#at < this.#text.length
      }
    }
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    const comment = this.#text.slice(this.#at, end === -1 ? this.#text.length : end)
    this.#comments?.push({ offset: this.#at, text: comment.trimEnd(), firstOnLine: this.#firstOnLine })
    this.#at += comment.length
    if (!comment.startsWith('///') || comment.startsWith('////')) return
    const line = trimAscii(comment.slice(3))
    this.#documentation = this.#documentation === '' ? line : `${this.#documentation} ${line}`
  }

  #next(): void {
    const unit = this.#text.charCodeAt(this.#at)
    if (beginsWord(unit)) this.#word()
    else if (isDigit(unit)) this.#amount()
    else if (unit !== 0x22) this.#punctuation(this.#text[this.#at]!)
    else if (this.#text.startsWith(BLOCK_QUOTES, this.#at)) this.#blockString()
    else this.#string(1, OPENING_KINDS)
  }

  #word(): void {
    WORD.lastIndex = this.#at
    WORD.test(this.#text)
    const end = WORD.lastIndex
    const found = this.#text.slice(this.#at, end)
    const word = this.#words.get(found) ?? this.#newWord(found)
    if (this.#text.charCodeAt(end) === 0x22 && PREFIXES.has(word)) {
      this.#prefixed(word)
      return
    }
    if (word.length > MAX_NAME_LENGTH) {
      this.#fault(
        'policy/size-limit',
        `a word is longer than ${MAX_NAME_LENGTH} units`,
        this.#at,
        word.length,
      )
    }
    this.#add('word', word, word)
  }

  #newWord(word: string): string {
    this.#words.set(word, word)
    return word
  }

  #amount(): void {
    const { length, kind, value, fault } = readAmount(this.#text, this.#at)
    if (fault !== undefined) this.#fault('policy/invalid-number', fault.message, this.#at, length, fault.help)
    this.#add(kind, this.#text.slice(this.#at, this.#at + length), value)
  }

  /** `r"…"`, `q"…"` and `raw"…"`. */
  #prefixed(word: string): void {
    const quoted = readQuoted(this.#text, this.#at + word.length, word === 'r')
    const length = word.length + quoted.length
    const text = this.#text.slice(this.#at, this.#at + length)
    if (!quoted.closed) {
      const help = 'close it on its line'
      this.#fault('policy/unterminated-string', 'the text in quotes does not end', this.#at, length, help)
    }
    if (word === 'r') this.#add('regex', text, quoted.value)
    else if (word === 'raw') this.#add('string', text, quoted.value)
    else {
      const amount = quoted.closed ? readQuantity(quoted.value) : 0
      if (amount === null) {
        const message = `\`${quoted.value.slice(0, 40)}\` is no quantity`
        const help = 'quantities are 250m, 1.5, 2k, 512Mi, 1e3'
        this.#fault('policy/invalid-number', message, this.#at, length, help)
      }
      this.#add('quantity', text, amount ?? 0)
    }
  }

  #blockString(): void {
    const block = findBlockString(this.#text, this.#at)
    if (block !== null) {
      this.#part(readBlockPart(this.#text, block.start, block), block, OPENING_KINDS)
      return
    }
    const lineEnd = this.#text.indexOf('\n', this.#at)
    const last = lineEnd === -1 ? this.#text.length : lineEnd
    const close = this.#text.indexOf(BLOCK_QUOTES, this.#at + BLOCK_QUOTES.length)
    const end = close !== -1 && close < last ? close + BLOCK_QUOTES.length : last
    const message = 'a text in triple quotes begins on the next line and ends with """ first on a line'
    this.#fault('policy/unterminated-string', message, this.#at, end - this.#at)
    this.#add('string', this.#text.slice(this.#at, end), '')
  }

  /** From a quote, or from the brace that ends an interpolation, to the next quote or brace. */
  #string(opening: number, kinds: PartKinds): void {
    this.#part(readStringPart(this.#text, this.#at + opening), null, kinds)
  }

  #part(part: StringPart, block: BlockString | null, kinds: PartKinds): void {
    for (const { offset, length, message } of part.faults) {
      // Where each stands is counted from here: in a long text that nobody is told of, for hours.
      if (this.#sink.isFull(this.#path)) break
      const isEscape = message.endsWith('is no escape')
      this.#fault('policy/invalid-escape', message, offset, length, isEscape ? ESCAPES : undefined)
    }
    const end = part.end
    if (part.closing === 'none') {
      const help = 'close the string on its line; \\n stands for a line end'
      this.#fault('policy/unterminated-string', 'the string does not end', this.#at, end - this.#at, help)
    }
    if (part.closing === 'interpolation') this.#interpolations.push({ braces: 0, block })
    this.#add(kinds[part.closing === 'interpolation' ? 1 : 0], this.#text.slice(this.#at, end), part.value)
  }

  #punctuation(character: string): void {
    const open = this.#interpolations.at(-1)
    if (character === '}' && open?.braces === 0) {
      this.#interpolations.pop()
      if (open.block === null) this.#string(1, CLOSING_KINDS)
      else {
        const part = readBlockPart(this.#text, this.#at + 1, open.block)
        this.#part(part, open.block, CLOSING_KINDS)
      }
      return
    }
    const text = this.#longestMark(character)
    if (text === null) {
      this.#unexpected(character)
      return
    }
    if (open !== undefined && text === '{') open.braces += 1
    if (open !== undefined && text === '}') open.braces -= 1
    this.#add('punctuation', text, '')
  }

  #longestMark(character: string): string | null {
    // Most marks stand before a blank or a word, and are no part of a longer one.
    if (MARK_UNITS.has(this.#text.charCodeAt(this.#at + 1))) {
      for (const length of [3, 2]) {
        const mark = PUNCTUATION.get(this.#text.slice(this.#at, this.#at + length))
        if (mark !== undefined) return mark
      }
    }
    return PUNCTUATION.get(character) ?? null
  }

  #unexpected(character: string): void {
    const point = this.#text.codePointAt(this.#at)!
    const length = point > 0xffff ? 2 : 1
    const name =
      point > 0x20 && point < 0x7f ? `\`${character}\`` : `U+${point.toString(16).padStart(4, '0')}`
    const start = this.#at
    this.#at += length
    let help = HELP[character]
    if (character === "'" || character === '`') {
      const close = this.#text.indexOf(character, this.#at)
      // Taken for the string that was meant, so that only the quotes are reported.
      if (close !== -1 && !this.#text.slice(start, close).includes('\n')) {
        this.#fault(
          'policy/unexpected-character',
          `${name} means nothing here`,
          start,
          close + 1 - start,
          help,
        )
        this.#at = start
        this.#add('string', this.#text.slice(start, close + 1), this.#text.slice(start + 1, close))
        return
      }
    } else if (character === '!' && /[A-Za-z_(]/.test(this.#text[this.#at] ?? '')) {
      help = 'write not'
    }
    this.#fault('policy/unexpected-character', `${name} means nothing here`, start, this.#at - start, help)
    this.#firstOnLine = false
  }

  /** A string ends on its line, and so do its interpolations: a forgotten brace must not eat the file. */
  #closeInterpolations(): void {
    if (this.#interpolations.length === 0) return
    const message = 'the interpolation in the string does not end'
    const help = 'close it with }, or write \\{ for a brace'
    this.#fault('policy/unterminated-string', message, this.#endBefore, 0, help)
    let after = this.#at
    for (let open = this.#interpolations.pop(); open !== undefined; open = this.#interpolations.pop()) {
      this.#addToken('templateTail', '', '')
      if (open.block !== null) after = Math.max(after, open.block.after)
    }
    // The rest of a text in triple quotes is passed over with its closing quotes; all ends stand before it.
    this.#moveTo(after)
  }

  /** Goes on at an offset, and keeps count of the lines on the way. */
  #moveTo(end: number): void {
    for (let line = this.#text.indexOf('\n', this.#at); line !== -1 && line < end; ) {
      this.#line += 1
      this.#lineStart = line + 1
      line = this.#text.indexOf('\n', line + 1)
    }
    this.#at = end
  }

  #add(kind: TokenKind, text: string, value: string | number): void {
    this.#addToken(kind, text, value)
    const end = this.#at + text.length
    if (kind === 'word' || kind === 'punctuation' || !text.includes('\n')) this.#at = end
    else this.#moveTo(end)
  }

  #addToken(kind: TokenKind, text: string, value: string | number): void {
    const offset = text === '' ? this.#endBefore : this.#at
    const token = new KeelToken(kind, text, value, {
      offset,
      line: this.#line,
      column: offset - this.#lineStart + 1,
      endBefore: this.#endBefore,
      firstOnLine: this.#firstOnLine,
      documentation: this.#documentation,
    })
    if (this.#last !== null) this.#last.next = token
    this.#last = token
    this.#tokens.push(token)
    this.#endBefore = token.end
    this.#firstOnLine = false
    this.#documentation = ''
  }

  #withoutLoneSurrogates(text: string): string {
    const found = text.search(LONE_SURROGATE)
    if (found === -1) return text
    const whole = text.replace(LONE_SURROGATE, '\ufffd')
    const place = new LineIndex(whole, this.#path).span(found, 1)
    this.#sink.error('policy/unexpected-character', 'half of a surrogate pair is no character', place)
    return whole
  }

  #fault(code: string, message: string, offset: number, length: number, help?: string): void {
    // A fault in a text in triple quotes may lie on a line after the one where the lexer stands.
    const before = offset > this.#at ? this.#text.slice(this.#at, offset) : ''
    const lastLine = before.lastIndexOf('\n')
    const span: Span = {
      ...(this.#path === undefined ? {} : { path: this.#path }),
      offset,
      length,
      line: lastLine === -1 ? this.#line : this.#line + before.split('\n').length - 1,
      column: lastLine === -1 ? offset - this.#lineStart + 1 : before.length - lastLine,
    }
    this.#sink.error(code, message, span, help)
  }
}

const ESCAPES = 'escapes are \\" \\\\ \\n \\r \\t \\{ \\} and \\u{1F600}'
