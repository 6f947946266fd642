import { type JsonValue, KeelsonError } from '../core/index.js'
import { seal } from '../hash/index.js'
import { assessFeature, type FeatureAssessment, warmingReport } from './assess-feature.js'
import { completeOptions, isTime } from './configuration.js'
import { addDeclaration, checkDeclaration, unknownFeature } from './declaration.js'
import { advanceDetector } from './detector.js'
import { cloneDetector, type DetectorContext, type DetectorState } from './detector-state.js'
import { binOfValue, indifferenceOf } from './feature-norm.js'
import {
  contextOf,
  type FeatureState,
  firstSampleHour,
  isSealed,
  moveOn,
  rememberId,
  renewShadow,
  type WatchingPhase,
} from './feature-state.js'
import { freezeMonitor, localHourOf } from './freeze-anchor.js'
import { addToHours } from './hour-sample.js'
import { mergeStates } from './merge-monitors.js'
import { decodeMonitor, encodeMonitor } from './monitor-bytes.js'
import { initialState, type MonitorState } from './monitor-state.js'
import { observationKey } from './observation-key.js'
import { addFromSource, checkRoomForSource } from './open-sources.js'
import { promoteMonitor } from './promote-anchor.js'
import { isStorableText } from './text.js'
import { alignDown, DAY_HOURS, hourOf, sealedEnd } from './time.js'
import type {
  AnchorRequest,
  AnchorSummary,
  DriftDeclaration,
  DriftFeature,
  DriftFeatureReport,
  DriftMonitor,
  DriftMonitorOptions,
  DriftObservation,
  DriftReport,
  PromotionRequest,
} from './types.js'

const MAX_DECLARATIONS = 10_000

/**
 * Makes a monitor that watches features for drift. First it collects; once an anchor is frozen it watches, and raises
 * no more false alarms than stated, however often one looks. Deterministic: the same observations give the same
 * bytes and reports, in any order within the lateness bound.
 *
 * @throws KeelsonError `drift/invalid-options`, `drift/unsupported-kind`
 *
 * @example
 * ```ts
 * import { createDriftMonitor } from 'keelson/drift'
 * const hour = 3_600_000
 * const monitor = createDriftMonitor({ features: [{ name: 'latency', kind: 'numeric' }] })
 * const level = (index: number) => (index * 37) % 101
 * for (let index = 0; index < 14 * 24; index += 1) {
 *   monitor.observe({ at: index * hour, feature: 'latency', value: level(index) })
 * }
 * monitor.freezeAnchor({ from: 0, to: 14 * 24 * hour, reference: 'CHG-1' })
 * for (let index = 14 * 24; index < 16 * 24; index += 1) {
 *   monitor.observe({ at: index * hour, feature: 'latency', value: level(index) + 60 })
 * }
 * const report = monitor.assess(16 * 24 * hour + 300_000)
 * report.status // => 'drifting'
 * report.features[0]?.verdict // => 'abrupt'
 * ```
 */
export function createDriftMonitor(options: DriftMonitorOptions): DriftMonitor {
  return new StatefulDriftMonitor(initialState(completeOptions(options)))
}

/**
 * Reads a monitor back from `toBytes()`. It goes on exactly as the one that wrote them.
 *
 * @throws KeelsonError `drift/invalid-bytes`
 */
export function restoreDriftMonitor(bytes: Uint8Array): DriftMonitor {
  return new StatefulDriftMonitor(decodeMonitor(bytes))
}

/**
 * One monitor out of several that each saw a part of the observations (by source), as if it had seen them all. Exact,
 * and the order makes no difference. Before the freeze any monitors with the same options can be merged; after it,
 * shards that were restored from the bytes that one monitor wrote at its freeze, within 30 days of the end of the
 * anchor. The monitors handed in are not changed.
 *
 * @throws KeelsonError `drift/merge-mismatch`, `drift/merge-overlap`, `drift/merge-after-fold`
 *
 * @example
 * ```ts
 * import { createDriftMonitor, mergeDriftMonitors } from 'keelson/drift'
 * const options = { features: [{ name: 'changes', kind: 'count' as const }] }
 * const east = createDriftMonitor(options)
 * const west = createDriftMonitor(options)
 * east.observe({ at: 0, feature: 'changes', value: 3, source: 'east' })
 * west.observe({ at: 0, feature: 'changes', value: 5, source: 'west' })
 * mergeDriftMonitors([east, west]).assess(0).status // => 'warming'
 * ```
 */
export function mergeDriftMonitors(monitors: readonly DriftMonitor[]): DriftMonitor {
  return new StatefulDriftMonitor(mergeStates(monitors.map((monitor) => decodeMonitor(monitor.toBytes()))))
}

class StatefulDriftMonitor implements DriftMonitor {
  readonly #state: MonitorState
  readonly #indexes: ReadonlyMap<string, number>
  /**
   * Detectors as of the latest assessment, to go on from. Never more than what the prefix and the ring would give
   * again: forgotten as soon as an hour that they took, or a declaration, is added.
   */
  readonly #seen: (DetectorState | undefined)[] = []

  /** What lies after this is a leap; anything goes before the first observation. */
  #horizon = Number.POSITIVE_INFINITY

  constructor(state: MonitorState) {
    this.#state = state
    this.#indexes = new Map(state.features.map(({ name }, index) => [name, index]))
    for (const { latest } of state.features) if (latest !== null) this.#lookAhead(latest)
    if (state.resumedAt !== null) this.#lookAhead(state.resumedAt)
  }

  get features(): readonly DriftFeature[] {
    return this.#state.configuration.features.map((feature) => ({ ...feature }))
  }

  get late(): number {
    let late = 0
    for (const feature of this.#state.features) late += feature.late
    return late
  }

  check(observation: DriftObservation): void {
    this.#check(observation)
  }

  observe(observation: DriftObservation): void {
    const { latenessMs, utcOffset, sourceLimitAnHour } = this.#state.configuration
    const index = this.#check(observation)
    const feature = this.#state.features[index]!
    const { at, source, id } = observation
    // -0 equals 0, and the binary form knows one zero only.
    const value = observation.value === 0 ? 0 : observation.value
    const hour = hourOf(at)
    const isOpen = !isSealed(feature, hour, latenessMs)
    if (this.#isLate(feature, at, hour, isOpen)) {
      feature.late += 1
      return
    }
    const { phase } = feature
    if (source !== undefined && phase.kind === 'watching') checkRoomForSource(phase.sources, hour, source)
    if (id !== undefined && isOpen && !rememberId(feature, hour, observationKey(at, value, source, id)))
      return
    const sampled = { at, value, source, id }
    if (phase.kind === 'sampling') addToHours(phase.hours, feature.name, hour, sampled, sourceLimitAnHour)
    else {
      const { ring, norm, shadow } = phase
      if (shadow.since !== null && hour >= shadow.since) {
        addToHours(shadow.hours, feature.name, hour, sampled, sourceLimitAnHour)
      }
      const bin = value === null ? ring.bins : binOfValue(norm, value, localHourOf(utcOffset, at))
      if (source === undefined) ring.add(hour, bin, 1)
      else addFromSource(phase.sources, ring, hour, source, bin, sourceLimitAnHour)
      const seen = this.#seen[index]
      if (seen !== undefined && hour < seen.hour) this.#seen[index] = undefined
    }
    moveOn(feature, at, latenessMs, this.#state.declarations)
    this.#lookAhead(at)
  }

  resume(at: number): void {
    checkTime(at)
    this.#state.resumedAt = Math.max(this.#state.resumedAt ?? at, at)
    this.#lookAhead(at)
  }

  freezeAnchor(request: AnchorRequest): AnchorSummary {
    freezeMonitor(this.#state, request)
    return this.#summary()
  }

  promoteAnchor(request: PromotionRequest): AnchorSummary {
    promoteMonitor(this.#state, request, (index) => {
      const { latest } = this.#state.features[index]!
      if (latest === null) return false
      const until = sealedEnd(latest, this.#state.configuration.latenessMs)
      return this.#assessWatching(index, this.#state.features[index]!.phase as WatchingPhase, until).drifts
    })
    this.#seen.length = 0
    return this.#summary()
  }

  #summary(): AnchorSummary {
    const { from, to, reference, digest, promotions } = this.#state.anchor!
    return {
      from,
      to,
      reference,
      digest,
      promotions,
      features: this.#state.features.map(({ name, phase }) => {
        const { norm } = phase as WatchingPhase
        return {
          name,
          values: norm.values,
          season: norm.season.name,
          seasonalSpread: norm.season.spreads !== null,
          blockHours: norm.blockHours,
          blocks: norm.directions[0]!.blocks,
          indifference: indifferenceOf(norm),
        }
      }),
    }
  }

  declare(declaration: DriftDeclaration): void {
    const checked = checkDeclaration(declaration, new Set(this.#indexes.keys()))
    const declarations = addDeclaration(this.#state.declarations, checked)
    if (declarations.length > MAX_DECLARATIONS) {
      throw new KeelsonError('drift/too-many-declarations', 'the monitor holds 10,000 declarations already', {
        help: 'declare several features, or a longer period, at once',
      })
    }
    this.#state.declarations = declarations
    for (const feature of this.#state.features) {
      if (feature.phase.kind === 'watching') renewShadow(feature, feature.phase, declarations)
    }
    this.#seen.length = 0
  }

  assess(at: number): DriftReport {
    checkTime(at)
    const { anchor, configuration } = this.#state
    const until = sealedEnd(at, configuration.latenessMs)
    let drifts = false
    let unclear = false
    const features = this.#state.features.map((feature, index): DriftFeatureReport => {
      const { phase, name } = feature
      if (phase.kind === 'sampling') {
        unclear = true
        return warmingReport(name)
      }
      const assessed = this.#assessWatching(index, phase, until)
      drifts ||= assessed.drifts
      unclear ||= !assessed.isWatched
      return assessed.report
    })
    const status: DriftReport['status'] = drifts ? 'drifting' : unclear ? 'warming' : 'stable'
    const content = { at, status, features, falseAlarmsPerYear: configuration.falseAlarmsPerYear }
    const sealed = { anchor: anchor?.digest ?? null, report: content as unknown as JsonValue }
    return { ...content, digest: seal(sealed) }
  }

  toBytes(): Uint8Array {
    return encodeMonitor(this.#state)
  }

  #check(observation: DriftObservation): number {
    if (typeof observation !== 'object' || observation === null) throw invalid('', 'it is not an object')
    const { at, feature, value, source, id } = observation
    if (!isTime(at)) throw invalid('/at', '"at" is not whole epoch milliseconds')
    if (at > this.#horizon) throw clockLeap()
    const index = this.#indexes.get(feature)
    if (index === undefined) throw unknownFeature('/feature', feature, new Set(this.#indexes.keys()))
    if (value !== null && !(typeof value === 'number' && Number.isFinite(value))) {
      throw invalid('/value', 'the value is neither a finite number nor null')
    }
    if (this.#state.configuration.features[index]!.kind === 'count' && value !== null) {
      if (!Number.isSafeInteger(value) || value < 0)
        throw invalid('/value', 'a count is a whole number from 0')
    }
    if ((observation as { readonly exposure?: unknown }).exposure !== undefined) {
      throw invalid('/exposure', 'this release takes no exposure')
    }
    if (source !== undefined && !isStorableText(source)) {
      throw invalid('/source', 'the source is not a text of at most 1,024 units')
    }
    if (id !== undefined && !isStorableText(id)) {
      throw invalid('/id', 'the id is not a text of at most 1,024 units')
    }
    return index
  }

  #lookAhead(at: number): void {
    const horizon = at + this.#state.configuration.longestSilenceMs
    this.#horizon = this.#horizon === Number.POSITIVE_INFINITY ? horizon : Math.max(this.#horizon, horizon)
  }

  #assessWatching(index: number, phase: WatchingPhase, until: number): FeatureAssessment {
    const context = contextOf(this.#state.features[index]!.name, phase, this.#state.declarations)
    return assessFeature(phase, context, this.#detectorAt(index, phase, context, until), until)
  }

  #isLate(feature: FeatureState, at: number, hour: number, isOpen: boolean): boolean {
    const { phase } = feature
    if (phase.kind === 'watching') return at < phase.anchorEnd || !isOpen
    // Before the freeze every hour that is kept takes values in any order.
    return feature.latest !== null && hour < firstSampleHour(hourOf(feature.latest))
  }

  #detectorAt(index: number, phase: WatchingPhase, context: DetectorContext, until: number): DetectorState {
    // A day more than the detector needs, so that silence can be told.
    if (phase.carried === null && until < phase.prefix.hour + DAY_HOURS) {
      throw new KeelsonError('drift/assess-too-old', 'the instant lies before the 30 days that are kept', {
        path: '/at',
        help: 'assess within 30 days of the latest observation, or keep the bytes of that time',
      })
    }
    const end = alignDown(until, phase.norm.blockHours)
    const seen = this.#seen[index]
    const base =
      seen !== undefined && seen.hour <= end && seen.hour >= phase.prefix.hour ? seen : phase.prefix
    const detector = cloneDetector(base)
    advanceDetector(detector, context, phase.ring, end)
    this.#seen[index] = detector
    return detector
  }
}

function checkTime(at: number): void {
  if (isTime(at)) return
  throw new KeelsonError('drift/invalid-time', 'the instant is not whole epoch milliseconds', {
    path: '/at',
    help: 'pass epoch milliseconds, such as Date.now() gives',
  })
}

function clockLeap(): KeelsonError {
  return new KeelsonError('drift/clock-leap', 'the observation lies far ahead of all before it', {
    path: '/at',
    help: 'give epoch milliseconds; after a true silence of more than `longestSilenceMs` call resume(at) first',
  })
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-observation', `not an observation: ${message}`, {
    path,
    help: 'give { at, feature, value, source?, id? }; null for a value that is missing',
  })
}
