/** Most numbers that one pattern keeps, in its table and in its keys: 128 KiB on engines of 64 bits. */
const MOST_KEPT = 16_384

/**
 * The states that a matcher has met, numbered by where their row begins in one flat table. When it is full it starts
 * anew, so memory is bounded; states are only remembered, so no answer changes.
 */
export class RegexStates {
  /** The state after each state and column; 0 where it is not known yet, negative where the match is decided. */
  readonly table: number[] = []
  /** INVARIANT: the state of the start is always the first row, also after the table was cleared. */
  readonly first: number
  readonly #firstKey: string
  readonly #width: number
  readonly #keys: string[] = []
  readonly #numbers = new Map<string, number>()
  #keyUnits = 0

  constructor(width: number, firstKey: string) {
    this.#width = width
    this.#firstKey = firstKey
    this.first = width
    this.#clear()
  }

  /** Numbers kept, for the bound. */
  get kept(): number {
    return this.table.length + this.#keyUnits
  }

  key(state: number): string {
    return this.#keys[state / this.#width]!
  }

  /** Notes what follows a state: a decision, or the state with this key. */
  link(from: number, column: number, next: number | string): number {
    let number = typeof next === 'number' ? next : this.#numbers.get(next)
    if (number === undefined) {
      const isFull = this.kept > MOST_KEPT
      if (isFull) this.#clear()
      number = this.#add(next as string)
      // The state before is forgotten too, so there is no row to note it in.
      if (isFull) return number
    }
    this.table[from + column] = number
    return number
  }

  #add(key: string): number {
    const number = this.table.length
    for (let column = 0; column < this.#width; column += 1) this.table.push(0)
    this.#keys.push(key)
    this.#keyUnits += key.length
    this.#numbers.set(key, number)
    return number
  }

  #clear(): void {
    this.table.length = 0
    this.#keys.length = 0
    this.#keyUnits = 0
    this.#numbers.clear()
    // Row 0 is never a state: 0 means that the next state is not known.
    this.#add('')
    this.#add(this.#firstKey)
  }
}
