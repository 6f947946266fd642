import { randomStream } from '../../support/random-stream.js'

/** Choices that look random and are the same in every engine for the same room and scenario. */
export class Draw {
  readonly #uniform: () => number
  readonly #view: DataView = new DataView(new ArrayBuffer(8))

  constructor(seed: number) {
    this.#uniform = randomStream(seed).uniform
  }

  /** A whole number from 0, below `count` (at most 2^32). */
  below(count: number): number {
    return Math.floor(this.#uniform() * count)
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** True `times` in `of` times. */
  chance(times: number, of: number): boolean {
    return this.below(of) < times
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** So many results of `make`, between the two numbers. */
  list<Item>(least: number, most: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: this.between(least, most) }, (_, index) => make(index))
  }

  /** The same items in another order (Fisher and Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const order = [...items]
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1)
      ;[order[last], order[other]] = [order[other]!, order[last]!]
    }
    return order
  }

  /** Any finite double by its bits: subnormal, huge and ordinary alike; never -0. */
  double(): number {
    this.#view.setUint32(0, this.below(0x1_0000_0000))
    this.#view.setUint32(4, this.below(0x1_0000_0000))
    const value = this.#view.getFloat64(0)
    return Number.isFinite(value) && value !== 0 ? value : this.below(1000) / 7
  }

  /** Bell-shaped about 0, within ±6 (a sum of twelve uniforms). */
  normal(): number {
    let sum = -6
    for (let term = 0; term < 12; term += 1) sum += this.#uniform()
    return sum
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  /** One of them, by weight: `[[2, 'a'], [1, 'b']]` gives `'a'` twice as often as `'b'`. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item {
    let left = this.below(items.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, item] of items) {
      if (left < weight) return item
      left -= weight
    }
    return items[0]![1]
  }
}
