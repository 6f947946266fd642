import type { Span } from '../../core/index.js'

// The encoder would write half of a surrogate pair as bytes that are not UTF-8.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

type Place = readonly [offset: number, length: number, line: number, column: number, file: number]

/** Gives the places that a program refers to their numbers. */
export class SpanTable {
  readonly files: string[] = []
  readonly spans: (readonly number[])[] = []
  /** As the sources have them; `files` holds what can be written as UTF-8. */
  readonly #paths: (string | undefined)[] = []
  readonly #fileNumbers = new Map<string | undefined, number>()
  /** By file, then by offset and length in one number. */
  readonly #numbers: Map<number, number>[] = []

  add(span: Span): number {
    const file = this.#file(span.path)
    // INVARIANT: texts are shorter than 2^24 units, so two places never share a number.
    const key = span.offset * 0x100_0000 + span.length
    const numbers = this.#numbers[file]!
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = this.spans.length
    this.spans.push([span.offset, span.length, span.line, span.column, file])
    numbers.set(key, number)
    return number
  }

  /** The place with a number, as it was added. */
  spanOf(number: number): Span {
    const [offset, length, line, column, file] = this.spans[number] as Place
    const path = this.#paths[file]
    return { ...(path === undefined ? {} : { path }), offset, length, line, column }
  }

  #file(path: string | undefined): number {
    const known = this.#fileNumbers.get(path)
    if (known !== undefined) return known
    const number = this.files.length
    this.files.push((path ?? '').replace(LONE_SURROGATE, '\ufffd'))
    this.#paths.push(path)
    this.#numbers.push(new Map())
    this.#fileNumbers.set(path, number)
    return number
  }
}
