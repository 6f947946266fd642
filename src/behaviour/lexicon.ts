/** The id of the empty text: it stands for "no context", and in a value's place for the total over all values. */
export const TOTAL = 0

/** The id of a text that no table holds. */
export const UNKNOWN = -1

/** Ids take 23 bits, so that a field and two of them make one exact number. */
const MOST_IDS = 0x800000

/**
 * Gives each text that a table counts a small number, so that tables hold numbers. The texts are kept whole: a hash
 * in their place would let an attacker craft a value that passes for a known one.
 *
 * INVARIANT: ids are private to one model in memory. They never reach an output, an order or the bytes.
 */
export class Lexicon {
  readonly #ids: Map<string, number> = new Map([['', TOTAL]])
  readonly #texts: string[] = ['']
  readonly #free: number[] = []
  #sizeAfterSweep = 1

  /** How many texts the latest sweep left. */
  get sizeAfterSweep(): number {
    return this.#sizeAfterSweep
  }

  get size(): number {
    return this.#ids.size
  }

  /** All ids lie below this. */
  get ids(): number {
    return this.#texts.length
  }

  /** {@link UNKNOWN} where no table holds the text. */
  idOf(text: string): number {
    return text === '' ? TOTAL : (this.#ids.get(text) ?? UNKNOWN)
  }

  textOf(id: number): string {
    return this.#texts[id]!
  }

  /** The text's id, a new one where it has none; {@link UNKNOWN} when all ids are taken. */
  intern(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const id = this.#free.pop() ?? this.#texts.length
    if (id >= MOST_IDS) return UNKNOWN
    this.#texts[id] = text
    this.#ids.set(text, id)
    return id
  }

  /**
   * A lexicon of the texts whose ids are in use, under the same ids; the others are given out again. This one stays as
   * it is: a fork of the model may still read it.
   */
  swept(used: ReadonlySet<number>): Lexicon {
    const kept = new Lexicon()
    for (let id = 1; id < this.#texts.length; id += 1) {
      const text = used.has(id) ? this.#texts[id]! : ''
      kept.#texts.push(text)
      if (text !== '') kept.#ids.set(text, id)
    }
    for (let id = this.#texts.length - 1; id > TOTAL; id -= 1) if (!used.has(id)) kept.#free.push(id)
    kept.#sizeAfterSweep = kept.#ids.size
    return kept
  }
}
