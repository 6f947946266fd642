import { compareCodePoints, KeelsonError } from '../core/index.js'
import type { Change, ChangeSet, ThreeWayChangeSet } from '../diff/index.js'
import { type ChangeVocabulary, OTHER, type ReadVocabulary, readVocabulary } from './change-vocabulary.js'

/** A change set, and whose it is. */
export interface ChangeObservationInput {
  /** Epoch milliseconds. */
  readonly at: number
  /** What `diff` or `diff3` found. */
  readonly changes: ChangeSet | ThreeWayChangeSet
  /** The kind of the resource that was changed: `Deployment`. */
  readonly resourceKind?: string
  readonly actorKind?: 'human' | 'service' | 'agent'
  /** Where the observations come from; the engine names the actor. */
  readonly source?: string
}

/** Names of the features that {@link changeObservations} speaks of. */
export type ChangeFeatureName =
  | 'changes'
  | 'changes.drift'
  | 'change.kind'
  | 'change.path'
  | 'change.actor'
  | 'change.cause'

/** A feature to declare in `createDriftMonitor`. */
export interface ChangeFeature {
  readonly name: ChangeFeatureName
  readonly kind: 'count' | 'categorical'
}

/** An observation of {@link changeFeatures}: a number for a count, a word for a category. */
export interface ChangeObservation {
  readonly at: number
  readonly feature: ChangeFeatureName
  readonly value: number | string
  readonly source?: string
}

const FEATURES: readonly ChangeFeature[] = [
  { name: 'changes', kind: 'count' },
  { name: 'changes.drift', kind: 'count' },
  { name: 'change.kind', kind: 'categorical' },
  { name: 'change.path', kind: 'categorical' },
  { name: 'change.actor', kind: 'categorical' },
  { name: 'change.cause', kind: 'categorical' },
]

const ACTOR_KINDS: ReadonlySet<unknown> = new Set(['human', 'service', 'agent'])
const CAUSES: ReadonlySet<unknown> = new Set(['drift', 'pending', 'converged', 'conflict', 'foreign'])

/** Stands for an actor whose kind is not known, and for a change of which no cause was told. */
const UNKNOWN = 'unknown'

/**
 * The features that let a drift monitor answer "do the rate and the mix of changes drift?": how many material changes
 * each look finds, how many of them went past the pipeline, and which kinds of resources, classes of places, kinds of
 * actors and causes they are of. Declare all of them, or some.
 *
 * @example
 * ```ts
 * import { changeFeatures } from 'keelson'
 * changeFeatures().map(({ name }) => name)[1] // => 'changes.drift'
 * ```
 */
export function changeFeatures(): ChangeFeature[] {
  return FEATURES.map((feature) => ({ ...feature }))
}

/**
 * What a change set says to a drift monitor. A pure mapping: what is drift, the monitor decides.
 *
 * Every look gives one number to each count, 0 among them. A look that found a material change also gives a word to
 * each category: each word once, however many changes it stands for, so that a change in bulk speaks no louder than a
 * small one. Words come from the vocabulary, which is bounded: no name and no value of a document is ever one, and
 * redacted changes count as all others. The order of the changes makes no difference.
 *
 * @throws KeelsonError `engine/invalid-changes`, `engine/invalid-vocabulary`
 *
 * @example
 * ```ts
 * import { changeObservations, diff } from 'keelson'
 * const changes = diff({ spec: { replicas: 3 } }, { spec: { replicas: 5 } })
 * const told = changeObservations({ at: 0, changes, resourceKind: 'Deployment', actorKind: 'human' })
 * told.map(({ value }) => value) // => [1, 0, 'Deployment', 'scale', 'human', 'unknown']
 * ```
 */
export function changeObservations(
  input: ChangeObservationInput,
  vocabulary?: ChangeVocabulary,
): ChangeObservation[] {
  return observe(input, readVocabulary(vocabulary))
}

/** As {@link changeObservations}, of a vocabulary that was read before. */
export function observe(input: ChangeObservationInput, words: ReadVocabulary): ChangeObservation[] {
  const { at, resourceKind, actorKind, source } = input
  const material = changesOf(input.changes).filter((change) => change.class === 'material')
  const tell = (feature: ChangeFeatureName, value: number | string): ChangeObservation => ({
    at,
    feature,
    value,
    ...(source === undefined ? {} : { source }),
  })
  const counts = [
    tell('changes', material.length),
    tell('changes.drift', material.filter(({ cause }) => cause === 'drift').length),
  ]
  if (material.length === 0) return counts
  const isKnownKind = resourceKind !== undefined && words.kinds.has(resourceKind)
  return [
    ...counts,
    tell('change.kind', isKnownKind ? resourceKind : OTHER),
    ...distinct(material.map((change) => pathClass(change, words))).map((name) => tell('change.path', name)),
    tell('change.actor', ACTOR_KINDS.has(actorKind) ? actorKind! : UNKNOWN),
    ...distinct(material.map(causeOf)).map((cause) => tell('change.cause', cause)),
  ]
}

/** The first class with a member on the path; places in lists have numbers, which are nobody's names. */
function pathClass({ path }: Change, { paths }: ReadVocabulary): string {
  const found = paths.find(({ members }) =>
    path.some((step) => typeof step === 'string' && members.has(step)),
  )
  return found?.name ?? OTHER
}

function causeOf({ cause }: Change): string {
  return cause !== undefined && CAUSES.has(cause) ? cause : UNKNOWN
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)].sort(compareCodePoints)
}

function changesOf(changes: unknown): readonly Change[] {
  const list = (changes as Partial<ChangeSet> | null | undefined)?.changes
  if (Array.isArray(list) && list.every((change) => Array.isArray((change as Change | null)?.path)))
    return list
  throw new KeelsonError('engine/invalid-changes', 'not a change set: it has no list of changes with paths', {
    path: '/changes',
    help: 'hand in what diff or diff3 gave',
  })
}
