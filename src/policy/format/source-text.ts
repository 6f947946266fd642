import type { Span } from '../../core/index.js'
import type { Comment } from '../syntax/lexer.js'
import type { KeelToken } from '../syntax/token.js'

/** The text that is formatted: what stands where, and which comments are still to be written. */
export class SourceText {
  readonly text: string
  readonly #tokens: readonly KeelToken[]
  readonly #comments: readonly Comment[]
  #next = 0

  constructor(text: string, tokens: readonly KeelToken[], comments: readonly Comment[]) {
    this.text = text
    this.#tokens = tokens
    this.#comments = comments
  }

  slice({ offset, length }: Span): string {
    return this.text.slice(offset, offset + length)
  }

  /** The comments before an offset that are not written yet; they are then. */
  takeBefore(offset: number): Comment[] {
    const start = this.#next
    while (this.#next < this.#comments.length && this.#comments[this.#next]!.offset < offset) this.#next += 1
    return this.#comments.slice(start, this.#next)
  }

  /** The comment behind an offset on the same line, if nothing but a comma stands between; it is written then. */
  takeTrailing(offset: number): Comment | null {
    const comment = this.#comments[this.#next]
    if (comment === undefined || comment.firstOnLine || comment.offset < offset) return null
    if (!/^[ \t,]*$/.test(this.text.slice(offset, comment.offset))) return null
    this.#next += 1
    return comment
  }

  /** Whether a comment that is not written yet stands in a part of the text. */
  hasComments(start: number, end: number): boolean {
    return this.commentsIn(start, end).length > 0
  }

  commentsIn(start: number, end: number): readonly Comment[] {
    let first = this.#next
    while (first < this.#comments.length && this.#comments[first]!.offset < start) first += 1
    let last = first
    while (last < this.#comments.length && this.#comments[last]!.offset < end) last += 1
    return this.#comments.slice(first, last)
  }

  /** Marks the comments in front of an offset as written: they are part of a text that is kept as it is. */
  skipTo(offset: number): void {
    this.takeBefore(offset)
  }

  /** Whether there is an empty line right before a place. */
  blankBefore(offset: number): boolean {
    let at = offset - 1
    let lines = 0
    while (at >= 0 && ' \t\r\n'.includes(this.text[at]!)) {
      if (this.text[at] === '\n') lines += 1
      at -= 1
    }
    return lines > 1 && at >= 0
  }

  /** The token that begins at an offset, or the first after it. */
  tokenAt(offset: number): KeelToken | undefined {
    return this.#tokens[this.#indexAt(offset)]
  }

  tokenBefore(offset: number): KeelToken | undefined {
    return this.#tokens[this.#indexAt(offset) - 1]
  }

  #indexAt(offset: number): number {
    let low = 0
    let high = this.#tokens.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#tokens[middle]!.index < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
