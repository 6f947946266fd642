import { naturalLog } from '../special/natural-log.js'
import { checkedCounts } from './contingency.js'

// biome-ignore lint/suspicious/noApproximativeNumericConstant: ECMAScript leaves the last bits of Math.LN2 open
const LN2 = 0.6931471805599453

/** A share is at least this, so that an empty category weighs much and not without end. Vendors differ here. */
const SMALLEST_SHARE = 1e-4

/**
 * The population stability index Σ (q − p) ln(q / p) of two lists of counts. Both shares are floored at 0.0001 and
 * brought back to a sum of 1. By custom, 0.1 is a small and 0.25 a large shift.
 *
 * Source: Lewis, An Introduction to Credit Scoring (1994); it is Jeffreys' divergence.
 *
 * @param first the reference
 * @throws KeelsonError `stats/invalid-counts`
 *
 * @example
 * ```ts
 * import { psi } from 'keelson/drift'
 * psi([90, 10], [70, 30]) > 0.25 // => true
 * psi([90, 10], [45, 5]) // => 0
 * ```
 */
export function psi(first: ArrayLike<number>, second: ArrayLike<number>): number {
  // A category that neither holds has the same floor on both sides: it adds nothing, but takes part in the sum of 1.
  checkedCounts(first, second)
  const p = flooredShares(first)
  const q = flooredShares(second)
  return p.reduce((sum, share, index) => sum + (q[index]! - share) * naturalLog(q[index]! / share), 0)
}

/**
 * The Jensen–Shannon distance of two lists of counts: the square root of the divergence in bits, so from 0 to 1.
 *
 * Source: Lin, IEEE Trans. Information Theory 37 (1991); that the root is a metric: Endres, Schindelin, ibid. 49
 * (2003).
 *
 * @throws KeelsonError `stats/invalid-counts`
 *
 * @example
 * ```ts
 * import { jensenShannon } from 'keelson/drift'
 * jensenShannon([12, 0, 0], [0, 9, 4]) // => 1
 * ```
 */
export function jensenShannon(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const { p, q } = sharesOf(first, second)
  let nats = 0
  for (let index = 0; index < p.length; index += 1) {
    const middle = (p[index]! + q[index]!) / 2
    nats += relative(p[index]!, middle) + relative(q[index]!, middle)
  }
  return Math.sqrt(Math.max(0, nats) / 2 / LN2)
}

/**
 * The Hellinger distance of two lists of counts, from 0 to 1.
 *
 * @throws KeelsonError `stats/invalid-counts`
 *
 * @example
 * ```ts
 * import { hellinger } from 'keelson/drift'
 * hellinger([1, 0], [0, 1]) // => 1
 * ```
 */
export function hellinger(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const { p, q } = sharesOf(first, second)
  let squares = 0
  for (let index = 0; index < p.length; index += 1) {
    const difference = Math.sqrt(p[index]!) - Math.sqrt(q[index]!)
    squares += difference * difference
  }
  return Math.sqrt(squares / 2)
}

/** Half the sum of all differences of shares: the largest difference of the chances of any set of categories. */
export function totalVariation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const { p, q } = sharesOf(first, second)
  return p.reduce((sum, share, index) => sum + Math.abs(share - q[index]!), 0) / 2
}

/** The largest difference of shares of one category. */
export function largestShareDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const { p, q } = sharesOf(first, second)
  return p.reduce((largest, share, index) => Math.max(largest, Math.abs(share - q[index]!)), 0)
}

function sharesOf(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { readonly p: readonly number[]; readonly q: readonly number[] } {
  const counts = checkedCounts(first, second)
  return {
    p: counts.first.map((count) => count / counts.firstTotal),
    q: counts.second.map((count) => count / counts.secondTotal),
  }
}

function flooredShares(counts: ArrayLike<number>): readonly number[] {
  const list = Array.from(counts)
  const total = list.reduce((sum, count) => sum + count, 0)
  const floored = list.map((count) => Math.max(count / total, SMALLEST_SHARE))
  const sum = floored.reduce((all, share) => all + share, 0)
  return floored.map((share) => share / sum)
}

/** p ln(p / q), 0 where p is. */
function relative(share: number, other: number): number {
  return share === 0 ? 0 : share * naturalLog(share / other)
}
