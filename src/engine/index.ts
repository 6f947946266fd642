/**
 * Wires the rooms for a host: one event goes through diff, drift, behaviour, policy and ledger, once and in that order.
 *
 * Guarantees: an assessment is all or nothing (every check and every pure step comes before the first change of
 * state); the same events give the same bytes; time comes from the event and is never read from a clock.
 *
 * Holds no algorithm. Must never import: cli, or a module of Node.
 *
 * @module
 */
export { assessStream } from './assess-stream.js'
export type { ChangeVocabulary, PathClass } from './change-vocabulary.js'
export { createEngine } from './create-engine.js'
export {
  type ChangeFeature,
  type ChangeFeatureName,
  type ChangeObservation,
  type ChangeObservationInput,
  changeFeatures,
  changeObservations,
} from './observations.js'
export type {
  Assessment,
  AssessmentInput,
  AssessmentPrincipal,
  AssessmentRequest,
  AssessmentResource,
  AssessOptions,
  AssessStreamOptions,
  DiffRules,
  Engine,
  EngineOptions,
  EnginePolicy,
  PolicyOfTargets,
  StopSignal,
  StreamProgress,
} from './types.js'
