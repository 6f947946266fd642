/**
 * The deterministic arithmetic that drift and behaviour share: fixed-point powers and sums of powers of two,
 * quantile edges and conformal ranks, bounded Neyman scores, Shiryaev–Roberts mixtures, block variances with
 * confidence bounds.
 *
 * Guarantees: pure functions over IEEE-exact operations, so every engine gives the same bits; each formula stands in
 * docs/statistics.md with its source, its domain and its error.
 *
 * Must never import: any room but core, or a module of Node.
 *
 * @module
 */
export { type BinnedComparison, compareBins } from './binned-comparison.js'
export {
  type BlockMean,
  type BlockVariance,
  blockVariance,
  isAutocorrelated,
  longRunFactor,
} from './block-variance.js'
export { chiSquareOnePercent } from './chi-square-quantile.js'
export { exp2Q16 } from './exp2.js'
export { log2OnePlusExp2Q16, log2SumExp2Q16 } from './log2-sum.js'
export { medianOfSorted } from './median.js'
export { midranks } from './midrank.js'
export { neymanScore, SCORE_ONE, SCORE_ORDERS } from './neyman-score.js'
export { binOf, quantileEdges } from './quantile-edges.js'
export {
  LEVEL_CEILING,
  LEVEL_FLOOR,
  mixtureEvidence,
  type ShiryaevRobertsStep,
  shiryaevRobertsStep,
} from './shiryaev-roberts.js'
