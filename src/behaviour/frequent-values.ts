import { compareCodePoints } from '../core/index.js'
import { ANCHOR, COUNT, type CountTable, ONE_EVENT, VALUE, WORDS } from './count-table.js'
import type { FieldRows } from './field-rows.js'
import type { Lexicon } from './lexicon.js'
import type { Contribution } from './types.js'

const MOST_EXPECTED = 3

/**
 * The most frequent values of each field of an event, in the contexts of the event. One for all scores of a model: made
 * anew for each, its arrays took a third of the time of a score.
 */
export class FrequentValues {
  /** By position of a field: how many rows were found, these with the most frequent first, and what a further one has to count. */
  readonly #found: Uint8Array
  readonly #rows: Int32Array
  readonly #least: Float64Array

  /** @param most how many fields one event can show */
  constructor(most: number) {
    this.#found = new Uint8Array(most)
    this.#rows = new Int32Array(most * MOST_EXPECTED)
    this.#least = new Float64Array(most)
  }

  /** @param isFrozen by position: whether the frozen counts are read */
  find(located: FieldRows, table: CountTable, lexicon: Lexicon, isFrozen: Uint8Array): void {
    const { positions, rows, size } = located
    const { words } = table
    this.#found.fill(0)
    this.#least.fill(1)
    for (let at = 0; at < size; at += 1) {
      const position = positions[at]!
      const row = rows[at]!
      const count = words[row * WORDS + (isFrozen[position] === 1 ? ANCHOR : COUNT)]!
      if (count >= this.#least[position]!) this.#keep(position, row, count, table, lexicon, isFrozen)
    }
  }

  valuesOf(
    position: number,
    table: CountTable,
    lexicon: Lexicon,
    isFrozen: Uint8Array,
  ): Contribution['expected'] {
    const found = this.#found[position]!
    const { words } = table
    const column = isFrozen[position] === 1 ? ANCHOR : COUNT
    const values: { value: string; count: number }[] = []
    for (let place = position * MOST_EXPECTED; place < position * MOST_EXPECTED + found; place += 1) {
      const at = this.#rows[place]! * WORDS
      values.push({ value: lexicon.textOf(words[at + VALUE]!), count: words[at + column]! / ONE_EVENT })
    }
    return values
  }

  #keep(
    position: number,
    row: number,
    count: number,
    table: CountTable,
    lexicon: Lexicon,
    isFrozen: Uint8Array,
  ): void {
    const rows = this.#rows
    const { words } = table
    const column = isFrozen[position] === 1 ? ANCHOR : COUNT
    const first = position * MOST_EXPECTED
    let place = this.#found[position]!
    while (place > 0) {
      const other = rows[first + place - 1]!
      const ahead = words[other * WORDS + column]! - count
      if (ahead > 0 || (ahead === 0 && compareValues(table, other, row, lexicon) < 0)) break
      place -= 1
    }
    if (place === MOST_EXPECTED) return
    const found = Math.min(MOST_EXPECTED, this.#found[position]! + 1)
    for (let next = found - 1; next > place; next -= 1) rows[first + next] = rows[first + next - 1]!
    rows[first + place] = row
    this.#found[position] = found
    if (found === MOST_EXPECTED) this.#least[position] = words[rows[first + found - 1]! * WORDS + column]!
  }
}

function compareValues(table: CountTable, left: number, right: number, lexicon: Lexicon): number {
  return compareCodePoints(lexicon.textOf(table.valueOf(left)), lexicon.textOf(table.valueOf(right)))
}
