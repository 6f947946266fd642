import type { Token, TokenPosition } from 'typescript-parsec'
import type { Span } from '../../core/index.js'

/** `end` closes the tokens of one declaration, so that a parser never runs off the end of the chain. */
export type TokenKind =
  | 'word'
  | 'number'
  | 'duration'
  | 'quantity'
  | 'regex'
  | 'string'
  | 'templateHead'
  | 'templateMiddle'
  | 'templateTail'
  | 'punctuation'
  | 'end'

/**
 * A token of Keel in the chain that typescript-parsec walks. It is its own position, as parsec wants one: an object for
 * each of both was a tenth of the time of a compilation.
 */
export class KeelToken implements Token<TokenKind>, TokenPosition {
  readonly kind: TokenKind
  readonly text: string
  /** Decoded text of a string, name of a word, amount of a number; `''` for punctuation and ends. */
  readonly value: string | number
  /** UTF-16 offset. */
  readonly index: number
  /** UTF-16 offset after the token. */
  readonly end: number
  /** Offset after the token before, 0 at the start: where a construct that ends here ended. */
  readonly endBefore: number
  readonly rowBegin: number
  readonly columnBegin: number
  readonly firstOnLine: boolean
  /** The `///` lines right before the token, joined by spaces. */
  readonly documentation: string
  /** The token after it; the end of its declaration where the next one begins another. */
  next: KeelToken | undefined = undefined

  constructor(
    kind: TokenKind,
    text: string,
    value: string | number,
    { offset, line, column, endBefore, firstOnLine, documentation }: TokenPlace,
  ) {
    this.kind = kind
    this.text = text
    this.value = value
    this.index = offset
    this.end = offset + text.length
    this.endBefore = endBefore
    this.rowBegin = line
    this.columnBegin = column
    this.firstOnLine = firstOnLine
    this.documentation = documentation
  }

  get pos(): TokenPosition {
    return this
  }

  // Only strings in triple quotes go over the end of a line.
  get rowEnd(): number {
    return this.text.includes('\n') ? this.rowBegin + this.text.split('\n').length - 1 : this.rowBegin
  }

  get columnEnd(): number {
    const lastLine = this.text.lastIndexOf('\n')
    return lastLine === -1 ? this.columnBegin + this.text.length : this.text.length - lastLine
  }
}

/** Where a token stands and what stands before it. */
export interface TokenPlace {
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly endBefore: number
  readonly firstOnLine: boolean
  readonly documentation: string
}

/** Stands where there is no token yet. */
export const NO_TOKEN: KeelToken = new KeelToken('end', '', '', {
  offset: 0,
  line: 1,
  column: 1,
  endBefore: 0,
  firstOnLine: false,
  documentation: '',
})

/** The end of a declaration: an empty token after the last one. */
export function makeEnd(last: KeelToken): KeelToken {
  return new KeelToken('end', '', '', {
    offset: last.end,
    line: last.rowEnd,
    column: last.columnEnd,
    endBefore: last.end,
    firstOnLine: false,
    documentation: '',
  })
}

/** The place from the start of a token to an offset after it. */
export function spanFrom(token: KeelToken, end: number, path: string | undefined): Span {
  const { index: offset, rowBegin: line, columnBegin: column } = token
  const length = Math.max(0, end - offset)
  // Written out twice: a spread took an eighth of the time of a compilation.
  return path === undefined ? { offset, length, line, column } : { path, offset, length, line, column }
}

/** A token as a message names it. */
export function describeToken(token: KeelToken): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the declaration'
    case 'string':
    case 'templateHead':
      return 'a string'
    case 'regex':
      return 'a regular expression'
    case 'templateMiddle':
    case 'templateTail':
      return 'the rest of a string'
    default:
      return `\`${token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text}\``
  }
}

export function isSymbol(token: KeelToken | undefined, text: string): boolean {
  return token?.kind === 'punctuation' && token.text === text
}

export function isWord(token: KeelToken | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text
}
