import { invalidSample, isList, LARGEST_VALUE, shownValue } from './sample.js'

/** Vectors as rows of one matrix. */
export interface VectorSample {
  readonly count: number
  readonly dimensions: number
  readonly values: Float64Array
}

const MOST_DIMENSIONS = 512

/**
 * @param least fewest vectors that the caller can use
 * @throws KeelsonError `stats/invalid-sample`
 */
function checkedVectors(vectors: readonly ArrayLike<number>[], name: string, least: number): VectorSample {
  if (!Array.isArray(vectors) || vectors.length < least) {
    const count = Array.isArray(vectors) ? vectors.length : 'no'
    const help = `hand in a list of at least ${least} vectors, each a list of numbers`
    throw invalidSample(`/${name}`, `the sample ${name} holds ${count} vectors`, help)
  }
  const dimensions = isList(vectors[0]) ? vectors[0].length : 0
  if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    const help = `a vector holds 1 to ${MOST_DIMENSIONS} numbers`
    throw invalidSample(`/${name}/0`, `vector 0 of the sample ${name} has ${dimensions} dimensions`, help)
  }
  const values = new Float64Array(vectors.length * dimensions)
  for (const [row, vector] of vectors.entries()) {
    if (!isList(vector) || vector.length !== dimensions) {
      const message = `vector ${row} of the sample ${name} has another number of dimensions than the first`
      throw invalidSample(`/${name}/${row}`, message, `all have ${dimensions}`)
    }
    for (let index = 0; index < dimensions; index += 1) {
      const value: unknown = vector[index]
      if (!Number.isFinite(value) || Math.abs(value as number) > LARGEST_VALUE) {
        const message = `a value of vector ${row} of the sample ${name} is ${shownValue(value)}`
        throw invalidSample(`/${name}/${row}/${index}`, message, 'values are numbers within ±1e150')
      }
      values[row * dimensions + index] = value as number
    }
  }
  return { count: vectors.length, dimensions: dimensions, values }
}

/** @throws KeelsonError `stats/invalid-sample` */
export function checkedVectorPair(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
  least: number,
): readonly [VectorSample, VectorSample] {
  const x = checkedVectors(first, 'first', least)
  const y = checkedVectors(second, 'second', least)
  if (x.dimensions === y.dimensions) return [x, y]
  throw invalidSample(
    '/second',
    `the samples have ${x.dimensions} and ${y.dimensions} dimensions`,
    'compare vectors of one kind',
  )
}

/** Mean and covariance (divided by n − 1), the covariance row by row. */
export interface Moments {
  readonly mean: Float64Array
  readonly covariance: Float64Array
}

export function momentsOf(sample: VectorSample): Moments {
  const { count, dimensions, values } = sample
  const mean = new Float64Array(dimensions)
  for (let row = 0; row < count; row += 1) {
    for (let index = 0; index < dimensions; index += 1)
      mean[index]! += values[row * dimensions + index]! / count
  }
  const covariance = new Float64Array(dimensions * dimensions)
  for (let row = 0; row < count; row += 1) {
    for (let one = 0; one < dimensions; one += 1) {
      const distance = values[row * dimensions + one]! - mean[one]!
      for (let other = 0; other < dimensions; other += 1) {
        covariance[one * dimensions + other]! +=
          (distance * (values[row * dimensions + other]! - mean[other]!)) / (count - 1)
      }
    }
  }
  return { mean, covariance }
}
