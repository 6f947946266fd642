import {
  createDriftMonitor,
  type DriftDeclaration,
  type DriftMonitor,
  type DriftMonitorOptions,
  type DriftObservation,
} from 'keelson/drift'
import { ANCHOR_POINTS, LATENESS, MONDAY, POINTS_A_DAY, STEP } from './clock.js'

/** A value of a stream; `undefined` where nothing comes at all. */
export type StreamValue = DriftObservation['value'] | undefined

export interface WatchOptions extends Omit<DriftMonitorOptions, 'features'> {
  /** Numbers of a categorical stream are told as their texts. */
  readonly kind?: 'numeric' | 'count' | 'categorical' | 'vector'
  /** Of a vector. */
  readonly dimensions?: number
  readonly declared?: DriftDeclaration
}

/** The name of the only feature. */
export const FEATURE = 'x'

/**
 * Feeds a stream to a monitor of one feature, freezing the anchor on the way.
 *
 * @param look called before each value after the anchor
 */
export function watch(
  points: number,
  next: (index: number) => StreamValue,
  { kind = 'numeric', dimensions = 1, declared, ...options }: WatchOptions = {},
  look?: (monitor: DriftMonitor, index: number) => void,
): DriftMonitor {
  const feature = kind === 'vector' ? { name: FEATURE, kind, dimensions } : { name: FEATURE, kind }
  const monitor = createDriftMonitor({ features: [feature], ...options })
  for (let index = 0; index < points; index += 1) {
    const at = MONDAY + index * STEP
    if (index === ANCHOR_POINTS) {
      monitor.freezeAnchor({ from: MONDAY, to: at, reference: 'evaluation' })
      if (declared !== undefined) monitor.declare(declared)
    }
    const value = next(index)
    if (value !== undefined) {
      const told = kind === 'categorical' && value !== null ? String(value) : value
      monitor.observe({ at, feature: FEATURE, value: told })
    }
    if (index > ANCHOR_POINTS) look?.(monitor, index)
  }
  return monitor
}

/** The instant at which all of a stream's hours are sealed. */
export function endOf(points: number): number {
  return MONDAY + points * STEP + LATENESS
}

/** Points from the stream's begin to when an alarm can first be seen. */
function pointSeen(alarmedAt: number): number {
  return Math.ceil((alarmedAt + LATENESS - MONDAY) / STEP)
}

/** When each alarm of the feature can first be seen, in points. An episode lasts a day at least: a look every half does. */
export function alarmsOf(
  points: number,
  next: (index: number) => StreamValue,
  options?: WatchOptions,
): number[] {
  const alarms: number[] = []
  const look = (monitor: DriftMonitor, at: number): void => {
    const { alarmedAt } = monitor.assess(at).features[0]!
    const seen = alarmedAt === null ? -1 : pointSeen(alarmedAt)
    if (seen > (alarms.at(-1) ?? -1)) alarms.push(seen)
  }
  const monitor = watch(points, next, options, (watching, index) => {
    if (index % (POINTS_A_DAY / 2) === 0) look(watching, MONDAY + index * STEP)
  })
  look(monitor, endOf(points))
  return alarms
}
