import { besselQuarterScaled } from '../special/bessel-quarter.js'
import { exponential } from '../special/exponential.js'
import { checkMethod, invalidOptions } from './check-options.js'
import { type PooledValues, poolSamples } from './pooled-ranks.js'
import { sortedSample, type TestResult } from './sample.js'

export interface CramerVonMisesOptions {
  /**
   * `exact` counts the orders of the pooled values, as if no two were equal, for samples of at most 20 values each;
   * `asymptotic` takes the limiting distribution. `auto`, where not said: `exact` where it is allowed.
   */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
}

const METHODS = ['auto', 'exact', 'asymptotic'] as const

const MOST_EXACT = 20

/**
 * The two-sample Cramér–von Mises test: the mean squared distance between two empirical distributions, at the pooled
 * values.
 *
 * Source: Anderson, Ann. Math. Statist. 33 (1962); the exact distribution by Xiao, Gordon, Yakovlev, J. Statist.
 * Software 17(8) (2007); the limiting one by Csörgő, Faraway, J. R. Statist. Soc. B 58 (1996) eq. 1.2. Ties have their
 * mid-rank.
 * Error: `exact` below 1e-14; `asymptotic` too large by less than 1e-8, since the series ends after the first term below
 * 1e-7, where scipy's ends.
 *
 * @throws KeelsonError `stats/invalid-sample`, `stats/invalid-options`
 *
 * @example
 * ```ts
 * import { cramerVonMises } from 'keelson/drift'
 * cramerVonMises([1, 2, 3, 4], [5, 6, 7, 8]).statistic // => 0.6875
 * ```
 */
export function cramerVonMises(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: CramerVonMisesOptions = {},
): TestResult {
  const method = checkMethod(options, METHODS)
  const x = sortedSample(first, 'first')
  const y = sortedSample(second, 'second')
  const isSmall = Math.max(x.length, y.length) <= MOST_EXACT
  if (method === 'exact' && !isSmall) {
    const message = `an exact count of ${x.length} and ${y.length} values takes too long`
    throw invalidOptions('/method', message, `use asymptotic beyond ${MOST_EXACT} values each`)
  }
  const quadruple = quadrupleRankDistance(poolSamples(x, y), x.length, y.length)
  const pairs = x.length * y.length
  const total = x.length + y.length
  const statistic = quadruple / (4 * pairs * total) - (4 * pairs - 1) / (6 * total)
  const isExact = isSmall && method !== 'asymptotic'
  const p = isExact ? exactTail(quadruple, x.length, y.length) : asymptoticTail(statistic, x.length, y.length)
  return { statistic, p }
}

/** 4 (n Σ (rank of xᵢ − i)² + m Σ (rank of yⱼ − j)²), a whole number since mid-ranks are halves. */
function quadrupleRankDistance(pooled: PooledValues, first: number, second: number): number {
  let [passed, left, right] = [0, 0, 0]
  let [leftSum, rightSum] = [0, 0]
  for (let index = 0; index < pooled.values.length; index += 1) {
    const [ofFirst, ofSecond] = [pooled.first[index]!, pooled.second[index]!]
    const doubleRank = 2 * passed + ofFirst + ofSecond + 1
    for (let tie = 0; tie < ofFirst; tie += 1) {
      left += 1
      leftSum += (doubleRank - 2 * left) * (doubleRank - 2 * left)
    }
    for (let tie = 0; tie < ofSecond; tie += 1) {
      right += 1
      rightSum += (doubleRank - 2 * right) * (doubleRank - 2 * right)
    }
    passed += ofFirst + ofSecond
  }
  return first * leftSum + second * rightSum
}

/**
 * The share of orders in which Σ (i a − j b)² over the pooled values is at least what was seen, with a and b what the
 * smallest common multiple of n and m holds them: all whole numbers, so equal sums are equal.
 */
function exactTail(quadruple: number, first: number, second: number): number {
  const multiple = (first * second) / greatestDivisor(first, second)
  const [a, b] = [multiple / first, multiple / second]
  const pairs = first * second
  const seen = Math.floor(
    (multiple * multiple * (first + second) * (6 * quadruple - 4 * pairs * (4 * pairs - 1))) /
      (24 * pairs * pairs),
  )
  // One map of sums to numbers of orders for each j, moved on from i − 1 to i.
  let column: Map<number, number>[] = []
  for (let i = 0; i <= first; i += 1) {
    const next: Map<number, number>[] = []
    for (let j = 0; j <= second; j += 1) {
      const step = (i * a - j * b) * (i * a - j * b)
      const sums = new Map<number, number>(i === 0 && j === 0 ? [[0, 1]] : [])
      if (i > 0) addSums(sums, column[j]!, step)
      if (j > 0) addSums(sums, next[j - 1]!, step)
      next.push(sums)
    }
    column = next
  }
  let [reached, all] = [0, 0]
  for (const [sum, orders] of column[second]!) {
    all += orders
    if (sum >= seen) reached += orders
  }
  return reached / all
}

function addSums(into: Map<number, number>, from: ReadonlyMap<number, number>, step: number): void {
  for (const [sum, orders] of from) into.set(sum + step, (into.get(sum + step) ?? 0) + orders)
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other)
}

/** The statistic brought to the mean 1/6 and variance 1/45 of its limit. */
function asymptoticTail(statistic: number, first: number, second: number): number {
  const pairs = first * second
  const total = first + second
  const mean = (1 + 1 / total) / 6
  const variance =
    ((total + 1) * (4 * pairs * total - 3 * (first * first + second * second) - 2 * pairs)) /
    (45 * total * total * 4 * pairs)
  const limit = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance)
  return limit < SMALLEST_LIMIT ? 1 : Math.min(1, Math.max(0, 1 - limitCumulative(limit)))
}

/** Below it the limiting distribution holds less than 1e-17, and the terms of its series vanish. */
const SMALLEST_LIMIT = 0.003

const PI_THREE_HALVES = 5.568327996831708
const SQRT_PI = 1.772453850905516
const MOST_TERMS = 200
const LAST_TERM = 1e-7

/** Σ Γ(k + ½) / k! √(4k + 1) e^(−q) K_¼(q) / (π^(3/2) √x), q = (4k + 1)² / (16 x). */
function limitCumulative(limit: number): number {
  let sum = 0
  let weight = SQRT_PI / (PI_THREE_HALVES * Math.sqrt(limit))
  for (let term = 0; term < MOST_TERMS; term += 1) {
    const odd = 4 * term + 1
    const exponent = (odd * odd) / (16 * limit)
    const part = weight * Math.sqrt(odd) * exponential(-2 * exponent) * besselQuarterScaled(exponent)
    sum += part
    if (part < LAST_TERM) break
    weight *= (term + 0.5) / (term + 1)
  }
  return sum
}
