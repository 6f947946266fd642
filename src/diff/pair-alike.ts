import type { JsonArray, JsonValue } from '../core/index.js'

/**
 * The most pairs that are looked at: every element of two lists of 32 with every other. Larger gaps hold lists that
 * were rewritten, in which nothing is to be recognised.
 */
const MOST_PAIRS = 1024

/** Indices of two elements that belong together. */
export interface Pair {
  readonly left: number
  readonly right: number
}

/**
 * Pairs elements of two short lists, in order, so that the sum of their likeness is greatest: a record in which one
 * member changed is known again beside one that was put in. Elements with nothing in common are not paired.
 */
export function pairAlike(
  left: JsonArray,
  right: JsonArray,
  likeness: (left: JsonValue, right: JsonValue) => number,
): Pair[] {
  const pairs = left.length * right.length
  if (pairs <= 1 || pairs > MOST_PAIRS) return []
  const width = right.length + 1
  const alike = new Int32Array(pairs)
  // The greatest sum that the elements from each pair of places on can reach.
  const sums = new Int32Array((left.length + 1) * width)
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const own = likeness(left[row]!, right[column]!)
      alike[row * right.length + column] = own
      const paired = own > 0 ? own + sums[(row + 1) * width + column + 1]! : 0
      sums[row * width + column] = Math.max(
        paired,
        sums[(row + 1) * width + column]!,
        sums[row * width + column + 1]!,
      )
    }
  }
  return readPairs(alike, sums, left.length, right.length)
}

function readPairs(alike: Int32Array, sums: Int32Array, rows: number, columns: number): Pair[] {
  const width = columns + 1
  const result: Pair[] = []
  let row = 0
  let column = 0
  while (row < rows && column < columns) {
    const sum = sums[row * width + column]!
    const own = alike[row * columns + column]!
    if (own > 0 && sum === own + sums[(row + 1) * width + column + 1]!) {
      result.push({ left: row, right: column })
      row += 1
      column += 1
    } else if (sum === sums[(row + 1) * width + column]) row += 1
    else column += 1
  }
  return result
}
