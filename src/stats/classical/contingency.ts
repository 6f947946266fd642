import { KeelsonError } from '../../core/index.js'
import { isList, shownValue } from './sample.js'
import { sumOf } from './sum-of.js'

/** Counts of the same categories in two samples, without those that neither holds. */
export interface CountPair {
  readonly first: readonly number[]
  readonly second: readonly number[]
  readonly firstTotal: number
  readonly secondTotal: number
}

const MOST_CATEGORIES = 1_000_000

/**
 * Checks two lists of counts, category by category.
 *
 * @throws KeelsonError `stats/invalid-counts`
 */
export function checkedCounts(first: ArrayLike<number>, second: ArrayLike<number>): CountPair {
  checkList(first, 'first')
  checkList(second, 'second')
  if (first.length !== second.length) {
    throw invalidCounts(
      '/second',
      `there are ${first.length} and ${second.length} categories`,
      'hand in a count of each category for both samples, 0 where one does not hold it',
    )
  }
  const kept: number[] = []
  for (let index = 0; index < first.length; index += 1) {
    if (first[index]! + second[index]! > 0) kept.push(index)
  }
  const pair = {
    first: kept.map((index) => first[index]!),
    second: kept.map((index) => second[index]!),
  }
  const firstTotal = sumOf(pair.first)
  const secondTotal = sumOf(pair.second)
  if (firstTotal === 0 || secondTotal === 0) {
    const name = firstTotal === 0 ? 'first' : 'second'
    throw invalidCounts(`/${name}`, `the counts ${name} are all 0`, 'hand in counts of at least one value')
  }
  return { ...pair, firstTotal, secondTotal }
}

function checkList(counts: ArrayLike<number>, name: string): void {
  if (!isList(counts) || counts.length > MOST_CATEGORIES) {
    throw invalidCounts(`/${name}`, `the counts ${name} are no list`, 'hand in a list of numbers')
  }
  for (let index = 0; index < counts.length; index += 1) {
    const count: unknown = counts[index]
    if (Number.isFinite(count) && (count as number) >= 0) continue
    const message = `count ${index} of ${name} is ${shownValue(count)}`
    throw invalidCounts(`/${name}/${index}`, message, 'counts are finite and not negative')
  }
}

function invalidCounts(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('stats/invalid-counts', message, { path, help })
}
