import { absorb, FALSE, finish, LANES, NULL, NUMBER, START, STRING, TRUE } from './kf1-lanes.js'
import { hashString } from './kf1-string.js'

/** Thrown where a walk meets what JSON cannot hold, or nests too deep; `fingerprint` turns it into an error with a place. */
export class Unhashable extends Error {}

const view: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/**
 * Leaves the lanes of a scalar in `LANES`.
 *
 * @returns false, and nothing done, for an array or object
 * @throws Unhashable
 */
export function hashScalar(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      hashString(value, STRING)
      return true
    case 'number':
      hashNumber(value)
      return true
    case 'boolean':
      hashLiteral(value ? TRUE : FALSE)
      return true
    case 'object':
      if (value !== null) return false
      hashLiteral(NULL)
      return true
    default:
      throw new Unhashable()
  }
}

function hashNumber(value: number): void {
  if (!Number.isFinite(value)) throw new Unhashable()
  // Adding zero turns -0 into 0 and changes no other number.
  view.setFloat64(0, value + 0, true)
  const low = view.getInt32(0, true)
  const high = view.getInt32(4, true)
  absorb(START[NUMBER]!, START[NUMBER + 1]!, START[NUMBER + 2]!, START[NUMBER + 3]!, low, high, low, high)
  finish(LANES[0]!, LANES[1]!, LANES[2]!, LANES[3]!)
}

function hashLiteral(start: number): void {
  finish(START[start]!, START[start + 1]!, START[start + 2]!, START[start + 3]!)
}
