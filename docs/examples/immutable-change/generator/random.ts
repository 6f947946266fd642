/** Whole numbers drawn from one stream. */
export interface Random {
  /** 0 ≤ result < `limit`; `limit` at most 2^20. */
  readonly below: (limit: number) => number
  /** `low` ≤ result ≤ `high`. */
  readonly between: (low: number, high: number) => number
  /** True `perMille` times in a thousand. */
  readonly chance: (perMille: number) => boolean
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
  /** Picks by whole-number weights. */
  readonly weighted: <Item>(items: readonly (readonly [Item, number])[]) => Item
}

/** Another seed gives another month of the same company. */
const SEED = 20_261_001

/**
 * A stream named by its keys. Each actor and day owns one, so that planting or removing an incident, or adding an
 * actor, does not move what anybody else does.
 *
 * The generator is SplitMix32 with the finaliser constants of https://github.com/skeeto/hash-prospector: additions,
 * shifts and `Math.imul` on 32-bit integers, which every engine computes alike.
 */
export function createRandom(...keys: readonly (string | number)[]): Random {
  let state = mix(SEED)
  for (const key of keys) state = mix(state ^ hashText(String(key)))

  const below = (limit: number): number => {
    state = (state + 0x9e37_79b9) >>> 0
    // Exact: a 32-bit integer times a limit of at most 2^20 stays below 2^53, and dividing by 2^32 only moves the point.
    return Math.floor((mix(state) * limit) / 4_294_967_296)
  }
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (perMille) => below(1000) < perMille,
    pick: (items) => items[below(items.length)] ?? items[0],
    weighted: (items) => {
      let left = below(items.reduce((sum, [, weight]) => sum + weight, 0))
      for (const [item, weight] of items) {
        left -= weight
        if (left < 0) return item
      }
      throw new RangeError('a weighted draw needs at least one item with a positive weight')
    },
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c_9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  }
  return hash >>> 0
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x21f0_aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97)
  return (bits ^ (bits >>> 15)) >>> 0
}
