import { multiplyMatrices } from '../special/multiply-matrices.js'
import { symmetricEigen } from '../special/symmetric-eigen.js'
import { checkedVectorPair, type Moments, momentsOf } from './vectors.js'

/**
 * The Fréchet distance of two samples of vectors, each taken for a normal distribution of its mean and covariance
 * (n − 1): d² = |m − m'|² + tr C + tr C' − 2 tr (C^½ C' C^½)^½. Its square is known as FID.
 *
 * Source: Dowson, Landau, J. Multivariate Analysis 12 (1982).
 * Error: of d² below 1e-12 times the traces.
 *
 * @param first at least two vectors of 1 to 512 numbers
 * @throws KeelsonError `stats/invalid-sample`
 *
 * @example
 * ```ts
 * import { frechetDistance } from 'keelson/drift'
 * frechetDistance([[0, 0], [2, 0]], [[0, 3], [2, 3]]) // => 3
 * ```
 */
export function frechetDistance(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
): number {
  const [x, y] = checkedVectorPair(first, second, 2)
  return frechetOfMoments(momentsOf(x), momentsOf(y), x.dimensions)
}

/** The same of two normal distributions of `size` dimensions. */
export function frechetOfMoments(one: Moments, other: Moments, size: number): number {
  let squared = 0
  for (let index = 0; index < size; index += 1) {
    const distance = one.mean[index]! - other.mean[index]!
    squared += distance * distance
    squared += one.covariance[index * size + index]! + other.covariance[index * size + index]!
  }
  const root = squareRoot(one.covariance, size)
  const product = multiplyMatrices(multiplyMatrices(root, other.covariance, size), root, size)
  const { values } = symmetricEigen(symmetrized(product, size), size)
  for (const value of values) squared -= 2 * Math.sqrt(Math.max(0, value))
  return Math.sqrt(Math.max(0, squared))
}

function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size)
  const root = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = 0
      for (let index = 0; index < size; index += 1) {
        const weight = Math.sqrt(Math.max(0, values[index]!))
        sum += vectors[row * size + index]! * weight * vectors[column * size + index]!
      }
      root[row * size + column] = sum
    }
  }
  return root
}

/** Rounding leaves a product of symmetric matrices not quite symmetric. */
function symmetrized(matrix: Float64Array, size: number): Float64Array {
  const even = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      even[row * size + column] = (matrix[row * size + column]! + matrix[column * size + row]!) / 2
    }
  }
  return even
}
