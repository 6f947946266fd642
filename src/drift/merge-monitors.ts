import { ByteWriter, KeelsonError } from '../core/index.js'
import { addDeclaration } from './declaration.js'
import { writeCarried } from './feature-bytes.js'
import {
  type CarriedPart,
  type FeatureState,
  firstSampleHour,
  foldOldHours,
  isSealed,
  type OpenIds,
  type SamplingPhase,
  type WatchingPhase,
} from './feature-state.js'
import { mergeHourSamples } from './hour-sample.js'
import { configurationBytes } from './monitor-bytes.js'
import type { MonitorState } from './monitor-state.js'
import { DAY_HOURS, denseStart, HOUR_MS, hourOf } from './time.js'

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
    mergeSamples(target.phase, other.phase as SamplingPhase, hourOf(latest))
    target.late += other.late
  } else {
    mergeWatching(target, target.phase, other, state)
  }
  for (const hour of target.ids.keys()) if (isSealed(target, hour, latenessMs)) target.ids.delete(hour)
}

function mergeSamples(target: SamplingPhase, other: SamplingPhase, latestHour: number): void {
  for (const [hour, sample] of other.hours) {
    const own = target.hours.get(hour)
    target.hours.set(hour, own === undefined ? sample : mergeHourSamples(own, sample))
  }
  for (const hour of target.hours.keys()) {
    if (hour < firstSampleHour(latestHour)) target.hours.delete(hour)
  }
}

function mergeWatching(
  target: FeatureState,
  phase: WatchingPhase,
  other: FeatureState,
  state: MonitorState,
): void {
  const { carried } = phase
  const otherPhase = other.phase as WatchingPhase
  const isOver = target.latest! >= state.anchor!.to + MERGE_MS
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
  target.late += other.late - carried.late
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
