import type { Span } from '../../core/index.js'

// The encoder would write half of a surrogate pair as bytes that are not UTF-8.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Gives the places that a program refers to their numbers. */
export class SpanTable {
  readonly files: string[] = []
  readonly spans: (readonly number[])[] = []
  readonly #fileNumbers = new Map<string, number>()
  readonly #numbers = new Map<string, number>()

  add(span: Span): number {
    const file = this.#file((span.path ?? '').replace(LONE_SURROGATE, '\ufffd'))
    const key = `${file} ${span.offset} ${span.length}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.spans.length
    this.spans.push([span.offset, span.length, span.line, span.column, file])
    this.#numbers.set(key, number)
    return number
  }

  #file(path: string): number {
    const known = this.#fileNumbers.get(path)
    if (known !== undefined) return known
    const number = this.files.length
    this.files.push(path)
    this.#fileNumbers.set(path, number)
    return number
  }
}
