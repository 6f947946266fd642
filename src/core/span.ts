/**
 * A place in a text. `offset`, `length` and `column` count UTF-16 code units, as editors and the language server
 * protocol do; `line` and `column` start at 1.
 */
export interface Span {
  /** The file the text came from, where it has one. */
  readonly path?: string
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/**
 * Turns offsets of one text into spans in O(log lines). A line ends at `\n`; the `\r` of a `\r\n` belongs to the
 * line it ends.
 *
 * @example
 * ```ts
 * import { LineIndex } from 'keelson/core'
 * new LineIndex('allow\ndeny', 'a.keel').span(6, 4)
 * // => { path: 'a.keel', offset: 6, length: 4, line: 2, column: 1 }
 * ```
 */
export class LineIndex {
  readonly #starts: readonly number[]
  readonly #path: string | undefined

  constructor(text: string, path?: string) {
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts = starts
    this.#path = path
  }

  span(offset: number, length = 0): Span {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return {
      ...(this.#path === undefined ? {} : { path: this.#path }),
      offset,
      length,
      line: low + 1,
      column: offset - this.#starts[low]! + 1,
    }
  }
}
