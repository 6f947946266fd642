/** The product of two square matrices, row by row, each entry added up in one order. */
export function multiplyMatrices(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1) {
    for (let middle = 0; middle < size; middle += 1) {
      const entry = left[row * size + middle]!
      if (entry === 0) continue
      for (let column = 0; column < size; column += 1) {
        product[row * size + column]! += entry * right[middle * size + column]!
      }
    }
  }
  return product
}
