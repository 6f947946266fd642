import { LANES } from '../../src/hash/kf1-lanes.js'
import { withNodeCount } from '../../src/hash/kf1-node-count.js'
import { hashValue } from '../../src/hash/kf1-walk.js'

/** Leaves the four lanes of a value in what it returns, until the next call: hexadecimal text would take longer than the hash. */
export function lanesOf(value: unknown): Int32Array {
  withNodeCount(() => hashValue(value))
  return LANES
}
