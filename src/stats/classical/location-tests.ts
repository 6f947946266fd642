import { medianOfSorted } from '../median.js'
import { fisherTail, studentTail } from '../special/incomplete-beta.js'
import { normalCumulative } from '../special/normal.js'
import { poolSamples } from './pooled-ranks.js'
import { invalidSample, sortedSample, type TestResult } from './sample.js'

/**
 * The Mann–Whitney U test, two-sided, with the normal approximation, continuity and tie corrections. `statistic` is U
 * of the first sample. Samples of one value throughout have p = 1.
 *
 * Source: Mann, Whitney, Ann. Math. Statist. 18 (1947).
 *
 * @throws KeelsonError `stats/invalid-sample`
 *
 * @example
 * ```ts
 * import { mannWhitney } from 'keelson/drift'
 * mannWhitney([1, 2, 3], [4, 5, 6]).statistic // => 0
 * ```
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): TestResult {
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  const pooled = poolSamples(x, y)
  const total = x.length + y.length
  let [passed, rankSum, tieSum] = [0, 0, 0]
  for (let index = 0; index < pooled.values.length; index += 1) {
    const ties = pooled.first[index]! + pooled.second[index]!
    rankSum += pooled.first[index]! * (passed + (ties + 1) / 2)
    tieSum += ties * (ties * ties - 1)
    passed += ties
  }
  const statistic = rankSum - (x.length * (x.length + 1)) / 2
  const pairs = x.length * y.length
  const variance = (pairs / 12) * (total + 1 - tieSum / (total * (total - 1)))
  if (!(variance > 0)) return { statistic, p: 1 }
  const distance = Math.max(statistic, pairs - statistic) - pairs / 2 - 0.5
  return { statistic, p: Math.min(1, 2 * normalCumulative(-distance / Math.sqrt(variance))) }
}

/**
 * Welch's t test of equal means under unequal variances, two-sided. Two constant samples have p = 1 where they are
 * equal and 0 where they are not.
 *
 * Source: Welch, Biometrika 34 (1947).
 *
 * @throws KeelsonError `stats/invalid-sample`; it needs two values each
 *
 * @example
 * ```ts
 * import { welchTest } from 'keelson/drift'
 * welchTest([1, 2, 3], [1, 2, 3]).p // => 1
 * ```
 */
export function welchTest(first: ArrayLike<number>, second: ArrayLike<number>): TestResult {
  const [left, right] = rescaled(sortedSample(first, 'first'), sortedSample(second, 'second'))
  const x = spreadOf(left, 'first', left[0]!)
  const y = spreadOf(right, 'second', left[0]!)
  const [one, other] = [x.variance / x.count, y.variance / y.count]
  const difference = x.mean - y.mean
  if (one + other === 0) {
    if (difference === 0) return { statistic: 0, p: 1 }
    return { statistic: difference > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE, p: 0 }
  }
  const statistic = difference / Math.sqrt(one + other)
  const share = one / (one + other)
  const degrees = 1 / ((share * share) / (x.count - 1) + ((1 - share) * (1 - share)) / (y.count - 1))
  return { statistic, p: 2 * studentTail(Math.abs(statistic), degrees) }
}

/**
 * The Brown–Forsythe test of equal spread: Levene's analysis of variance over the distances from each sample's median.
 * `statistic` is F with 1 and n + m − 2 degrees of freedom.
 *
 * Source: Brown, Forsythe, JASA 69 (1974).
 *
 * @throws KeelsonError `stats/invalid-sample`; it needs two values each
 *
 * @example
 * ```ts
 * import { brownForsythe } from 'keelson/drift'
 * brownForsythe([1, 2, 3, 4], [11, 12, 13, 14]).p // => 1
 * ```
 */
export function brownForsythe(first: ArrayLike<number>, second: ArrayLike<number>): TestResult {
  const [left, right] = rescaled(sortedSample(first, 'first'), sortedSample(second, 'second'))
  const x = spreadOf(distances(left), 'first', 0)
  const y = spreadOf(distances(right), 'second', 0)
  const degrees = x.count + y.count - 2
  const within = x.variance * (x.count - 1) + y.variance * (y.count - 1)
  const difference = x.mean - y.mean
  const between = (difference * difference * x.count * y.count) / (x.count + y.count)
  if (between === 0) return { statistic: 0, p: 1 }
  if (within === 0) return { statistic: Number.MAX_VALUE, p: 0 }
  const statistic = (between * degrees) / within
  return { statistic, p: fisherTail(statistic, 1, degrees) }
}

const TWO_POW_400 = 2.582249878086909e120

/** Values so small that their squares are 0, times a power of two: what is asked does not depend on the unit. */
function rescaled(first: Float64Array, second: Float64Array): readonly [Float64Array, Float64Array] {
  const ends = [first[0]!, first[first.length - 1]!, second[0]!, second[second.length - 1]!]
  const largest = ends.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0 || largest > 1e-100) return [first, second]
  return rescaled(
    first.map((value) => value * TWO_POW_400),
    second.map((value) => value * TWO_POW_400),
  )
}

function distances(sorted: Float64Array): Float64Array {
  const median = medianOfSorted(sorted)
  return sorted.map((value) => Math.abs(value - median))
}

interface Spread {
  readonly count: number
  /** Less the pivot. */
  readonly mean: number
  readonly variance: number
}

/** @param pivot what is taken off each value first: a mean far from 0 has no digits left to tell two of them apart */
function spreadOf(values: Float64Array, name: string, pivot: number): Spread {
  if (values.length < 2) {
    throw invalidSample(`/${name}`, `the sample ${name} holds one value`, 'a spread needs two')
  }
  const count = values.length
  const mean = values.reduce((sum, value) => sum + (value - pivot), 0) / count
  const squares = values.reduce((sum, value) => {
    const distance = value - pivot - mean
    return sum + distance * distance
  }, 0)
  return { count, mean, variance: squares / (count - 1) }
}
