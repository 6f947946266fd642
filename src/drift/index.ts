/**
 * Is a stream of measurements drifting away from its approved anchor, since when, how far, and was it declared? One
 * setting, false alarms a year, holds however often one looks.
 *
 * Guarantees: state is whole numbers with one binary form; the same observations in any order within the lateness
 * bound give the same bytes (law 1), shards add up to the whole (law 5), the anchor never moves by itself (law 7);
 * `assess` changes nothing.
 *
 * Must never import: any room but core, hash and stats, or a module of Node.
 *
 * @module
 */
export {
  type AndersonDarlingOptions,
  andersonDarling,
  benjaminiHochberg,
  brownForsythe,
  type ChiSquareOptions,
  type CountTestResult,
  type CramerVonMisesOptions,
  chiSquare,
  cramersV,
  cramerVonMises,
  energyDistance,
  fisherExact,
  frechetDistance,
  gTest,
  hellinger,
  hotellingTest,
  jensenShannon,
  type KsOptions,
  ksTest,
  largestShareDifference,
  type MmdOptions,
  mannWhitney,
  mmd,
  psi,
  type TestResult,
  totalVariation,
  wasserstein1,
  welchTest,
} from '../stats/index.js'
export { createDriftMonitor, mergeDriftMonitors, restoreDriftMonitor } from './drift-monitor.js'
export type {
  AnchorFeatureSummary,
  AnchorPromotion,
  AnchorRequest,
  AnchorSummary,
  DriftBin,
  DriftContrast,
  DriftDeclaration,
  DriftFeature,
  DriftFeatureReport,
  DriftMonitor,
  DriftMonitorOptions,
  DriftObservation,
  DriftReport,
  DriftVerdict,
  ExpectedEffect,
  PromotionRequest,
  TimeInterval,
  UtcOffsetChange,
} from './types.js'
