import { Q16_ONE } from '../core/index.js'
import type { AssessedStream } from './assess-feature.js'
import { advanceDetector } from './detector.js'
import { cloneDetector, type DetectorState } from './detector-state.js'
import { DAY_HOURS, HOUR_MS } from './time.js'
import type { DriftEvidencePoint } from './types.js'

/** Days that the history reaches back: what a monitor keeps. */
export const HISTORY_DAYS = 30

/**
 * The evidence of a watched stream at the end of each of the last 30 days, as `assess` would have said then: the
 * detector is run again from its folded prefix over the hours that are kept. Costs what one assessment costs that has
 * nothing to go on from.
 *
 * @param anchorHour the hour in which the anchor ends
 * @param until the first hour that is not sealed
 */
export function evidenceHistory(
  { context, hours }: AssessedStream,
  prefix: DetectorState,
  anchorHour: number,
  until: number,
): DriftEvidencePoint[] {
  const detector = cloneDetector(prefix)
  const points: DriftEvidencePoint[] = []
  for (let day = HISTORY_DAYS - 1; day >= 0; day -= 1) {
    const hour = until - day * DAY_HOURS
    if (hour <= anchorHour || hour < prefix.hour) continue
    advanceDetector(detector, context, hours, hour)
    points.push({ at: hour * HOUR_MS, evidence: detector.evidence / Q16_ONE })
  }
  return points
}
