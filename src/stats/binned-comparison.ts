/** How two samples that were counted into the same bins differ. */
export interface BinnedComparison {
  /** Values in the first and in the second sample. */
  readonly count: number
  readonly against: number
  /**
   * Cliff's delta, P(first > second) − P(first < second), from −1 to 1, values of one bin counted as equal. Positive
   * when the first lies higher.
   */
  readonly delta: number
  /**
   * Kolmogorov–Smirnov distance over the bin edges, from 0 to 1: at most the true one, and short of it by at most the
   * largest bin's share.
   */
  readonly distance: number
}

/**
 * Compares two histograms over the same ordered bins, by whole-number arithmetic up to the last division. Both
 * measures are 0 where a sample is empty.
 *
 * Sources: Cliff, Psychological Bulletin 114 (1993); Smirnov (1948).
 */
export function compareBins(first: ArrayLike<number>, second: ArrayLike<number>): BinnedComparison {
  let count = 0
  let against = 0
  for (let bin = 0; bin < first.length; bin += 1) {
    count += first[bin]!
    against += second[bin]!
  }
  if (count === 0 || against === 0) return { count, against, delta: 0, distance: 0 }
  let delta = 0
  let distance = 0
  let firstBelow = 0
  let secondBelow = 0
  for (let bin = 0; bin < first.length; bin += 1) {
    const above = against - secondBelow - second[bin]!
    delta += (first[bin]! / count) * ((secondBelow - above) / against)
    firstBelow += first[bin]!
    secondBelow += second[bin]!
    distance = Math.max(distance, Math.abs(firstBelow / count - secondBelow / against))
  }
  return { count, against, delta, distance }
}
