/**
 * The deterministic arithmetic that drift and behaviour share: fixed-point powers and sums of powers of two,
 * quantile edges and conformal ranks, bounded Neyman scores, Shiryaev–Roberts mixtures, block variances with
 * confidence bounds; and the classical two-sample tests and distances, for exhibits, over exponentials, logarithms and
 * tails of distributions that are the same double in every engine.
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
export { type AndersonDarlingOptions, andersonDarling } from './classical/anderson-darling.js'
export { benjaminiHochberg } from './classical/benjamini-hochberg.js'
export {
  type ChiSquareOptions,
  type CountTestResult,
  chiSquare,
  cramersV,
  gTest,
} from './classical/chi-square.js'
export { type CramerVonMisesOptions, cramerVonMises } from './classical/cramer-von-mises.js'
export {
  hellinger,
  jensenShannon,
  largestShareDifference,
  psi,
  totalVariation,
} from './classical/divergences.js'
export { fisherExact } from './classical/fisher-exact.js'
export { frechetDistance, frechetOfMoments } from './classical/frechet-distance.js'
export { hotellingTest } from './classical/hotelling.js'
export { type KsOptions, ksTest } from './classical/ks-test.js'
export { brownForsythe, mannWhitney, welchTest } from './classical/location-tests.js'
export { type MmdOptions, mmd } from './classical/mmd.js'
export type { TestResult } from './classical/sample.js'
export type { Moments } from './classical/vectors.js'
export { energyDistance, wasserstein1 } from './classical/wasserstein.js'
export { exp2Q16 } from './exp2.js'
export { log2OnePlusExp2Q16, log2SumExp2Q16 } from './log2-sum.js'
export { lowerBound } from './lower-bound.js'
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
export { exponential } from './special/exponential.js'
export { fisherTail, incompleteBeta, studentTail } from './special/incomplete-beta.js'
export { chiSquareTail, upperGamma } from './special/incomplete-gamma.js'
export { kolmogorovTail } from './special/kolmogorov.js'
export { kolmogorovSampleTail } from './special/kolmogorov-sample.js'
export { logGamma } from './special/log-gamma.js'
export { logOnePlus, naturalLog } from './special/natural-log.js'
export { normalCumulative, normalQuantile } from './special/normal.js'
