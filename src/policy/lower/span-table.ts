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
  /** By file: the place at an offset that was added last. */
  readonly #latest: Map<number, number>[] = []
  /** By number: the place at the same offset that was added before it, -1 for none. */
  readonly #before: number[] = []
  #last: { readonly path: string | undefined; readonly file: number } | null = null

  add(span: Span): number {
    const file = this.#file(span.path)
    const latest = this.#latest[file]!
    const last = latest.get(span.offset) ?? -1
    // Of one offset there are few: an expression, its first part, and the first of that.
    for (let known = last; known !== -1; known = this.#before[known]!) {
      if (this.spans[known]![1] === span.length) return known
    }
    const number = this.spans.length
    this.spans.push([span.offset, span.length, span.line, span.column, file])
    this.#before.push(last)
    latest.set(span.offset, number)
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
    this.#latest.push(new Map())
    this.#fileNumbers.set(path, number)
    return number
  }
}
