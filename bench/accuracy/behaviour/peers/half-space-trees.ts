import { randomStream } from '../../../../test/support/random-stream.js'

export interface HalfSpaceOptions {
  readonly columns: number
  readonly trees: number
  readonly height: number
  readonly window: number
  readonly seed: number
}

/**
 * Half-space trees: cuts that do not depend on the data, with the mass that each part had in the window before. Values
 * lie in [0, 1]. The score is the negative of the paper's, so that the larger is the more unusual.
 * Source: Tan, Ting, Liu, "Fast Anomaly Detection for Streaming Data", IJCAI 2011; a node of less than a tenth of the
 * window ends the search, as there.
 */
export class HalfSpaceTrees {
  readonly #options: HalfSpaceOptions
  readonly #nodes: number
  /** By tree and node, the children of `n` at `2n + 1` and `2n + 2`. */
  readonly #column: Uint8Array
  readonly #cut: Float64Array
  readonly #reference: Float64Array
  readonly #latest: Float64Array
  #seen = 0

  constructor(options: HalfSpaceOptions) {
    const { columns, trees, height, seed } = options
    this.#options = options
    this.#nodes = 2 ** (height + 1) - 1
    this.#column = new Uint8Array(trees * this.#nodes)
    this.#cut = new Float64Array(trees * this.#nodes)
    this.#reference = new Float64Array(trees * this.#nodes)
    this.#latest = new Float64Array(trees * this.#nodes)
    const { uniform } = randomStream(seed)
    for (let tree = 0; tree < trees; tree += 1) {
      const low = new Float64Array(columns)
      const high = new Float64Array(columns)
      for (let column = 0; column < columns; column += 1) {
        const centre = uniform()
        const reach = 2 * Math.max(centre, 1 - centre)
        low[column] = centre - reach
        high[column] = centre + reach
      }
      this.#build(tree, 0, 0, low, high, uniform)
    }
  }

  #build(
    tree: number,
    node: number,
    depth: number,
    low: Float64Array,
    high: Float64Array,
    uniform: () => number,
  ): void {
    if (depth === this.#options.height) return
    const at = tree * this.#nodes + node
    const column = Math.floor(uniform() * this.#options.columns)
    const cut = (low[column]! + high[column]!) / 2
    this.#column[at] = column
    this.#cut[at] = cut
    const [lowBefore, highBefore] = [low[column]!, high[column]!]
    high[column] = cut
    this.#build(tree, 2 * node + 1, depth + 1, low, high, uniform)
    high[column] = highBefore
    low[column] = cut
    this.#build(tree, 2 * node + 2, depth + 1, low, high, uniform)
    low[column] = lowBefore
  }

  /** By the window before. Changes nothing. */
  score(row: Float64Array): number {
    const { trees, height, window } = this.#options
    let score = 0
    for (let tree = 0; tree < trees; tree += 1) {
      let node = 0
      for (let depth = 0; depth <= height; depth += 1) {
        const mass = this.#reference[tree * this.#nodes + node]!
        if (depth === height || mass < 0.1 * window) {
          score += mass * 2 ** depth
          break
        }
        node = this.#childOf(tree, node, row)
      }
    }
    return -score
  }

  /** Counts the row in the window that is open. */
  learn(row: Float64Array): void {
    const { trees, height, window } = this.#options
    for (let tree = 0; tree < trees; tree += 1) {
      let node = 0
      for (let depth = 0; depth <= height; depth += 1) {
        this.#latest[tree * this.#nodes + node]! += 1
        if (depth < height) node = this.#childOf(tree, node, row)
      }
    }
    this.#seen += 1
    if (this.#seen % window === 0) {
      this.#reference.set(this.#latest)
      this.#latest.fill(0)
    }
  }

  #childOf(tree: number, node: number, row: Float64Array): number {
    const at = tree * this.#nodes + node
    return 2 * node + (row[this.#column[at]!]! < this.#cut[at]! ? 1 : 2)
  }
}
