import { type PooledValues, poolSamples } from './pooled-ranks.js'
import { sortedSample } from './sample.js'

/**
 * The Wasserstein distance of order one between two samples, in the unit of the values: ∫ |F − G|, the least work that
 * moves one distribution to the other.
 *
 * Source: Vallender, Theory of Probability and its Applications 18 (1974).
 *
 * @throws KeelsonError `stats/invalid-sample`
 *
 * @example
 * ```ts
 * import { wasserstein1 } from 'keelson/drift'
 * wasserstein1([0, 1, 3], [5, 6, 8]) // => 5
 * ```
 */
export function wasserstein1(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  return integrate(poolSamples(x, y), x.length, y.length, (difference) => Math.abs(difference))
}

/**
 * The energy distance √(2 ∫ (F − G)²) between two samples.
 *
 * Source: Székely, Rizzo, J. Statistical Planning and Inference 143 (2013).
 *
 * @throws KeelsonError `stats/invalid-sample`
 *
 * @example
 * ```ts
 * import { energyDistance } from 'keelson/drift'
 * energyDistance([0], [2]) // => 2
 * ```
 */
export function energyDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  const area = integrate(poolSamples(x, y), x.length, y.length, (difference) => difference * difference)
  return Math.sqrt(2 * area)
}

function integrate(
  pooled: PooledValues,
  first: number,
  second: number,
  height: (difference: number) => number,
): number {
  let [left, right, area] = [0, 0, 0]
  for (let index = 0; index < pooled.values.length - 1; index += 1) {
    left += pooled.first[index]!
    right += pooled.second[index]!
    area += height(left / first - right / second) * (pooled.values[index + 1]! - pooled.values[index]!)
  }
  return area
}
