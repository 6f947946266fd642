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
  #free: number[] = []
  #sizeAfterSweep = 1

  /** How many texts the latest sweep left. */
  get sizeAfterSweep(): number {
    return this.#sizeAfterSweep
  }

  get size(): number {
    return this.#ids.size
  }

  /** {@link UNKNOWN} where no table holds the text. */
  idOf(text: string): number {
    return this.#ids.get(text) ?? UNKNOWN
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

  /** Forgets every text whose id is not in use, and gives the ids out again. */
  sweep(used: ReadonlySet<number>): void {
    this.#free = []
    for (let id = this.#texts.length - 1; id > TOTAL; id -= 1) {
      if (used.has(id)) continue
      // An id that is free since an earlier sweep holds no text.
      if (this.#ids.get(this.#texts[id]!) === id) this.#ids.delete(this.#texts[id]!)
      this.#texts[id] = ''
      this.#free.push(id)
    }
    this.#sizeAfterSweep = this.#ids.size
  }
}
