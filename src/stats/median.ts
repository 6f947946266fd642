/**
 * The median of values in increasing order; the middle of the two middle ones for an even number.
 *
 * @param sorted at least one finite value
 */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const half = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[half]!
  // Halved before they are added, since the sum of two finite doubles may overflow.
  return sorted[half - 1]! / 2 + sorted[half]! / 2
}
