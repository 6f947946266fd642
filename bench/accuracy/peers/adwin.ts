import type { Peer } from './peer.js'

const DELTA = 0.002
const CLOCK = 32
const MOST_BUCKETS = 5
const SHORTEST = 5
const GRACE = 10

interface Bucket {
  readonly total: number
  /** Sum of squares about the bucket's mean. */
  readonly squares: number
}

/** Sum of squares that two parts with these means add when they become one. */
function between(sizeA: number, meanA: number, sizeB: number, meanB: number): number {
  return (sizeA * sizeB * (meanA - meanB) * (meanA - meanB)) / (sizeA + sizeB)
}

/**
 * A window that drops its old end while two parts of it differ. Rows hold up to five buckets of 1, 2, 4, … values.
 * Source: Bifet, Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007, with the bound of its
 * §4 for the variance; settings as in River, among them that the newest bucket of each row is no place to cut.
 */
class AdaptiveWindow {
  readonly #rows: Bucket[][] = [[]]
  #width = 0
  #total = 0
  #squares = 0
  #seen = 0

  /** Takes a value; true where the window was cut. */
  update(value: number): boolean {
    if (this.#width > 0) this.#squares += between(this.#width, this.#total / this.#width, 1, value)
    this.#width += 1
    this.#total += value
    this.#rows[0]!.push({ total: value, squares: 0 })
    this.#compress()
    this.#seen += 1
    if (this.#seen % CLOCK !== 0 || this.#width <= GRACE) return false
    let isCut = false
    while (this.#differs()) {
      this.#dropOldest()
      isCut = true
    }
    return isCut
  }

  #compress(): void {
    for (let row = 0; this.#rows[row]!.length > MOST_BUCKETS; row += 1) {
      const [first, second] = this.#rows[row]!.splice(0, 2) as [Bucket, Bucket]
      const size = 2 ** row
      const squares =
        first.squares + second.squares + between(size, first.total / size, size, second.total / size)
      if (this.#rows[row + 1] === undefined) this.#rows.push([])
      this.#rows[row + 1]!.push({ total: first.total + second.total, squares })
    }
  }

  #differs(): boolean {
    let size = 0
    let total = 0
    const logarithm = Math.log((2 * Math.log(this.#width)) / DELTA)
    const variance = this.#squares / this.#width
    for (let row = this.#rows.length - 1; row >= 0; row -= 1) {
      const buckets = this.#rows[row]!
      for (const bucket of buckets.slice(0, -1)) {
        size += 2 ** row
        total += bucket.total
        const rest = this.#width - size
        if (size < SHORTEST || rest < SHORTEST) continue
        const inverse = 1 / (size - SHORTEST + 1) + 1 / (rest - SHORTEST + 1)
        const bound = Math.sqrt(2 * inverse * variance * logarithm) + (2 / 3) * logarithm * inverse
        if (Math.abs(total / size - (this.#total - total) / rest) > bound) return true
      }
    }
    return false
  }

  #dropOldest(): void {
    const row = this.#rows.length - 1
    const size = 2 ** row
    const { total, squares } = this.#rows[row]!.shift()!
    this.#width -= size
    this.#total -= total
    this.#squares -= squares + between(size, total / size, this.#width, this.#total / this.#width)
    if (this.#rows[row]!.length === 0) this.#rows.pop()
  }
}

export const adwin: Peer = {
  name: 'ADWIN',
  takesBits: false,
  watch(values) {
    let window = new AdaptiveWindow()
    const alarms: number[] = []
    for (let index = 0; index < values.length; index += 1) {
      if (!window.update(values[index]!)) continue
      alarms.push(index)
      // River begins anew after an alarm; the paper goes on with what the cut has left.
      window = new AdaptiveWindow()
    }
    return alarms
  },
}
