/** Numbers that look random and are the same for the same seed, everywhere: for streams in tests of statistics. */
export interface RandomStream {
  /** In [0, 1). */
  uniform(): number
  /** Mean 0, variance 1: the sum of twelve uniforms less six, which ends at ±6. */
  normal(): number
}

/** xoshiro128** (Blackman, Vigna 2018), seeded by SplitMix32. */
export function randomStream(seed: number): RandomStream {
  let mixed = seed | 0
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return word ^ (word >>> 15)
  }
  let [a, b, c, d] = [next(), next(), next(), next()]
  const uniform = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return (result >>> 0) / 4_294_967_296
  }
  const normal = (): number => {
    let sum = -6
    for (let term = 0; term < 12; term += 1) sum += uniform()
    return sum
  }
  return { uniform, normal }
}
