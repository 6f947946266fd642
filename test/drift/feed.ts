import {
  createDriftMonitor,
  type DriftDeclaration,
  type DriftFeatureReport,
  type DriftMonitor,
  type DriftMonitorOptions,
  restoreDriftMonitor,
} from 'keelson/drift'
import { type RandomStream, randomStream } from '../support/random-stream.js'

export const HOUR = 3_600_000
export const DAY: number = 24 * HOUR

const STEP = 600_000

/** Monday, 2026-01-05T00:00Z. */
export const MONDAY = 1_767_571_200_000

/** The value of a stream at a number of days since Monday. */
export type StreamValue = (days: number, random: RandomStream) => number | null

export interface Fed {
  readonly monitor: DriftMonitor
  /** The only feature, at the end. */
  readonly report: DriftFeatureReport
}

/** Feeds one feature every ten minutes for some days, freezing the anchor after 14, and assesses the end. */
export function feed(
  seed: number,
  value: StreamValue,
  days = 60,
  options: Omit<DriftMonitorOptions, 'features'> & {
    readonly stepMs?: number
    readonly anchorDays?: number
    /** Declared as soon as the anchor is frozen. */
    readonly declared?: DriftDeclaration
  } = {},
): Fed {
  const { stepMs = STEP, anchorDays = 14, declared, ...rest } = options
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }], ...rest })
  const random = randomStream(seed)
  const anchorEnd = MONDAY + anchorDays * DAY
  let frozen = false
  for (let at = MONDAY; at < MONDAY + days * DAY; at += stepMs) {
    if (!frozen && at >= anchorEnd) {
      monitor.freezeAnchor({ from: MONDAY, to: anchorEnd, reference: 'CHG-1' })
      if (declared !== undefined) monitor.declare(declared)
      frozen = true
    }
    monitor.observe({ at, feature: 'x', value: value((at - MONDAY) / DAY, random) })
  }
  return { monitor, report: reportAt(monitor, days) }
}

/** Until this day the streams of {@link feedChanged} are all alike. */
export const CHANGE_DAY = 30

const quiet = new Map<number, Uint8Array>()

/**
 * As {@link feed}, of a stream whose values are `normal()` and nothing else until day 30: what a seed has shown by then
 * is fed once, and every stream of it goes on from there.
 */
export function feedChanged(seed: number, value: StreamValue, days = 60): Fed {
  let bytes = quiet.get(seed)
  if (bytes === undefined) {
    bytes = feed(seed, (_, { normal }) => normal(), CHANGE_DAY).monitor.toBytes()
    quiet.set(seed, bytes)
  }
  const monitor = restoreDriftMonitor(bytes)
  const random = randomStream(seed)
  const start = MONDAY + CHANGE_DAY * DAY
  for (let at = MONDAY; at < start; at += STEP) random.normal()
  for (let at = start; at < MONDAY + days * DAY; at += STEP) {
    monitor.observe({ at, feature: 'x', value: value((at - MONDAY) / DAY, random) })
  }
  return { monitor, report: reportAt(monitor, days) }
}

function reportAt(monitor: DriftMonitor, days: number): DriftFeatureReport {
  return monitor.assess(MONDAY + days * DAY + DAY / 24).features[0]!
}

/** A sine of one day and a lower weekend. */
export function season(days: number): number {
  const weekday = Math.floor(days) % 7
  return 1.5 * Math.sin(2 * Math.PI * days) + (weekday >= 5 ? -0.8 : 0)
}

/** Seeds 1, 2, … */
export function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
