const SMALLEST = 1024

/**
 * A map from pairs of whole numbers to whole numbers, by open addressing. The checker asks one of these for each node
 * of a program; a `Map` with a double as its key was measured to cost it a third of its time.
 */
export class PairTable {
  #left = new Int32Array(SMALLEST)
  #right = new Int32Array(SMALLEST)
  /** 0 for a place that is free. */
  #values = new Int32Array(SMALLEST)
  #size = 0

  /** The value of a pair; `value`, which must not be 0, where the pair had none, and has it from now on. */
  getOrAdd(left: number, right: number, value: number): number {
    const mask = this.#values.length - 1
    let place = mix(left, right) & mask
    for (let found = this.#values[place]!; found !== 0; found = this.#values[place]!) {
      if (this.#left[place] === left && this.#right[place] === right) return found
      place = (place + 1) & mask
    }
    this.#left[place] = left
    this.#right[place] = right
    this.#values[place] = value
    this.#size += 1
    if (this.#size * 2 > this.#values.length) this.#grow()
    return value
  }

  #grow(): void {
    const [lefts, rights, values] = [this.#left, this.#right, this.#values]
    const length = values.length * 2
    this.#left = new Int32Array(length)
    this.#right = new Int32Array(length)
    this.#values = new Int32Array(length)
    this.#size = 0
    values.forEach((value, place) => {
      if (value !== 0) this.getOrAdd(lefts[place]!, rights[place]!, value)
    })
  }
}

function mix(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b)
  return mixed ^ (mixed >>> 15)
}
