import { KeelsonError } from '../core/index.js'
import { MOST_DIMENSIONS } from './projection.js'
import { isStorableName } from './text.js'
import { DAY_HOURS, HOUR_MS } from './time.js'
import type { DriftFeature, DriftMonitorOptions, UtcOffsetChange } from './types.js'

/** The options of a monitor, checked and complete. Never changes after the monitor is made. */
export interface MonitorConfiguration {
  readonly features: readonly DriftFeature[]
  readonly falseAlarmsPerYear: number
  /** In increasing order of `from`; empty for UTC. */
  readonly utcOffset: readonly UtcOffsetChange[]
  readonly latenessMs: number
  readonly longestSilenceMs: number
  readonly sourceLimitAnHour: number
  /** τ of the strict mode; `null` in the calibrated mode. */
  readonly strictTolerance: number | null
}

const MAX_FEATURES = 1000
const MAX_OFFSET_CHANGES = 1000
const MAX_OFFSET_MINUTES = 24 * 60
const DEFAULT_FALSE_ALARMS_PER_YEAR = 0.5
const MAX_FALSE_ALARMS_PER_YEAR = 365
const DEFAULT_LATENESS_MS = 300_000
const DEFAULT_LONGEST_SILENCE_MS: number = 90 * DAY_HOURS * HOUR_MS
const DEFAULT_SOURCE_LIMIT = 32
const DEFAULT_STRICT_TOLERANCE = 0.1
const MAX_SOURCE_LIMIT = 1_000_000
const MAX_LONGEST_SILENCE_MS: number = 3660 * DAY_HOURS * HOUR_MS

/** The binary form holds whole numbers up to 2^52 of either sign: the year 144,683. */
const MAX_TIME_MS = 4_503_599_627_370_495

/** True for whole epoch milliseconds within 2^52 of the epoch. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_TIME_MS
}

/**
 * Checks the options of a monitor and fills in the defaults.
 *
 * @throws KeelsonError `drift/invalid-options`
 */
export function completeOptions(options: DriftMonitorOptions): MonitorConfiguration {
  if (typeof options !== 'object' || options === null) throw invalid('', 'the options are not an object')
  const falseAlarmsPerYear = options.falseAlarmsPerYear ?? DEFAULT_FALSE_ALARMS_PER_YEAR
  if (
    typeof falseAlarmsPerYear !== 'number' ||
    !(falseAlarmsPerYear > 0 && falseAlarmsPerYear <= MAX_FALSE_ALARMS_PER_YEAR)
  ) {
    throw invalid('/falseAlarmsPerYear', 'the rate is not a number above 0 and at most 365')
  }
  const latenessMs = options.latenessMs ?? DEFAULT_LATENESS_MS
  if (!Number.isSafeInteger(latenessMs) || latenessMs < 0 || latenessMs > DAY_HOURS * HOUR_MS) {
    throw invalid('/latenessMs', 'the lateness is not a whole number of milliseconds from 0 to 24 h')
  }
  const longestSilenceMs = options.longestSilenceMs ?? DEFAULT_LONGEST_SILENCE_MS
  if (
    !Number.isSafeInteger(longestSilenceMs) ||
    longestSilenceMs < HOUR_MS ||
    longestSilenceMs > MAX_LONGEST_SILENCE_MS
  ) {
    throw invalid('/longestSilenceMs', 'the silence is not whole milliseconds from 1 h to 3,660 d')
  }
  const sourceLimitAnHour = options.sourceLimitAnHour ?? DEFAULT_SOURCE_LIMIT
  if (
    !Number.isSafeInteger(sourceLimitAnHour) ||
    sourceLimitAnHour < 1 ||
    sourceLimitAnHour > MAX_SOURCE_LIMIT
  ) {
    throw invalid('/sourceLimitAnHour', 'the limit is not a whole number from 1 to 1,000,000')
  }
  return {
    features: checkFeatures(options.features),
    falseAlarmsPerYear,
    utcOffset: checkOffsets(options.utcOffset ?? 0),
    latenessMs,
    longestSilenceMs,
    sourceLimitAnHour,
    strictTolerance: checkMode(options),
  }
}

function checkMode({ mode, strictTolerance }: DriftMonitorOptions): number | null {
  if (mode !== undefined && mode !== 'calibrated' && mode !== 'strict') {
    throw invalid('/mode', 'the mode is neither "calibrated" nor "strict"')
  }
  if (mode !== 'strict') {
    if (strictTolerance === undefined) return null
    throw invalid('/strictTolerance', 'only the strict mode has a tolerance of its own')
  }
  const tolerance = strictTolerance ?? DEFAULT_STRICT_TOLERANCE
  if (typeof tolerance !== 'number' || !(tolerance > 0 && tolerance < 1)) {
    throw invalid('/strictTolerance', 'the tolerance is not a number between 0 and 1')
  }
  return tolerance
}

/** Minutes that local time is ahead of UTC at an instant. */
export function offsetMinutesAt(changes: readonly UtcOffsetChange[], at: number): number {
  let minutes = 0
  for (const change of changes) {
    if (change.from > at) break
    minutes = change.minutes
  }
  return minutes
}

function checkFeatures(features: unknown): readonly DriftFeature[] {
  if (!Array.isArray(features) || features.length === 0 || features.length > MAX_FEATURES) {
    throw invalid('/features', 'the features are not a list of 1 to 1,000')
  }
  const names = new Set<string>()
  return features.map((feature: unknown, index) => {
    const path = `/features/${index}`
    if (typeof feature !== 'object' || feature === null) throw invalid(path, 'the feature is not an object')
    const { name, kind, dimensions } = feature as { [Member in 'name' | 'kind' | 'dimensions']?: unknown }
    if (!isStorableName(name) || name.includes('#')) {
      throw invalid(`${path}/name`, 'the name is not a text of 1 to 1,024 units without "#"')
    }
    if (names.has(name)) throw invalid(`${path}/name`, `the name "${name}" is given twice`)
    names.add(name)
    if (kind === 'vector') {
      if (!isDimensions(dimensions)) {
        throw invalid(`${path}/dimensions`, 'the dimensions are not a whole number from 1 to 4,096')
      }
      return { name, kind, dimensions }
    }
    if (kind !== 'numeric' && kind !== 'count' && kind !== 'categorical') {
      throw invalid(`${path}/kind`, 'the kind is none of "numeric", "count", "categorical", "vector"')
    }
    if (dimensions !== undefined) {
      throw invalid(`${path}/dimensions`, 'only a vector has dimensions')
    }
    return { name, kind }
  })
}

function isDimensions(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_DIMENSIONS
}

function checkOffsets(offset: unknown): readonly UtcOffsetChange[] {
  if (typeof offset === 'number') {
    if (!isOffset(offset)) throw invalid('/utcOffset', 'the offset is not whole minutes within a day')
    return offset === 0 ? [] : [{ from: -MAX_TIME_MS, minutes: offset }]
  }
  if (!Array.isArray(offset) || offset.length > MAX_OFFSET_CHANGES) {
    throw invalid('/utcOffset', 'the offset is neither minutes nor a table of at most 1,000 entries')
  }
  let before = Number.NEGATIVE_INFINITY
  return offset.map((entry: unknown, index) => {
    const path = `/utcOffset/${index}`
    if (typeof entry !== 'object' || entry === null) throw invalid(path, 'the entry is not an object')
    const { from, minutes } = entry as { readonly from?: unknown; readonly minutes?: unknown }
    if (!isTime(from) || from <= before) {
      throw invalid(`${path}/from`, 'the instant is not whole milliseconds after the entry before')
    }
    if (!isOffset(minutes)) throw invalid(`${path}/minutes`, 'the offset is not whole minutes within a day')
    before = from
    return { from, minutes }
  })
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_OFFSET_MINUTES
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-options', message, {
    path,
    help: 'see DriftMonitorOptions: { features: [{ name, kind, dimensions? }], falseAlarmsPerYear?, utcOffset?, latenessMs?, longestSilenceMs?, sourceLimitAnHour?, mode?, strictTolerance? }',
  })
}
