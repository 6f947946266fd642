import { chiSquareTail } from '../special/incomplete-gamma.js'
import { naturalLog } from '../special/natural-log.js'
import { checkOptions, invalidOptions } from './check-options.js'
import { type CountPair, checkedCounts } from './contingency.js'
import type { TestResult } from './sample.js'

export interface CountTestResult extends TestResult {
  /** Categories that either sample holds, less one; with 0 the statistic is 0 and p is 1. */
  readonly degrees: number
}

export interface ChiSquareOptions {
  /** Yates' correction for two categories, by which the test becomes conservative; `true` where not said. */
  readonly yates?: boolean
}

/**
 * Pearson's χ² test that two lists of counts are drawn from one distribution over categories. Holds for expected counts
 * of at least five or so; categories that neither sample holds are left out.
 *
 * Source: Pearson, Philosophical Magazine 50 (1900); Yates, Suppl. J. R. Statist. Soc. 1 (1934).
 * Error: below 1e-12 relative.
 *
 * @throws KeelsonError `stats/invalid-counts`, `stats/invalid-options`
 *
 * @example
 * ```ts
 * import { chiSquare } from 'keelson/drift'
 * chiSquare([40, 25, 20, 10, 5], [20, 25, 20, 10, 25]).statistic // => 20
 * chiSquare([90, 10], [70, 30], { yates: false }).statistic // => 12.5
 * ```
 */
export function chiSquare(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: ChiSquareOptions = {},
): CountTestResult {
  const { yates = true } = checkOptions(options, ['yates'])
  if (typeof yates !== 'boolean') throw invalidOptions('/yates', 'yates is no boolean', 'use true or false')
  const counts = checkedCounts(first, second)
  const shift = yates && counts.first.length === 2 ? 0.5 : 0
  return testOf(counts, (seen, expected) => {
    const distance = Math.abs(seen - expected)
    const corrected = distance - Math.min(shift, distance)
    return (corrected * corrected) / expected
  })
}

/**
 * The G test, the likelihood ratio beside {@link chiSquare}: 2 Σ seen · ln(seen / expected), without a correction.
 *
 * Source: Sokal, Rohlf, Biometry (1981) ch. 17.
 * Error: below 1e-12 relative.
 *
 * @throws KeelsonError `stats/invalid-counts`
 *
 * @example
 * ```ts
 * import { gTest } from 'keelson/drift'
 * gTest([90, 10], [70, 30]).p < 0.001 // => true
 * ```
 */
export function gTest(first: ArrayLike<number>, second: ArrayLike<number>): CountTestResult {
  return testOf(checkedCounts(first, second), (seen, expected) =>
    seen === 0 ? 0 : 2 * seen * naturalLog(seen / expected),
  )
}

/** Cramér's V, the square root of χ² (without correction) over the number of values: 0 none, 1 full association. */
export function cramersV(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const counts = checkedCounts(first, second)
  const { statistic } = chiSquare(first, second, { yates: false })
  return Math.sqrt(statistic / (counts.firstTotal + counts.secondTotal))
}

function testOf(counts: CountPair, part: (seen: number, expected: number) => number): CountTestResult {
  const { first, second, firstTotal, secondTotal } = counts
  const degrees = first.length - 1
  if (degrees === 0) return { statistic: 0, p: 1, degrees }
  const total = firstTotal + secondTotal
  let statistic = 0
  for (let index = 0; index < first.length; index += 1) {
    const column = first[index]! + second[index]!
    statistic += part(first[index]!, (column * firstTotal) / total)
    statistic += part(second[index]!, (column * secondTotal) / total)
  }
  return { statistic, p: chiSquareTail(statistic, degrees), degrees }
}
