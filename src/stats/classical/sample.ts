import { KeelsonError } from '../../core/index.js'

/** A statistic and how often one as large comes about by chance. */
export interface TestResult {
  readonly statistic: number
  /** The chance of a statistic at least as large where nothing differs; 0–1. Holds for one look, decided beforehand. */
  readonly p: number
}

/** More values than any exhibit holds, and few enough that every test here ends within seconds. */
const MOST_VALUES = 10_000_000

/** Squares of larger values, and sums of them, leave the doubles. */
export const LARGEST_VALUE = 1e150

/**
 * The values in increasing order, as a copy.
 *
 * @throws KeelsonError `stats/invalid-sample`
 */
export function sortedSample(values: ArrayLike<number>, name: string): Float64Array {
  return checkedSample(values, name).sort()
}

/** The values as doubles, in their own order. */
function checkedSample(values: ArrayLike<number>, name: string): Float64Array {
  const length = isList(values) ? values.length : 0
  if (length < 1) {
    throw invalidSample(`/${name}`, `the sample ${name} holds no values`, 'hand in a list of numbers')
  }
  if (length > MOST_VALUES) {
    throw invalidSample(`/${name}`, `the sample ${name} holds ${length} values`, `at most ${MOST_VALUES}`)
  }
  const copy = new Float64Array(length)
  for (let index = 0; index < copy.length; index += 1) {
    const value: unknown = values[index]
    if (!Number.isFinite(value)) {
      const message = `value ${index} of the sample ${name} is ${shownValue(value)}`
      throw invalidSample(
        `/${name}/${index}`,
        message,
        'leave out what is missing; values are finite numbers',
      )
    }
    if (Math.abs(value as number) > LARGEST_VALUE) {
      const message = `value ${index} of the sample ${name} is ${shownValue(value)}`
      throw invalidSample(`/${name}/${index}`, message, 'values lie within ±1e150: scale them')
    }
    copy[index] = value as number
  }
  return copy
}

/** An array, plain or typed. */
export function isList(values: unknown): values is ArrayLike<number> {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))
}

/** For messages: a value of any kind may have been handed in, also one that cannot become a text. */
export function shownValue(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : `of type ${typeof value}`
}

export function invalidSample(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('stats/invalid-sample', message, { path, help })
}
