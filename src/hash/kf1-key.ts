import { KEY, LANES } from './kf1-lanes.js'
import { hashString } from './kf1-string.js'

const SLOTS = 1024
const LONGEST_CACHED = 64

/** The names met lately, with their hashes. */
interface KeyTable {
  /** Four words for each slot. */
  readonly lanes: Int32Array
  /** Where in `lanes` the name's hash stands, until another name is asked for. */
  place(name: string): number
}

/**
 * The same few hundred names make up most objects, and come in the same order: the table guesses the name that followed
 * last time, and is right so often that a name costs one comparison. Direct-mapped: bounded, a new name takes its slot.
 */
function createKeyTable(): KeyTable {
  // INVARIANT: names[slot] hashes to lanes[4 * slot …], so whether a name is found changes the time and never the
  // result. The slot behind the last holds the hash of a name that is not kept, and no name.
  const names: (string | null)[] = new Array<string | null>(SLOTS + 1).fill(null)
  const lanes = new Int32Array(4 * (SLOTS + 1))
  const followers = new Uint16Array(SLOTS + 1)
  let previous = 0

  const find = (name: string): number => {
    const length = name.length
    if (length === 0 || length > LONGEST_CACHED) {
      hashString(name, KEY)
      lanes.set(LANES, 4 * SLOTS)
      return SLOTS
    }
    const sample =
      name.charCodeAt(0) |
      (name.charCodeAt(length >> 1) << 8) |
      (name.charCodeAt(length - 1) << 16) |
      (length << 24)
    const slot = Math.imul(sample, 0x9e3779b1) >>> 22
    if (names[slot] !== name) {
      hashString(name, KEY)
      names[slot] = name
      lanes.set(LANES, 4 * slot)
    }
    followers[previous] = slot
    return slot
  }

  return {
    lanes,
    place(name) {
      const guess = followers[previous]!
      previous = names[guess] === name ? guess : find(name)
      return 4 * previous
    },
  }
}

/** The one table: it speeds up every walk, and none can tell from a result what went through it before. */
export const KEY_TABLE: KeyTable = /* @__PURE__ */ createKeyTable()

/** Leaves the lanes of a member's name in `LANES`. */
export function hashKey(name: string): void {
  const at = KEY_TABLE.place(name)
  for (let lane = 0; lane < 4; lane += 1) LANES[lane] = KEY_TABLE.lanes[at + lane]!
}
