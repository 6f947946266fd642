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

/** A token of Keel in the chain that typescript-parsec walks. */
export interface KeelToken extends Token<TokenKind> {
  /** Decoded text of a string, name of a word, amount of a number; `''` for punctuation and ends. */
  readonly value: string | number
  /** UTF-16 offset after the token. */
  readonly end: number
  /** Offset after the token before, 0 at the start: where a construct that ends here ended. */
  readonly endBefore: number
  readonly firstOnLine: boolean
  /** The `///` lines right before the token, joined by spaces. */
  readonly documentation: string
  /** Set anew where a declaration's tokens are cut off from the next. */
  next: KeelToken | undefined
}

export interface TokenDraft {
  readonly kind: TokenKind
  readonly text: string
  readonly value: string | number
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly endBefore: number
  readonly firstOnLine: boolean
  readonly documentation: string
}

export function makeToken(draft: TokenDraft): KeelToken {
  const { kind, text, value, offset, line, column, endBefore, firstOnLine, documentation } = draft
  // Only strings in triple quotes go over the end of a line.
  const lastLine = text.lastIndexOf('\n')
  const pos: TokenPosition = {
    index: offset,
    rowBegin: line,
    columnBegin: column,
    rowEnd: lastLine === -1 ? line : line + text.split('\n').length - 1,
    columnEnd: lastLine === -1 ? column + text.length : text.length - lastLine,
  }
  const end = offset + text.length
  return { kind, text, value, pos, end, endBefore, firstOnLine, documentation, next: undefined }
}

/** The end of a declaration: an empty token after the last one. */
export function makeEnd(last: KeelToken): KeelToken {
  return makeToken({
    kind: 'end',
    text: '',
    value: '',
    offset: last.end,
    line: last.pos.rowEnd,
    column: last.pos.columnEnd,
    endBefore: last.end,
    firstOnLine: false,
    documentation: '',
  })
}

/** The place from the start of a token to an offset after it. */
export function spanFrom(token: KeelToken, end: number, path: string | undefined): Span {
  const { index: offset, rowBegin: line, columnBegin: column } = token.pos
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
