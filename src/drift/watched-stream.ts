import { SCORE_ORDERS } from '../stats/index.js'
import { type AlarmRule, alarmRule } from './alarm-rule.js'
import type { MonitorConfiguration } from './configuration.js'
import type { CheckedDeclaration } from './declaration.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import { arrivalsIn, type EvidenceRing, type RingLayout } from './evidence-ring.js'
import type { FeatureNorm } from './feature-norm.js'
import { arrivalHours, categoryHours, type HourSource, shareHours, valueHours } from './hour-source.js'
import type { StreamNorm } from './stream-norm.js'
import type { UtcOffsetChange } from './types.js'
import { laneStarts } from './vector-norm.js'

/**
 * What is watched of a feature: its values; and whether they are missing, come as often as they did, and come in time.
 */
export const STREAM_ROLES = ['values', 'missing', 'arrival', 'lateness'] as const
export type StreamRole = (typeof STREAM_ROLES)[number]

/** Shares of the false alarms that a feature may raise. */
const ALARM_SHARES: Readonly<Record<StreamRole, number>> = {
  values: 0.7,
  missing: 0.1,
  arrival: 0.1,
  lateness: 0.1,
}

/** One stream of a feature after the freeze. */
export interface WatchedStream {
  /** As reports name it. */
  readonly name: string
  readonly role: StreamRole
  readonly norm: StreamNorm
  readonly rule: AlarmRule
  /** The detector up to the ring's first hour. */
  readonly prefix: DetectorState
}

/** The name of a feature's stream: its own, or with `#` and the role. */
export function streamName(feature: string, role: StreamRole): string {
  return role === 'values' ? feature : `${feature}#${role}`
}

/** The names of all streams: of the features, as declared, then of each feature's side streams. */
export function streamNames({ features }: Pick<MonitorConfiguration, 'features'>): ReadonlySet<string> {
  const sides = STREAM_ROLES.filter((role) => role !== 'values')
  return new Set([
    ...features.map(({ name }) => name),
    ...features.flatMap(({ name }) => sides.map((role) => streamName(name, role))),
  ])
}

/** The ring of a feature whose values have this norm. */
export function ringLayout(norm: StreamNorm): RingLayout {
  if (norm.kind === 'shares') return { bins: norm.directions.length, scores: null, starts: [0] }
  const lanes = norm.kind === 'vector' ? norm.lanes : [norm]
  const scores = norm.kind === 'vector' ? joinScores(lanes) : norm.scores
  return { bins: scores.length / SCORE_ORDERS, scores, starts: laneStarts(lanes) }
}

function joinScores(lanes: readonly FeatureNorm[]): Int32Array {
  return Int32Array.from(lanes.flatMap(({ scores }) => [...scores]))
}

/** The alarm rule of a stream: its share of what the monitor's features may raise together. */
export function streamRule(
  configuration: MonitorConfiguration,
  role: StreamRole,
  norm: StreamNorm,
): AlarmRule {
  return alarmRule(configuration, norm.blockHours, ALARM_SHARES[role])
}

/** What the detector of a stream needs beside its state. */
export function contextOf(
  { name, norm, rule }: WatchedStream,
  declarations: readonly CheckedDeclaration[],
): DetectorContext {
  return { feature: name, norm, ...rule, declarations }
}

/** The hours of a stream, from its feature's ring. */
export function hoursOf(
  { role, norm }: WatchedStream,
  { ring, since }: { readonly ring: EvidenceRing; readonly since: number },
  offsets: readonly UtcOffsetChange[],
): HourSource {
  if (norm.kind === 'vector') return valueHours(ring)
  if (norm.kind === 'scored') {
    return role === 'arrival' ? arrivalHours(ring, norm, offsets, since) : valueHours(ring)
  }
  if (role === 'missing') {
    return shareHours(ring, norm, offsets, arrivalsIn, ({ missing }) => missing)
  }
  if (role === 'lateness') {
    return shareHours(
      ring,
      norm,
      offsets,
      (tally) => arrivalsIn(tally) + tally.late,
      ({ late }) => late,
    )
  }
  return categoryHours(ring, norm, offsets)
}
