import { ByteWriter, KeelsonError } from '../core/index.js'
import { addDeclaration } from './declaration.js'
import { writeCarried } from './feature-bytes.js'
import {
  type CarriedPart,
  dropSealed,
  type FeatureState,
  firstSampleHour,
  foldOldHours,
  type OpenIds,
  renewShadow,
  type SamplingPhase,
  type WatchingPhase,
} from './feature-state.js'
import { type HourSample, mergeHourSamples } from './hour-sample.js'
import { configurationBytes } from './monitor-bytes.js'
import type { MonitorState } from './monitor-state.js'
import { mergeSources } from './open-sources.js'
import { sharedSince } from './promotion.js'
import { DAY_HOURS, denseStart, HOUR_MS, hourOf } from './time.js'
import { addMoments } from './vector-moments.js'

/** Shards can be merged this long after the end of the anchor. */
const MERGE_MS: number = 30 * DAY_HOURS * HOUR_MS

/**
 * The state that one monitor would have had if it had seen what all of these saw. Each observation may have gone to
 * one of them only. After the freeze all must stem from the same frozen bytes, and nothing may be folded.
 *
 * @param states at least one; their parts are used up by the merge, so hand in copies
 * @throws KeelsonError `drift/merge-mismatch`, `drift/merge-overlap`, `drift/merge-after-fold`
 */
export function mergeStates(states: readonly MonitorState[]): MonitorState {
  const [first, ...others] = states
  if (first === undefined) {
    throw new KeelsonError('drift/merge-mismatch', 'there is nothing to merge', {
      help: 'hand in at least one monitor',
    })
  }
  for (const other of others) mergeInto(first, other)
  return first
}

function mergeInto(target: MonitorState, other: MonitorState): void {
  if (!sameBytes(configurationBytes(target.configuration), configurationBytes(other.configuration))) {
    throw mismatch('they were made with different options', 'make every shard with the same options')
  }
  if (target.anchor?.digest !== other.anchor?.digest) {
    throw mismatch('their anchors differ', 'freeze one monitor, and restore every shard from its bytes')
  }
  for (const declaration of other.declarations) {
    target.declarations = addDeclaration(target.declarations, declaration)
  }
  if (other.resumedAt !== null) {
    target.resumedAt = Math.max(target.resumedAt ?? other.resumedAt, other.resumedAt)
  }
  for (const state of [target, other]) {
    for (const feature of state.features) {
      if (feature.phase.kind === 'watching') renewShadow(feature, feature.phase, target.declarations)
    }
  }
  const { latenessMs } = target.configuration
  for (const [index, feature] of target.features.entries()) {
    mergeFeature(feature, other.features[index]!, latenessMs, target)
  }
}

function mergeFeature(
  target: FeatureState,
  other: FeatureState,
  latenessMs: number,
  state: MonitorState,
): void {
  if (other.latest === null) return
  const latest = target.latest === null ? other.latest : Math.max(target.latest, other.latest)
  target.latest = latest
  if (target.phase.kind === 'sampling') {
    mergeIds(target, other.ids, new Map())
    const limit = state.configuration.sourceLimitAnHour
    mergeSamples(target.phase.hours, (other.phase as SamplingPhase).hours, hourOf(latest), new Map(), limit)
    target.late += other.late
  } else {
    mergeWatching(target, target.phase, other, state)
  }
  dropSealed(target.ids, target, latenessMs)
  if (target.phase.kind === 'watching') dropSealed(target.phase.sources, target, latenessMs)
}

function mergeSamples(
  target: Map<number, HourSample>,
  other: ReadonlyMap<number, HourSample>,
  latestHour: number,
  common: ReadonlyMap<number, HourSample>,
  limit: number,
): void {
  for (const [hour, sample] of other) {
    const own = target.get(hour)
    target.set(hour, own === undefined ? sample : mergeHourSamples(own, sample, limit, common.get(hour)))
  }
  for (const hour of target.keys()) if (hour < firstSampleHour(latestHour)) target.delete(hour)
}

function mergeWatching(
  target: FeatureState,
  phase: WatchingPhase,
  other: FeatureState,
  state: MonitorState,
): void {
  const { carried } = phase
  const otherPhase = other.phase as WatchingPhase
  const isOver = target.latest! >= sharedSince(state.anchor!) + MERGE_MS
  if (isOver || carried === null || otherPhase.carried === null) {
    throw new KeelsonError('drift/merge-after-fold', `more than 30 days of "${target.name}" have passed`, {
      help: 'merge shards within 30 days of the end of the anchor',
    })
  }
  if (!sameBytes(carriedBytes(carried), carriedBytes(otherPhase.carried))) {
    throw mismatch('they were frozen at different moments', 'restore every shard from the same frozen bytes')
  }
  mergeIds(target, other.ids, carried.ids)
  const latestHour = hourOf(target.latest!)
  const common = carried.ring.clone()
  for (const ring of [phase.ring, otherPhase.ring, common]) ring.compact(denseStart(latestHour))
  phase.ring.addRing(otherPhase.ring, 1)
  phase.ring.addRing(common, -1)
  addMoments(phase.moments, otherPhase.moments, 1)
  addMoments(phase.moments, carried.moments, -1)
  mergeSources(phase.sources, otherPhase.sources, carried.sources)
  target.late += other.late - carried.late
  const limit = state.configuration.sourceLimitAnHour
  mergeSamples(phase.shadow.hours, otherPhase.shadow.hours, latestHour, carried.shadow, limit)
  foldOldHours(phase, latestHour, state.configuration.utcOffset, state.declarations)
}

function mergeIds(target: FeatureState, other: OpenIds, common: OpenIds): void {
  for (const [hour, keys] of other) {
    const own = target.ids.get(hour) ?? new Set()
    for (const key of keys) {
      if (own.has(key) && common.get(hour)?.has(key) !== true) {
        throw new KeelsonError(
          'drift/merge-overlap',
          `two monitors saw the same observation of "${target.name}"`,
          {
            help: 'send each observation to one shard only, by its source',
          },
        )
      }
      own.add(key)
    }
    target.ids.set(hour, own)
  }
}

function carriedBytes(carried: CarriedPart): Uint8Array {
  const writer = new ByteWriter()
  writeCarried(writer, carried)
  return writer.finish()
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

function mismatch(message: string, help: string): KeelsonError {
  return new KeelsonError('drift/merge-mismatch', `the monitors cannot be merged: ${message}`, { help })
}
