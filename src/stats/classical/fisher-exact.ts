import { KeelsonError } from '../../core/index.js'
import { exponential } from '../special/exponential.js'
import { logGamma } from '../special/log-gamma.js'
import { isList } from './sample.js'

/** The tables with the same sums are gone through one by one. */
const MOST_VALUES = 1_000_000

/** Tables as likely as the one seen count too; their chances differ by rounding alone. */
const EQUALLY_LIKELY = 1 + 1e-7

/**
 * Fisher's exact test of a table of two rows and two columns, two-sided: the chance of all tables with these sums that
 * are no likelier than this one.
 *
 * Source: Fisher, J. R. Statist. Soc. 98 (1935).
 * Error: below 1e-11 relative for sums up to 100,000.
 *
 * @param first counts of the first sample in both categories; whole numbers, at most 1,000,000 in the whole table
 * @throws KeelsonError `stats/invalid-counts`
 *
 * @example
 * ```ts
 * import { fisherExact } from 'keelson/drift'
 * fisherExact([3, 1], [1, 3]).p < 0.5 // => true
 * ```
 */
export function fisherExact(
  first: readonly [number, number],
  second: readonly [number, number],
): { readonly oddsRatio: number | null; readonly p: number } {
  const counts = isList(first) && isList(second) ? [...first, ...second] : []
  if (counts.length !== 4 || !counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new KeelsonError('stats/invalid-counts', 'the counts are not two and two whole numbers', {
      path: '/first',
      help: 'hand in [in, out] of both samples',
    })
  }
  const [a, b, c, d] = counts as [number, number, number, number]
  if (a + b + c + d > MOST_VALUES) {
    throw new KeelsonError('stats/invalid-counts', `the table holds ${a + b + c + d} values`, {
      path: '/first',
      help: `hand in at most ${MOST_VALUES}, or use chiSquare, which is as good for so many`,
    })
  }
  const [row, other, column] = [a + b, c + d, a + c]
  const chanceOf = (inFirst: number): number =>
    exponential(logChoose(row, inFirst) + logChoose(other, column - inFirst) - logChoose(row + other, column))
  const limit = chanceOf(a) * EQUALLY_LIKELY
  let p = 0
  for (let inFirst = Math.max(0, column - other); inFirst <= Math.min(row, column); inFirst += 1) {
    const chance = chanceOf(inFirst)
    if (chance <= limit) p += chance
  }
  return { oddsRatio: b * c === 0 ? null : (a * d) / (b * c), p: Math.min(1, p) }
}

function logChoose(total: number, taken: number): number {
  return logGamma(total + 1) - logGamma(taken + 1) - logGamma(total - taken + 1)
}
