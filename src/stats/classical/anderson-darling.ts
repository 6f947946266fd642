import { exponential } from '../special/exponential.js'
import { naturalLog } from '../special/natural-log.js'
import { checkOptions, invalidOptions } from './check-options.js'
import { type PooledValues, poolSamples } from './pooled-ranks.js'
import { invalidSample, sortedSample, type TestResult } from './sample.js'
import { sumOf } from './sum-of.js'

export interface AndersonDarlingOptions {
  /** Ties have their middle rank (where not said), or the distribution is taken from the right, `false`. */
  readonly midrank?: boolean
}

/**
 * The two-sample Anderson–Darling test, normalised: as Cramér–von Mises, with the tails weighted up. Samples of one
 * value throughout have statistic 0 and p = 0.25, the largest that is told.
 *
 * Source: Scholz, Stephens, JASA 82 (1987). p is read off a parabola through the logarithms of their table 1, and lies
 * within [0.001, 0.25], the range of the table.
 * Error: of the statistic below 1e-12 relative; p is as good as the parabola, some per cent.
 *
 * @throws KeelsonError `stats/invalid-sample`, `stats/invalid-options`
 *
 * @example
 * ```ts
 * import { andersonDarling } from 'keelson/drift'
 * andersonDarling([1, 2, 3, 4, 5], [11, 12, 13, 14, 15]).p < 0.01 // => true
 * ```
 */
export function andersonDarling(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: AndersonDarlingOptions = {},
): TestResult {
  const { midrank = true } = checkOptions(options, ['midrank'])
  if (typeof midrank !== 'boolean')
    throw invalidOptions('/midrank', 'midrank is no boolean', 'use true or false')
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  const total = x.length + y.length
  if (total < 4) {
    throw invalidSample('/second', `the samples hold ${total} values together`, 'hand in at least four')
  }
  const pooled = poolSamples(x, y)
  if (pooled.values.length === 1) return { statistic: 0, p: LARGEST_P }
  const raw = midrank
    ? midrankStatistic(pooled, x.length, y.length)
    : rightStatistic(pooled, x.length, y.length)
  const statistic = (raw - 1) / deviation(x.length, y.length)
  return { statistic, p: tableTail(statistic) }
}

function midrankStatistic(pooled: PooledValues, first: number, second: number): number {
  const total = first + second
  let [passed, left, right] = [0, 0, 0]
  let sum = 0
  for (let index = 0; index < pooled.values.length; index += 1) {
    const [ofFirst, ofSecond] = [pooled.first[index]!, pooled.second[index]!]
    const ties = ofFirst + ofSecond
    const middle = passed + ties / 2
    const weight = ties / total / (middle * (total - middle) - (total * ties) / 4)
    const one = total * (left + ofFirst / 2) - middle * first
    const other = total * (right + ofSecond / 2) - middle * second
    sum += weight * ((one * one) / first + (other * other) / second)
    passed += ties
    left += ofFirst
    right += ofSecond
  }
  return (sum * (total - 1)) / total
}

function rightStatistic(pooled: PooledValues, first: number, second: number): number {
  const total = first + second
  let [passed, left, right] = [0, 0, 0]
  let sum = 0
  for (let index = 0; index < pooled.values.length - 1; index += 1) {
    const ties = pooled.first[index]! + pooled.second[index]!
    passed += ties
    left += pooled.first[index]!
    right += pooled.second[index]!
    const one = total * left - passed * first
    const other = total * right - passed * second
    sum += (ties / total / (passed * (total - passed))) * ((one * one) / first + (other * other) / second)
  }
  return sum
}

/** Standard deviation of the statistic of two samples where nothing differs (eq. 4 of the source, k = 2). */
function deviation(first: number, second: number): number {
  const total = first + second
  const inverses = 1 / first + 1 / second
  let harmonic = 0
  let double = 0
  for (let index = total - 1; index >= 1; index -= 1) {
    // Σ over i < j of 1 / ((total − i) j), gathered from the partial sums.
    if (index < total - 1) double += harmonic / (total - index)
    harmonic += 1 / index
  }
  const a = 4 * double - 6 + (10 - 6 * double) * inverses
  const b = 4 * (2 * double - 4) + 16 * harmonic + (2 * double - 14 * harmonic - 4) * inverses
  const c = 4 * (6 * harmonic + 2 * double - 2) + 2 * (4 * harmonic - 4 * double + 6)
  const d = 4 * (2 * harmonic + 6) - 8 * harmonic
  const b0 = b - 8 * harmonic + 4 * double - 6
  const c0 = c + (2 * harmonic - 6) * inverses + 4 * harmonic
  const cubic = ((a * total + b0) * total + c0) * total + d
  return Math.sqrt(cubic / ((total - 1) * (total - 2) * (total - 3)))
}

const LARGEST_P = 0.25
const SMALLEST_P = 0.001

// Table 1 of the source for two samples: b0 + b1 + b2 of each level.
const CRITICAL: readonly number[] = [
  0.675 - 0.245 - 0.105,
  1.281 + 0.25 - 0.305,
  1.645 + 0.678 - 0.362,
  1.96 + 1.149 - 0.391,
  2.326 + 1.822 - 0.396,
  2.573 + 2.364 - 0.345,
  3.085 + 3.615 - 0.154,
]
const LEVELS: readonly number[] = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001]

function tableTail(statistic: number): number {
  if (statistic < CRITICAL[0]!) return LARGEST_P
  if (statistic > CRITICAL[CRITICAL.length - 1]!) return SMALLEST_P
  const [constant, linear, square] = parabola()
  return exponential(constant + statistic * (linear + statistic * square))
}

/** Least squares of the logarithm of the level on the critical values, by orthogonal polynomials. */
function parabola(): readonly [number, number, number] {
  const points = CRITICAL.length
  const logs = LEVELS.map(naturalLog)
  const mean = sumOf(CRITICAL) / points
  const shifted = CRITICAL.map((value) => value - mean)
  const squares = sumOf(shifted.map((value) => value * value))
  const skew = sumOf(shifted.map((value) => value * value * value)) / squares
  const curved = shifted.map((value) => value * value - skew * value - squares / points)
  const level = sumOf(logs) / points
  const slope = sumOf(shifted.map((value, index) => value * logs[index]!)) / squares
  const bend =
    sumOf(curved.map((value, index) => value * logs[index]!)) / sumOf(curved.map((value) => value * value))
  const linear = slope - bend * skew
  return [level - linear * mean + bend * (mean * mean - squares / points), linear - 2 * bend * mean, bend]
}
