import { KeelsonError } from '../core/index.js'
import type { ThreeWayChangeSet } from '../diff/index.js'
import type { DriftObservation } from '../drift/index.js'
import { type ReadVocabulary, readVocabulary } from './change-vocabulary.js'
import { changeFeatures, observe } from './observations.js'
import { resourceOf } from './policy-request.js'
import type { AssessmentInput, EngineOptions } from './types.js'

/** How an engine tells its monitor of changes, and in which of the monitor's features. */
export interface WatchedChanges {
  readonly vocabulary: ReadVocabulary
  readonly features: ReadonlySet<string>
}

/**
 * What `observeChanges` asks for; `undefined` where nothing.
 *
 * @throws KeelsonError `engine/no-change-features`, `engine/invalid-vocabulary`
 */
export function watchedChanges({ observeChanges, drift }: EngineOptions): WatchedChanges | undefined {
  if (observeChanges === undefined || observeChanges === false) return undefined
  const declared = new Set(drift?.features.map(({ name, kind }) => `${kind} ${name}`))
  const features = changeFeatures().filter(({ name, kind }) => declared.has(`${kind} ${name}`))
  if (features.length === 0) {
    throw new KeelsonError(
      'engine/no-change-features',
      'changes are to be observed, and nothing watches them',
      {
        path: '/observeChanges',
        help: 'give the engine a drift monitor with features of changeFeatures()',
      },
    )
  }
  const vocabulary = readVocabulary(observeChanges === true ? undefined : observeChanges)
  return { vocabulary, features: new Set(features.map(({ name }) => name)) }
}

/** What one assessment tells the monitor. Without an id: the engine takes no event twice. */
export function watchedObservations(
  { vocabulary, features }: WatchedChanges,
  { at, actor, kind, resource }: AssessmentInput,
  changes: ThreeWayChangeSet,
): DriftObservation[] {
  const { kind: resourceKind } = resourceOf(resource)
  const told = observe(
    {
      at,
      changes,
      source: actor,
      ...(resourceKind === undefined ? {} : { resourceKind }),
      ...(kind === undefined ? {} : { actorKind: kind }),
    },
    vocabulary,
  )
  // INVARIANT: a feature is watched only as the kind that its values are of.
  return told.filter(({ feature }) => features.has(feature))
}
