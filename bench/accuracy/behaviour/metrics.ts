/** How well scores rank what they should find; equal scores count as one step. */
export interface RankingMetrics {
  readonly roc: number
  /** Average precision. */
  readonly 'pr-auc': number
  readonly 'tpr at 1 %': number
  readonly 'tpr at 0.1 %': number
}

export function rankingMetrics(scores: Float64Array, isPositive: Uint8Array): RankingMetrics {
  const order = Uint32Array.from(scores, (_, at) => at).sort((left, right) => scores[right]! - scores[left]!)
  const positives = isPositive.reduce((sum, bit) => sum + bit, 0)
  let [hits, misses, precision, roc] = [0, 0, 0, 0]
  for (let start = 0; start < order.length; ) {
    let end = start
    let found = 0
    for (; end < order.length && scores[order[end]!] === scores[order[start]!]; end += 1)
      found += isPositive[order[end]!]!
    roc += (end - start - found) * (hits + found / 2)
    hits += found
    misses += end - start - found
    if (found > 0) precision += (found / positives) * (hits / (hits + misses))
    start = end
  }
  const foundAt = (rate: number): number => {
    const threshold = thresholdAt(rate, scores, isPositive)
    return scores.filter((score, at) => isPositive[at] === 1 && score > threshold).length / positives
  }
  return {
    roc: rounded(roc / positives / misses),
    'pr-auc': rounded(precision),
    'tpr at 1 %': rounded(foundAt(0.01)),
    'tpr at 0.1 %': rounded(foundAt(0.001)),
  }
}

/** The k-th largest score of a negative, k a share of them: what lies above it is an alarm. */
export function thresholdAt(rate: number, scores: Float64Array, isPositive: Uint8Array): number {
  const negatives = scores.filter((_, at) => isPositive[at] === 0).sort()
  return negatives[negatives.length - 1 - Math.floor(negatives.length * rate)]!
}

export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
