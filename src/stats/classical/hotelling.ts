import { fisherTail } from '../special/incomplete-beta.js'
import { symmetricEigen } from '../special/symmetric-eigen.js'
import { invalidSample, type TestResult } from './sample.js'
import { checkedVectorPair, momentsOf } from './vectors.js'

/** Eigenvalues below this share of the largest are rounding: the values depend linearly on one another. */
const SINGULAR = 1e-12

/**
 * Hotelling's two-sample T² test of equal mean vectors under one covariance. `statistic` is T².
 *
 * Source: Hotelling, Ann. Math. Statist. 2 (1931); Anderson, Multivariate Statistical Analysis (2003) §5.3.4.
 * Error: below 1e-10 relative for a condition number up to 1,000.
 *
 * @throws KeelsonError `stats/invalid-sample`, also where there are fewer vectors than dimensions ask for, or the pooled
 * covariance is singular
 *
 * @example
 * ```ts
 * import { hotellingTest } from 'keelson/drift'
 * const before = [[0, 0], [1, 0], [0, 1], [1, 1]]
 * hotellingTest(before, before.map(([x, y]) => [x! + 9, y!])).p < 0.001 // => true
 * ```
 */
export function hotellingTest(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
): TestResult {
  const [x, y] = checkedVectorPair(first, second, 2)
  const { dimensions } = x
  const degrees = x.count + y.count - dimensions - 1
  if (degrees < 1) {
    const help = `hand in at least ${dimensions + 2} vectors together`
    throw invalidSample('/second', `there are ${x.count + y.count} vectors of ${dimensions} dimensions`, help)
  }
  const [one, other] = [momentsOf(x), momentsOf(y)]
  const freedom = x.count + y.count - 2
  const pooled = one.covariance.map(
    (value, index) => ((x.count - 1) * value + (y.count - 1) * other.covariance[index]!) / freedom,
  )
  const { values, vectors } = symmetricEigen(pooled, dimensions)
  const largest = values.reduce((most, value) => Math.max(most, value), 0)
  let statistic = 0
  for (let index = 0; index < dimensions; index += 1) {
    if (!(values[index]! > SINGULAR * largest)) {
      throw invalidSample(
        '/first',
        'the values of the vectors depend linearly on one another',
        'leave out a dimension that others determine',
      )
    }
    let projected = 0
    for (let row = 0; row < dimensions; row += 1) {
      projected += vectors[row * dimensions + index]! * (one.mean[row]! - other.mean[row]!)
    }
    statistic += (projected * projected) / values[index]!
  }
  statistic *= (x.count * y.count) / (x.count + y.count)
  const ratio = (statistic * degrees) / (freedom * dimensions)
  return { statistic, p: fisherTail(ratio, dimensions, degrees) }
}
