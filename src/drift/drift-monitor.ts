import { type JsonValue, KeelsonError } from '../core/index.js'
import { seal } from '../hash/index.js'
import { type AssessedStream, assessStream, type FeatureAssessment, warmingReport } from './assess-feature.js'
import { completeOptions, isTime } from './configuration.js'
import { addDeclaration, checkDeclaration, unknownFeature } from './declaration.js'
import { advanceDetector } from './detector.js'
import { cloneDetector, type DetectorState } from './detector-state.js'
import { evidenceHistory } from './evidence-history.js'
import { expectedAlarms } from './expected-alarms.js'
import {
  type FeatureState,
  firstSampleHour,
  isSealed,
  moveOn,
  prefixHour,
  rememberId,
  renewShadow,
  type WatchingPhase,
} from './feature-state.js'
import { freezeMonitor } from './freeze-anchor.js'
import { mergeStates } from './merge-monitors.js'
import { decodeMonitor, encodeMonitor } from './monitor-bytes.js'
import { initialState, type MonitorState } from './monitor-state.js'
import { observationKey } from './observation-key.js'
import { checkRoomForSource } from './open-sources.js'
import { promoteMonitor } from './promote-anchor.js'
import { smallestEffectWithin } from './smallest-effect.js'
import { indifferenceOf, seasonOf } from './stream-norm.js'
import {
  checkExposure,
  checkValue,
  collectObservation,
  countObservation,
  invalidObservation as invalid,
  plainValue,
  sampleOf,
} from './take-observation.js'
import { isStorableText } from './text.js'
import { alignDown, DAY_HOURS, hourOf, sealedEnd } from './time.js'
import type {
  AnchorRequest,
  AnchorSummary,
  AssessDriftOptions,
  DriftDeclaration,
  DriftFeature,
  DriftFeatureReport,
  DriftMonitor,
  DriftMonitorOptions,
  DriftObservation,
  DriftReport,
  PromotionRequest,
} from './types.js'
import { contextOf, hoursOf, STREAM_ROLES, streamName, streamNames } from './watched-stream.js'

const MAX_DECLARATIONS = 10_000

/**
 * Makes a monitor that watches features for drift. First it collects; once an anchor is frozen it watches, and raises
 * no more false alarms than stated, however often one looks. Deterministic: the same observations give the same
 * bytes and reports, in any order within the lateness bound.
 *
 * @throws KeelsonError `drift/invalid-options`
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
    const { configuration, declarations } = this.#state
    const index = this.#check(observation)
    const feature = this.#state.features[index]!
    const { at, source, id, exposure } = observation
    const hour = hourOf(at)
    const isOpen = !isSealed(feature, hour, configuration.latenessMs)
    if (!isOpen) this.#countLateness(feature, index)
    if (this.#isLate(feature, at, hour, isOpen)) {
      feature.late += 1
      return
    }
    const { phase } = feature
    if (source !== undefined && phase.kind === 'watching') checkRoomForSource(phase.sources, hour, source)
    const isKnown =
      id !== undefined &&
      isOpen &&
      !rememberId(feature, hour, observationKey(at, plainValue(observation.value), source, id, exposure))
    if (isKnown) return
    if (phase.kind === 'sampling') {
      collectObservation(feature.name, phase.hours, observation, configuration.sourceLimitAnHour)
    } else {
      const { shadow } = phase
      if (shadow.since !== null && hour >= shadow.since) {
        collectObservation(feature.name, shadow.hours, observation, configuration.sourceLimitAnHour)
      }
      countObservation(feature.name, phase, configuration, observation)
      this.#forget(index, hour)
    }
    moveOn(feature, at, configuration, declarations)
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
      return this.#assessWatching(index, 0, this.#state.features[index]!.phase as WatchingPhase, until).drifts
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
        const { streams } = phase as WatchingPhase
        const { norm, rule } = streams[0]!
        return {
          name,
          values: norm.values,
          ...seasonOf(norm),
          blockHours: norm.blockHours,
          blocks: norm.directions[0]!.blocks,
          expectedFalseAlarms: streams.reduce(
            (sum, stream) => sum + expectedAlarms(stream.norm, stream.rule),
            0,
          ),
          indifference: indifferenceOf(norm, rule.strictTolerance),
          smallestEffect: {
            day: smallestEffectWithin(norm, rule, DAY_HOURS),
            week: smallestEffectWithin(norm, rule, 7 * DAY_HOURS),
            month: smallestEffectWithin(norm, rule, 30 * DAY_HOURS),
          },
        }
      }),
    }
  }

  declare(declaration: DriftDeclaration): void {
    const checked = checkDeclaration(declaration, streamNames(this.#state.configuration))
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

  assess(at: number, options: AssessDriftOptions = {}): DriftReport {
    checkTime(at)
    const { anchor, configuration } = this.#state
    const until = sealedEnd(at, configuration.latenessMs)
    let drifts = false
    let unclear = false
    const reports: DriftFeatureReport[][] = STREAM_ROLES.map(() => [])
    for (const [index, { name, phase }] of this.#state.features.entries()) {
      for (const [position, role] of STREAM_ROLES.entries()) {
        if (phase.kind === 'sampling') {
          unclear = true
          reports[position]!.push(warmingReport(streamName(name, role)))
          continue
        }
        const stream = this.#streamAt(index, position, phase, until)
        const anchorHour = hourOf(phase.anchorEnd)
        const assessed = assessStream(stream, anchorHour, until)
        drifts ||= assessed.drifts
        unclear ||= role === 'values' && !assessed.isWatched
        const { prefix } = phase.streams[position]!
        const history = options.history === true ? evidenceHistory(stream, prefix, anchorHour, until) : null
        reports[position]!.push(
          history === null ? assessed.report : { ...assessed.report, evidenceHistory: history },
        )
      }
    }
    const [own, missing, arrival, lateness] = reports
    const sides = own!.flatMap((_, index) => [missing![index]!, arrival![index]!, lateness![index]!])
    const features = [...own!, ...sides]
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
    const { at, feature, value, source, id, exposure } = observation
    if (!isTime(at)) throw invalid('/at', '"at" is not whole epoch milliseconds')
    if (at > this.#horizon) throw clockLeap()
    const index = this.#indexes.get(feature)
    if (index === undefined) throw unknownFeature('/feature', feature, new Set(this.#indexes.keys()))
    const declared = this.#state.configuration.features[index]!
    checkValue(declared, value)
    const { phase } = this.#state.features[index]!
    checkExposure(declared.kind, exposure, phase.kind === 'watching' ? phase.streams[0]!.norm : null)
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

  #assessWatching(index: number, position: number, phase: WatchingPhase, until: number): FeatureAssessment {
    return assessStream(this.#streamAt(index, position, phase, until), hourOf(phase.anchorEnd), until)
  }

  #isLate(feature: FeatureState, at: number, hour: number, isOpen: boolean): boolean {
    const { phase } = feature
    if (phase.kind === 'watching') return at < phase.anchorEnd || !isOpen
    // Before the freeze every hour that is kept takes values in any order.
    return feature.latest !== null && hour < firstSampleHour(hourOf(feature.latest))
  }

  /** What comes late speaks of the hour in which it comes, which is still open. */
  #countLateness(feature: FeatureState, index: number): void {
    const { phase } = feature
    const hour = hourOf(feature.latest!)
    if (phase.kind === 'sampling') sampleOf(phase.hours, hour).late += 1
    else if (hour >= phase.since) {
      const { ring, shadow } = phase
      if (shadow.since !== null && hour >= shadow.since) sampleOf(shadow.hours, hour).late += 1
      ring.addLate(hour, 1)
      this.#forget(index, hour)
    }
  }

  #forget(index: number, hour: number): void {
    const first = index * STREAM_ROLES.length
    for (let at = first; at < first + STREAM_ROLES.length; at += 1) {
      const seen = this.#seen[at]
      if (seen !== undefined && hour < seen.hour) this.#seen[at] = undefined
    }
  }

  #streamAt(index: number, position: number, phase: WatchingPhase, until: number): AssessedStream {
    // A day more than the detector needs, so that silence can be told.
    if (phase.carried === null && until < prefixHour(phase) + DAY_HOURS) {
      throw new KeelsonError('drift/assess-too-old', 'the instant lies before the 30 days that are kept', {
        path: '/at',
        help: 'assess within 30 days of the latest observation, or keep the bytes of that time',
      })
    }
    const stream = phase.streams[position]!
    const { prefix, norm, role } = stream
    const context = contextOf(stream, this.#state.declarations)
    const hours = hoursOf(stream, phase, this.#state.configuration.utcOffset)
    const end = alignDown(until, norm.blockHours)
    const at = index * STREAM_ROLES.length + position
    const seen = this.#seen[at]
    const base = seen !== undefined && seen.hour <= end && seen.hour >= prefix.hour ? seen : prefix
    const detector = cloneDetector(base)
    advanceDetector(detector, context, hours, end)
    this.#seen[at] = detector
    const ring = role === 'values' ? phase.ring : null
    return { context, detector, hours, kept: prefix.hour, ring, moments: phase.moments }
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
