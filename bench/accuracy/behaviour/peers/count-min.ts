import { randomStream } from '../../../../test/support/random-stream.js'

/** Counts of pairs in rows of cells; the least of a pair's cells is its count. Cormode, Muthukrishnan (2005). */
export class CountMin {
  readonly cells: Float64Array
  readonly #rows: number
  readonly #columns: number
  readonly #factors: readonly (readonly [number, number, number])[]

  constructor(rows: number, columns: number, seed: number) {
    this.#rows = rows
    this.#columns = columns
    this.cells = new Float64Array(rows * columns)
    const { uniform } = randomStream(seed)
    const odd = (): number => Math.floor(uniform() * 0x80000000) * 2 + 1
    this.#factors = Array.from({ length: rows }, () => [odd(), odd(), odd()] as const)
  }

  /** Positions of a pair's cells, written into `into`. */
  locate(left: number, right: number, into: Uint32Array): void {
    for (let row = 0; row < this.#rows; row += 1) {
      const [a, b, c] = this.#factors[row]!
      let hash = (Math.imul(left, a) + Math.imul(right, b) + c) | 0
      hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
      into[row] = row * this.#columns + (((hash ^ (hash >>> 16)) >>> 0) % this.#columns)
    }
  }

  add(cells: Uint32Array): void {
    for (const cell of cells) this.cells[cell]! += 1
  }

  read(cells: Uint32Array): number {
    let least = Number.POSITIVE_INFINITY
    for (const cell of cells) least = Math.min(least, this.cells[cell]!)
    return least
  }

  scale(factor: number): void {
    for (let cell = 0; cell < this.cells.length; cell += 1) this.cells[cell]! *= factor
  }
}
