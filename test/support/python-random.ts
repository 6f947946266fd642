const SIZE = 624
const SHIFT = 397

/**
 * The uniform numbers of Python's `random.Random(seed)`, in [0, 1): MT19937 (Matsumoto, Nishimura 1998), seeded by
 * `init_by_array` with the seed's 32 bits. For checks against what others' documentation prints.
 */
export function pythonRandom(seed: number): () => number {
  const state = new Uint32Array(SIZE)
  fill(state, 19_650_218)
  let index = 1
  const mix = (factor: number): number =>
    state[index]! ^ Math.imul(state[index - 1]! ^ (state[index - 1]! >>> 30), factor)
  const step = (): void => {
    index += 1
    if (index < SIZE) return
    state[0] = state[SIZE - 1]!
    index = 1
  }
  for (let count = 0; count < SIZE; count += 1) {
    state[index] = mix(1_664_525) + seed
    step()
  }
  for (let count = 1; count < SIZE; count += 1) {
    state[index] = mix(1_566_083_941) - index
    step()
  }
  state[0] = 0x80000000
  let next = SIZE
  const word = (): number => {
    if (next === SIZE) {
      twist(state)
      next = 0
    }
    let value = state[next]!
    next += 1
    value ^= value >>> 11
    value ^= (value << 7) & 0x9d2c5680
    value ^= (value << 15) & 0xefc60000
    return (value ^ (value >>> 18)) >>> 0
  }
  return () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992
}

function fill(state: Uint32Array, seed: number): void {
  state[0] = seed
  for (let index = 1; index < SIZE; index += 1) {
    const before = state[index - 1]!
    state[index] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + index
  }
}

function twist(state: Uint32Array): void {
  for (let index = 0; index < SIZE; index += 1) {
    const joined = (state[index]! & 0x80000000) | (state[(index + 1) % SIZE]! & 0x7fffffff)
    state[index] = state[(index + SHIFT) % SIZE]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
  }
}
