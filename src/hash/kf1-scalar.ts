import { absorb, FALSE, finish, LANES, NULL, NUMBER, START, STRING, TRUE } from './kf1-lanes.js'
import { hashString } from './kf1-string.js'

/** Thrown where a walk meets what JSON cannot hold, or nests too deep; `fingerprint` turns it into an error with a place. */
export class Unhashable extends Error {}

/**
 * Leaves the lanes of a scalar in `LANES`.
 *
 * @throws Unhashable for everything else
 */
export function hashScalar(value: unknown): void {
  if (typeof value === 'string') hashString(value, STRING)
  else if (typeof value === 'number') hashNumber(value)
  else if (typeof value === 'boolean') hashLiteral(value ? TRUE : FALSE)
  else if (value === null) hashLiteral(NULL)
  else throw new Unhashable()
}

/**
 * What {@link hashScalar} hashes, and nothing done.
 *
 * @throws Unhashable
 */
export function assertScalar(value: unknown): null | boolean | number | string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Unhashable()
}

const hashNumber: (value: number) => void = /* @__PURE__ */ createNumberHash()

function createNumberHash(): (value: number) => void {
  const view = new DataView(new ArrayBuffer(8))
  const lanes = LANES
  const [a, b, c, d] = START.subarray(NUMBER, NUMBER + 4) as unknown as [number, number, number, number]
  return (value) => {
    if (!Number.isFinite(value)) throw new Unhashable()
    // Adding zero turns -0 into 0 and changes no other number.
    view.setFloat64(0, value + 0, true)
    const low = view.getInt32(0, true)
    const high = view.getInt32(4, true)
    absorb(a, b, c, d, low, high, low, high)
    finish(lanes[0]!, lanes[1]!, lanes[2]!, lanes[3]!)
  }
}

function hashLiteral(start: number): void {
  finish(START[start]!, START[start + 1]!, START[start + 2]!, START[start + 3]!)
}
