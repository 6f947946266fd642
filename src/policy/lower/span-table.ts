import type { Span } from '../../core/index.js'
import { PairTable } from '../check/pair-table.js'

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
  /** By file, then by offset and length. */
  readonly #numbers: PairTable[] = []
  #last: { readonly path: string | undefined; readonly file: number } | null = null

  add(span: Span): number {
    const file = this.#file(span.path)
    const next = this.spans.length
    // Of a table of pairs 0 is no value.
    const number = this.#numbers[file]!.getOrAdd(span.offset, span.length, next + 1) - 1
    if (number === next) this.spans.push([span.offset, span.length, span.line, span.column, file])
    return number
  }

  /** The place with a number, as it was added. */
  spanOf(number: number): Span {
    const [offset, length, line, column, file] = this.spans[number] as Place
    const path = this.#paths[file]
    return { ...(path === undefined ? {} : { path }), offset, length, line, column }
  }

  #file(path: string | undefined): number {
    if (this.#last !== null && this.#last.path === path) return this.#last.file
    const file = this.#fileNumbers.get(path) ?? this.#newFile(path)
    this.#last = { path, file }
    return file
  }

  #newFile(path: string | undefined): number {
    const number = this.files.length
    this.files.push((path ?? '').replace(LONE_SURROGATE, '\ufffd'))
    this.#paths.push(path)
    this.#numbers.push(new PairTable())
    this.#fileNumbers.set(path, number)
    return number
  }
}
