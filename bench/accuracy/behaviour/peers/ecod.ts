import type { TabularDetector } from './tabular.js'

/**
 * ECOD: for each column the chance of a value as far out in the left or right tail of what was fitted, their negative
 * logarithms added; the side by the column's skewness, or either side for all columns, whichever says most.
 * Source: Li, Zhao, Hu, Botta, Ionescu, Chen, "ECOD", TKDE 2022, Algorithm 1.
 */
export function fitTails(rows: readonly Float64Array[]): TabularDetector {
  const columns = Array.from(rows[0]!, (_, column) => {
    const sorted = Float64Array.from(rows, (row) => row[column]!).sort()
    return { sorted, isLeftSkewed: skewness(sorted) < 0 }
  })
  return {
    score(row) {
      let [left, right, automatic] = [0, 0, 0]
      columns.forEach(({ sorted, isLeftSkewed }, column) => {
        const value = row[column]!
        // A new value further out than all counts as one of them, as the row itself would in the fitted sample.
        const below = Math.max(1, countUpTo(sorted, value)) / sorted.length
        const above = Math.max(1, sorted.length - countBelow(sorted, value)) / sorted.length
        left -= Math.log(below)
        right -= Math.log(above)
        automatic -= Math.log(isLeftSkewed ? below : above)
      })
      return Math.max(left, right, automatic)
    },
  }
}

function skewness(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean) * (value - mean), 0)
}

function countBelow(sorted: Float64Array, value: number): number {
  return partition(sorted, (other) => other < value)
}

function countUpTo(sorted: Float64Array, value: number): number {
  return partition(sorted, (other) => other <= value)
}

function partition(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
