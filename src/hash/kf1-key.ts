import { KEY, LANES } from './kf1-lanes.js'
import { hashString } from './kf1-string.js'

const SLOTS = 1024
const LONGEST_CACHED = 64

// The same few hundred names make up most objects: remembering them makes the walk a quarter to a third faster
// (measured on Terraform states and Deployments). Direct-mapped: bounded, never cleared, a new name takes its slot.
// INVARIANT: names[slot] hashes to lanes[4 * slot …], so whether a name is found changes the time and never the result.
const names: (string | undefined)[] = /* @__PURE__ */ new Array<string | undefined>(SLOTS).fill(undefined)
const lanes: Int32Array = /* @__PURE__ */ new Int32Array(4 * SLOTS)

/** Leaves the lanes of a member's name in `LANES`. */
export function hashKey(name: string): void {
  const length = name.length
  if (length === 0 || length > LONGEST_CACHED) {
    hashString(name, KEY)
    return
  }
  const sample =
    name.charCodeAt(0) |
    (name.charCodeAt(length >> 1) << 8) |
    (name.charCodeAt(length - 1) << 16) |
    (length << 24)
  const slot = Math.imul(sample, 0x9e3779b1) >>> 22
  const at = 4 * slot
  if (names[slot] === name) {
    LANES[0] = lanes[at]!
    LANES[1] = lanes[at + 1]!
    LANES[2] = lanes[at + 2]!
    LANES[3] = lanes[at + 3]!
    return
  }
  hashString(name, KEY)
  names[slot] = name
  lanes.set(LANES, at)
}
