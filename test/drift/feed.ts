import {
  createDriftMonitor,
  type DriftDeclaration,
  type DriftFeatureReport,
  type DriftMonitor,
  type DriftMonitorOptions,
} from 'keelson/drift'
import { type RandomStream, randomStream } from '../support/random-stream.js'

export const HOUR = 3_600_000
export const DAY: number = 24 * HOUR

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
  const { stepMs = 600_000, anchorDays = 14, declared, ...rest } = options
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
  return { monitor, report: monitor.assess(MONDAY + days * DAY + DAY / 24).features[0]! }
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
