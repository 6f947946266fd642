import type { Span } from '../../core/index.js'

/** Longer pieces of a text are told by their line. */
const LONGEST = 48

/** Quotes what the author wrote, so that a message speaks of the text and not of the program made of it. */
export class Excerpts {
  readonly #texts: ReadonlyMap<string | undefined, string>
  readonly #spanOf: (at: number) => Span

  constructor(
    sources: readonly { readonly path: string | undefined; readonly text: string }[],
    spanOf: (at: number) => Span,
  ) {
    this.#texts = new Map(sources.map(({ path, text }) => [path, text]))
    this.#spanOf = spanOf
  }

  span(at: number): Span {
    return this.#spanOf(at)
  }

  /** The text at a place, where it is short and on one line. */
  quote(at: number): string | null {
    const { path, offset, length } = this.span(at)
    if (length > LONGEST) return null
    const text = this.#texts.get(path)?.slice(offset, offset + length)
    return text === undefined || text === '' || text.includes('\n') ? null : `\`${text}\``
  }

  /** Where a place is, seen from another one; empty for the same line. */
  lineFrom(at: number, from: number): string {
    const place = this.span(at)
    const here = this.span(from)
    if (place.path !== here.path) return `${place.path ?? 'another text'}, line ${place.line}`
    return place.line === here.line ? '' : `line ${place.line}`
  }
}
