/** Eigenvalues, and eigenvectors as the columns of a matrix that is given row by row. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/** Cyclic sweeps converge quadratically; six to ten do for any size here. */
const MOST_SWEEPS = 60

/**
 * The eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub, Van Loan, Matrix
 * Computations §8.5), from IEEE-exact operations in a fixed order.
 *
 * Error: absolute, below 1e-14 times the largest eigenvalue and the size.
 *
 * @param matrix `size` × `size`, row by row
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix)
  const vectors = new Float64Array(size * size)
  for (let index = 0; index < size; index += 1) vectors[index * size + index] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    let changed = false
    for (let row = 0; row < size - 1; row += 1) {
      for (let column = row + 1; column < size; column += 1) {
        const off = a[row * size + column]!
        const [upper, lower] = [a[row * size + row]!, a[column * size + column]!]
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(upper * lower)) || off === 0) continue
        changed = true
        const ratio = (lower - upper) / (2 * off)
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1))
        const cosine = 1 / Math.sqrt(tangent * tangent + 1)
        rotate(a, vectors, size, row, column, cosine, tangent * cosine)
      }
    }
    if (!changed) break
  }
  const values = new Float64Array(size)
  for (let index = 0; index < size; index += 1) values[index] = a[index * size + index]!
  return { values, vectors }
}

function rotate(
  a: Float64Array,
  vectors: Float64Array,
  size: number,
  row: number,
  column: number,
  cosine: number,
  sine: number,
): void {
  for (let index = 0; index < size; index += 1) {
    turn(a, index * size + row, index * size + column, cosine, sine)
    turn(vectors, index * size + row, index * size + column, cosine, sine)
  }
  for (let index = 0; index < size; index += 1) {
    turn(a, row * size + index, column * size + index, cosine, sine)
  }
  // What the rotation makes zero in reals is set to it, so that a sweep sees no rounding where there is nothing left.
  a[row * size + column] = 0
  a[column * size + row] = 0
}

function turn(matrix: Float64Array, first: number, second: number, cosine: number, sine: number): void {
  const [one, other] = [matrix[first]!, matrix[second]!]
  matrix[first] = cosine * one - sine * other
  matrix[second] = sine * one + cosine * other
}
