/**
 * Marks a longest strictly increasing subsequence with 1, everything else with 0; entries of -1 take no part. By the
 * method of patience sorting, in n log n (C. Schensted, "Longest increasing and decreasing subsequences", Canadian
 * Journal of Mathematics 13, 1961).
 */
export function longestIncreasing(values: Int32Array): Uint8Array {
  const marks = new Uint8Array(values.length)
  /** For each length the index at which the increasing sequence of that length with the smallest end ends. */
  const ends: number[] = []
  const previous = new Int32Array(values.length).fill(-1)
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!
    if (value === -1) continue
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[ends[middle]!]! < value) low = middle + 1
      else high = middle
    }
    if (low > 0) previous[index] = ends[low - 1]!
    ends[low] = index
  }
  for (let index = ends.at(-1) ?? -1; index !== -1; index = previous[index]!) marks[index] = 1
  return marks
}
