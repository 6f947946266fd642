import { KeelsonError } from '../core/index.js'
import { anchorDigest } from './anchor-digest.js'
import { unknownFeature } from './declaration.js'
import type { FeatureState, WatchingPhase } from './feature-state.js'
import { beginWatching, carryInCommon, normOf, SHORTEST_MS } from './freeze-anchor.js'
import type { AnchorRecord, MonitorState } from './monitor-state.js'
import { isStorableName } from './text.js'
import { HOUR_MS, sealedEnd } from './time.js'
import type { PromotionRequest } from './types.js'

interface Candidate {
  readonly index: number
  readonly feature: FeatureState
  readonly phase: WatchingPhase
}

/**
 * Makes what some features showed since their declared change their norm. Features that are not promoted keep their
 * norm, their evidence and their episodes. Either all that are asked for are promoted or nothing is changed.
 *
 * @param drifts whether a feature drifts beyond what was declared, by its index
 * @throws KeelsonError `drift/not-frozen`, `drift/invalid-anchor`, `drift/second-approval-needed`,
 * `drift/unknown-feature`, `drift/nothing-to-promote`, `drift/undeclared-drift`, `drift/anchor-too-short`
 */
export function promoteMonitor(
  state: MonitorState,
  request: PromotionRequest,
  drifts: (index: number) => boolean,
): void {
  const { anchor } = state
  if (anchor === null) {
    throw new KeelsonError('drift/not-frozen', 'the monitor has no anchor that another could follow', {
      help: 'freeze an anchor first',
    })
  }
  const { reference, features } = checkRequest(request)
  const candidates = candidatesOf(state, features)
  checkApproval(state, anchor, reference, candidates)
  for (const { index, feature } of candidates) {
    if (!drifts(index)) continue
    throw new KeelsonError('drift/undeclared-drift', `"${feature.name}" drifts beyond what was declared`, {
      path: `/features/${index}`,
      help: 'declare what was approved, or promote the other features by name',
    })
  }
  const { latenessMs, utcOffset } = state.configuration
  let end = Number.POSITIVE_INFINITY
  for (const { feature } of candidates) {
    end = Math.min(end, feature.latest === null ? 0 : sealedEnd(feature.latest, latenessMs))
  }
  const to = end * HOUR_MS
  let from = to
  const promoted = candidates.map((candidate) => {
    const { index, feature, phase } = candidate
    const begin = firstHour(phase) * HOUR_MS
    if (to - begin < SHORTEST_MS) {
      throw new KeelsonError(
        'drift/anchor-too-short',
        `"${feature.name}" was seen for less than two days since`,
        {
          path: `/features/${index}`,
          help: 'promote later, or the other features by name; 14 days let seasons show',
        },
      )
    }
    from = Math.min(from, begin)
    return { ...candidate, norm: normOf(state, feature, phase.shadow.hours, index, begin, to) }
  })
  const promotions = [
    ...anchor.promotions,
    { from, to, reference, features: promoted.map(({ feature }) => feature.name) },
  ]
  for (const { feature, phase, norm } of promoted) {
    feature.phase = beginWatching(state, feature, phase.shadow.hours, norm, to)
  }
  const norms = state.features.map((feature) => {
    const phase = feature.phase as WatchingPhase
    carryInCommon(feature, phase)
    return { name: feature.name, norm: phase.norm }
  })
  const digest = anchorDigest({ ...anchor, utcOffset, promotions, norms })
  state.anchor = { ...anchor, promotions, digest }
}

function checkRequest(request: PromotionRequest): PromotionRequest {
  if (typeof request !== 'object' || request === null) throw invalid('', 'the request is not an object')
  const { reference, features } = request
  if (!isStorableName(reference)) {
    throw invalid('/reference', 'the reference is not a text of 1 to 1,024 units')
  }
  if (features !== undefined && (!Array.isArray(features) || features.length === 0)) {
    throw invalid('/features', 'the features are not a list of at least one name')
  }
  return request
}

/** The features asked for, or all with a declared change behind them, in the declared order. */
function candidatesOf(state: MonitorState, names: readonly string[] | undefined): Candidate[] {
  const known = new Set(state.features.map(({ name }) => name))
  for (const [index, name] of (names ?? []).entries()) {
    if (!known.has(name)) throw unknownFeature(`/features/${index}`, name, known)
  }
  const candidates: Candidate[] = []
  for (const [index, feature] of state.features.entries()) {
    const phase = feature.phase as WatchingPhase
    const isAsked = names?.includes(feature.name) ?? phase.shadow.since !== null
    if (!isAsked) continue
    if (phase.shadow.since === null) throw nothing(`no change of "${feature.name}" was declared`)
    candidates.push({ index, feature, phase })
  }
  if (candidates.length === 0) throw nothing('no change was declared')
  return candidates
}

/** Who approved a change has not thereby approved that it becomes the norm. */
function checkApproval(
  { declarations }: MonitorState,
  anchor: AnchorRecord,
  reference: string,
  candidates: readonly Candidate[],
): void {
  const named = new Set(candidates.map(({ feature }) => feature.name))
  const isUsed =
    reference === anchor.reference ||
    anchor.promotions.some((promotion) => promotion.reference === reference) ||
    declarations.some(
      (declaration) =>
        declaration.reference === reference && declaration.features.some((feature) => named.has(feature)),
    )
  if (!isUsed) return
  throw new KeelsonError('drift/second-approval-needed', `"${reference}" approved something else already`, {
    path: '/reference',
    help: 'a new norm needs an approval of its own, beside those of the anchor and of the change',
  })
}

function firstHour({ shadow }: WatchingPhase): number {
  let first = Number.POSITIVE_INFINITY
  for (const hour of shadow.hours.keys()) first = Math.min(first, hour)
  return first
}

function nothing(what: string): KeelsonError {
  return new KeelsonError('drift/nothing-to-promote', `there is no new norm: ${what} since the anchor`, {
    help: 'declare the approved change; what is observed after its end can then be promoted',
  })
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-anchor', message, {
    path,
    help: 'give { reference, features? }: the approval, and the features if not all that were declared',
  })
}
