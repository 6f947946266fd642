/** Numbers names from 1, in the order in which they come. */
export class Numbering {
  readonly #numbers: Map<string, number> = new Map()

  of(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#numbers.size + 1)
    return this.#numbers.size
  }
}
