/**
 * The conformal mid-rank of each bin of a sample: the share of the sample below the bin, plus half of the bin itself
 * and of the value that is ranked, (below + (in + 1) / 2) / (n + 1). Uniform in mean for a new value of the same
 * distribution; a bin that the sample never filled still has a rank strictly inside (0, 1).
 *
 * Source: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005) §2.2, with ties at their middle.
 *
 * @param counts values per bin, in the bins' order
 */
export function midranks(counts: ArrayLike<number>): Float64Array {
  let total = 0
  for (let bin = 0; bin < counts.length; bin += 1) total += counts[bin]!
  const ranks = new Float64Array(counts.length)
  let below = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    ranks[bin] = (below + (counts[bin]! + 1) / 2) / (total + 1)
    below += counts[bin]!
  }
  return ranks
}
