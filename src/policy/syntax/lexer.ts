import type { Span } from '../../core/index.js'
import { MAX_NAME_LENGTH } from '../runtime/program.js'
import { trimAscii } from '../runtime/trim-ascii.js'
import type { DiagnosticSink } from './diagnostic-sink.js'
import { readAmount } from './read-amount.js'
import { readStringPart } from './read-string.js'
import { type KeelToken, makeToken, type TokenKind } from './token.js'

const MAX_TEXT_LENGTH = 8_388_608
const MAX_TOKENS = 1_000_000

const PUNCTUATION: ReadonlySet<string> = new Set([
  ...['?.', '==', '!=', '<=', '>=', '&&', '||', '??'],
  ...['{', '}', '(', ')', '[', ']', ',', ':', '.', '@', '=', '<', '>', '+', '-', '*', '/', '%'],
])

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What people write who come from another language. */
const HELP: Readonly<Record<string, string>> = {
  "'": 'strings stand in double quotes',
  '`': 'strings stand in double quotes',
  '#': 'comments begin with //',
  ';': 'statements need no ;',
  '!': 'write not',
  '&': 'write &&',
  '|': 'write ||',
  '?': 'write ?. for a member that may be absent, ?? for a default',
}

/** Turns a text into tokens, in one pass; what is no token is reported and left out. */
export function tokenize(text: string, path: string | undefined, sink: DiagnosticSink): KeelToken[] {
  return new Lexer(text, path, sink).tokens()
}

class Lexer {
  readonly #text: string
  readonly #path: string | undefined
  readonly #sink: DiagnosticSink
  readonly #tokens: KeelToken[] = []
  /** For each open interpolation, how many braces are open in it. */
  readonly #interpolations: number[] = []
  #at = 0
  #line = 1
  #lineStart = 0
  #firstOnLine = true
  #endBefore = 0
  #documentation = ''

  constructor(text: string, path: string | undefined, sink: DiagnosticSink) {
    this.#path = path
    this.#sink = sink
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
        this.#at += 1
        this.#line += 1
        this.#lineStart = this.#at
        this.#firstOnLine = true
      } else if (unit === 0x20 || unit === 0x09 || unit === 0x0d) {
        this.#at += 1
      } else if (this.#text.startsWith('//', this.#at)) {
        this.#comment()
      } else {
        return this.#at < this.#text.length
      }
    }
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    const comment = this.#text.slice(this.#at, end === -1 ? this.#text.length : end)
    this.#at += comment.length
    if (!comment.startsWith('///') || comment.startsWith('////')) return
    const line = trimAscii(comment.slice(3))
    this.#documentation = this.#documentation === '' ? line : `${this.#documentation} ${line}`
  }

  #next(): void {
    const character = this.#text[this.#at]!
    WORD.lastIndex = this.#at
    const word = WORD.exec(this.#text)?.[0]
    if (word !== undefined) this.#word(word)
    else if (character === '"') this.#string(1, ['string', 'templateHead'])
    else if (character >= '0' && character <= '9') this.#amount()
    else this.#punctuation(character)
  }

  #word(word: string): void {
    if ((word === 'r' || word === 'q') && this.#text[this.#at + 1] === '"') {
      const what = word === 'r' ? 'regular expressions r"…"' : 'quantities q"…"'
      this.#fault('policy/not-in-this-version', `${what} are not part of this release`, this.#at, 2)
      this.#at += 1
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

  #amount(): void {
    const { length, kind, value, fault } = readAmount(this.#text, this.#at)
    if (fault !== undefined) this.#fault('policy/invalid-number', fault.message, this.#at, length, fault.help)
    this.#add(kind, this.#text.slice(this.#at, this.#at + length), value)
  }

  /** From a quote, or from the brace that ends an interpolation, to the next quote or brace. */
  #string(opening: number, kinds: readonly [ended: TokenKind, broken: TokenKind]): void {
    const part = readStringPart(this.#text, this.#at + opening)
    for (const { offset, length, message } of part.faults) {
      this.#fault('policy/invalid-escape', message, offset, length, ESCAPES)
    }
    const end = part.end
    if (part.closing === 'none') {
      const help = 'close the string on its line; \\n stands for a line end'
      this.#fault('policy/unterminated-string', 'the string does not end', this.#at, end - this.#at, help)
    }
    if (part.closing === 'interpolation') this.#interpolations.push(0)
    this.#add(kinds[part.closing === 'interpolation' ? 1 : 0], this.#text.slice(this.#at, end), part.value)
  }

  #punctuation(character: string): void {
    const open = this.#interpolations.length - 1
    if (character === '}' && this.#interpolations[open] === 0) {
      this.#interpolations.pop()
      this.#string(1, ['templateTail', 'templateMiddle'])
      return
    }
    const pair = this.#text.slice(this.#at, this.#at + 2)
    const text = PUNCTUATION.has(pair) ? pair : character
    if (!PUNCTUATION.has(text)) {
      this.#unexpected(character)
      return
    }
    if (open >= 0 && text === '{') this.#interpolations[open]! += 1
    if (open >= 0 && text === '}') this.#interpolations[open]! -= 1
    this.#add('punctuation', text, '')
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
    while (this.#interpolations.pop() !== undefined) this.#addToken('templateTail', '', '')
  }

  #add(kind: TokenKind, text: string, value: string | number): void {
    this.#addToken(kind, text, value)
    this.#at += text.length
  }

  #addToken(kind: TokenKind, text: string, value: string | number): void {
    const offset = text === '' ? this.#endBefore : this.#at
    const token = makeToken({
      kind,
      text,
      value,
      offset,
      line: this.#line,
      column: offset - this.#lineStart + 1,
      endBefore: this.#endBefore,
      firstOnLine: this.#firstOnLine,
      documentation: this.#documentation,
    })
    this.#tokens.push(token)
    this.#endBefore = token.end
    this.#firstOnLine = false
    this.#documentation = ''
  }

  #withoutLoneSurrogates(text: string): string {
    const found = text.search(LONE_SURROGATE)
    if (found === -1) return text
    const before = text.slice(0, found)
    this.#line = before.split('\n').length
    this.#lineStart = before.lastIndexOf('\n') + 1
    this.#fault('policy/unexpected-character', 'half of a surrogate pair is no character', found, 1)
    this.#line = 1
    this.#lineStart = 0
    return text.replace(LONE_SURROGATE, '\ufffd')
  }

  #fault(code: string, message: string, offset: number, length: number, help?: string): void {
    const span: Span = {
      ...(this.#path === undefined ? {} : { path: this.#path }),
      offset,
      length,
      line: this.#line,
      column: offset - this.#lineStart + 1,
    }
    this.#sink.error(code, message, span, help)
  }
}

const ESCAPES = 'escapes are \\" \\\\ \\n \\r \\t \\{ \\} and \\u{1F600}'
