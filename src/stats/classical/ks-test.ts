import { kolmogorovTail } from '../special/kolmogorov.js'
import { kolmogorovSampleTail } from '../special/kolmogorov-sample.js'
import { checkMethod, invalidOptions } from './check-options.js'
import { poolSamples } from './pooled-ranks.js'
import { sortedSample, type TestResult } from './sample.js'

export interface KsOptions {
  /**
   * `exact` counts the orders of the pooled values in which the distance is at least as large, as if no two were
   * equal; `asymptotic` takes the distribution of one sample of round(nm / (n + m)) values; `limit` that of infinitely
   * many, and `stephens` the same with Stephens' correction. `auto`, where not said: `exact` up to n · m = 4,000,000.
   * Asked for, `exact` goes to n · m = 400,000,000.
   */
  readonly method?: 'auto' | 'exact' | 'asymptotic' | 'limit' | 'stephens'
}

const METHODS = ['auto', 'exact', 'asymptotic', 'limit', 'stephens'] as const

/** Each pair costs one step of the count: unasked it stops at a few milliseconds, asked for at a few seconds. */
const MOST_PAIRS = 4_000_000
const MOST_PAIRS_ASKED = 400_000_000

/**
 * The two-sample Kolmogorov–Smirnov test, two-sided: the largest distance between two empirical distributions. With
 * ties the exact p is conservative.
 *
 * Source: Hodges, Arkiv för Matematik 3 (1957), for the count; Stephens, J. R. Statist. Soc. B 32 (1970).
 * Error: `exact` below 1e-12 relative; the others as their distributions (docs/statistics.md §9).
 *
 * @throws KeelsonError `stats/invalid-sample`, `stats/invalid-options`
 *
 * @example
 * ```ts
 * import { ksTest } from 'keelson/drift'
 * ksTest([1, 2, 3, 4], [3, 4, 5, 6]).statistic // => 0.5
 * ksTest([1, 2, 3, 4], [5, 6, 7, 8]).p < 0.03 // => true
 * ```
 */
export function ksTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: KsOptions = {},
): TestResult {
  const method = checkMethod(options, METHODS)
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  if (method === 'exact' && x.length * y.length > MOST_PAIRS_ASKED) {
    const message = `an exact count of ${x.length} and ${y.length} values takes too long`
    throw invalidOptions('/method', message, 'use asymptotic, which is as good for so many')
  }
  const largest = largestDifference(x, y)
  const statistic = largest / (x.length * y.length)
  const isExact = method === 'exact' || (method === 'auto' && x.length * y.length <= MOST_PAIRS)
  return { statistic, p: isExact ? exactTail(largest, x.length, y.length) : tail(method, statistic, x, y) }
}

/** max |F − G| as a whole number of 1 / (n m). */
function largestDifference(first: Float64Array, second: Float64Array): number {
  const pooled = poolSamples(first, second)
  let left = 0
  let right = 0
  let largest = 0
  for (let index = 0; index < pooled.values.length; index += 1) {
    left += pooled.first[index]!
    right += pooled.second[index]!
    largest = Math.max(largest, Math.abs(left * second.length - right * first.length))
  }
  return largest
}

function tail(method: string, statistic: number, first: Float64Array, second: Float64Array): number {
  const size = (first.length * second.length) / (first.length + second.length)
  const root = Math.sqrt(size)
  if (method === 'limit') return kolmogorovTail(root * statistic)
  if (method === 'stephens') return kolmogorovTail((root + 0.12 + 0.11 / root) * statistic)
  return kolmogorovSampleTail(statistic, Math.max(1, roundHalfEven(size)))
}

/** As IEEE 754 rounds, and scipy with it; `Math.round` takes every half up. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0)
}

/**
 * The share of all orders of the pooled values in which |i m − j n| reaches `largest` somewhere. With i of the first
 * and j of the second sample passed, a share i / (i + j) of the orders came from (i − 1, j); so the shares that have
 * reached it add up from positive terms alone, and small ones stay exact.
 */
function exactTail(largest: number, first: number, second: number): number {
  if (largest === 0) return 1
  const reached = new Float64Array(second + 1)
  for (let i = 0; i <= first; i += 1) {
    for (let j = 0; j <= second; j += 1) {
      if (Math.abs(i * second - j * first) >= largest) reached[j] = 1
      else if (i === 0 && j === 0) reached[j] = 0
      else {
        const fromFirst = i === 0 ? 0 : i * reached[j]!
        const fromSecond = j === 0 ? 0 : j * reached[j - 1]!
        reached[j] = (fromFirst + fromSecond) / (i + j)
      }
    }
  }
  return reached[second]!
}
