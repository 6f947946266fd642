import { KeelsonError } from '../../core/index.js'
import { shownValue } from './sample.js'

/**
 * Which of many p-values to reject so that at most a share `rate` of the rejections is expected to be false: the
 * procedure of Benjamini and Hochberg, for independent or positively dependent tests, looked at once.
 *
 * Source: Benjamini, Hochberg, J. R. Statist. Soc. B 57 (1995).
 *
 * @param rate in (0, 1]
 * @returns for each p-value, in the given order, whether it is rejected
 * @throws KeelsonError `stats/invalid-options`
 *
 * @example
 * ```ts
 * import { benjaminiHochberg } from 'keelson/drift'
 * benjaminiHochberg([0.001, 0.3, 0.02], 0.05) // => [true, false, true]
 * ```
 */
export function benjaminiHochberg(values: readonly number[], rate: number): boolean[] {
  if (!(typeof rate === 'number' && rate > 0 && rate <= 1)) throw invalid('/rate', 'the rate is no share')
  if (!Array.isArray(values)) throw invalid('/values', 'the p-values are no list')
  const odd = values.findIndex((value: unknown) => !(typeof value === 'number' && value >= 0 && value <= 1))
  if (odd !== -1) throw invalid(`/values/${odd}`, `a p-value is ${shownValue(values[odd])}`)
  const order = values.map((_, index) => index).sort((one, other) => values[one]! - values[other]!)
  let last = order.length
  while (last > 0 && values[order[last - 1]!]! > (rate * last) / order.length) last -= 1
  const rejected = values.map(() => false)
  for (const index of order.slice(0, last)) rejected[index] = true
  return rejected
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('stats/invalid-options', message, { path, help: 'use numbers from 0 to 1' })
}
