import { amountText, escapeInvisibleLine, signedText } from '../core/index.js'
import { checkReport } from './check-report.js'
import { isSideStream, shownFeatures } from './side-streams.js'
import type { DriftFeatureReport, DriftReport } from './types.js'
import { utcTime } from './utc-text.js'

/**
 * A report as lines of plain text, for terminals, logs and comments: the status, then a line for each feature and for each of its side
 * streams that has an episode. What
 * comes from outside is escaped and cannot move a cursor.
 *
 * @throws KeelsonError `drift/invalid-report`
 *
 * @example
 * ```ts
 * import { createDriftMonitor, formatDrift } from 'keelson/drift'
 * const monitor = createDriftMonitor({ features: [{ name: 'changes', kind: 'count' }] })
 * formatDrift(monitor.assess(1767571200000)).split('\n')[1] // => 'changes: warming, no alarm.'
 * ```
 */
export function formatDrift(report: DriftReport): string {
  checkReport(report)
  return driftSentences(report).join('\n')
}

/** The lines of {@link formatDrift}. */
export function driftSentences(report: DriftReport): string[] {
  const { rows, quiet } = shownFeatures(report.features)
  return [summarise(report), ...rows.map(describeFeature), ...(quiet === 0 ? [] : [quietSides(quiet)])]
}

/** What is said of the side streams that have nothing to say. */
export function quietSides(quiet: number): string {
  return `${quiet} ${quiet === 1 ? 'side stream has' : 'side streams have'} no episode.`
}

/** One line: status, instant, stated rate, and how many features have which verdict. */
function summarise(report: DriftReport): string {
  const rate = `at most ${amountText(report.falseAlarmsPerYear)} false alarms a year`
  return `${report.status} at ${utcTime(report.at)}, ${rate}; ${countVerdicts(report.features)}.`
}

/** `12 features: 9 stable, 3 abrupt`, in the order in which the verdicts first occur; then side streams that have one. */
export function countVerdicts(features: readonly DriftFeatureReport[]): string {
  const { rows } = shownFeatures(features)
  const sides = rows.filter(isSideStream)
  const own = tally(
    'feature',
    rows.filter((feature) => !isSideStream(feature)),
  )
  return sides.length === 0 ? own : `${own}; ${tally('side stream', sides)}`
}

function tally(what: string, features: readonly DriftFeatureReport[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of features) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`)
  return `${features.length} ${what}${features.length === 1 ? '' : 's'}${parts.length === 0 ? '' : ': '}${parts.join(', ')}`
}

/** All that matters of a feature, in words. */
export function describeFeature(feature: DriftFeatureReport): string {
  const { name, verdict, alarms, alarmedAt, onset, evidence, threshold, effect, reference, excess } = feature
  const { escalations, recursOf, occurrences } = feature
  const count = alarms === 0 ? 'no alarm' : `${alarms} ${alarms === 1 ? 'alarm' : 'alarms'}`
  const parts = [`${name}: ${verdict}`, count]
  if (onset !== null) parts.push(`began between ${utcTime(onset.from)} and ${utcTime(onset.to)}`)
  if (alarmedAt !== null) parts.push(`alarm raised at ${utcTime(alarmedAt)}`)
  if (escalations !== undefined && escalations > 0) {
    parts.push(`raised again ${escalations === 1 ? 'once' : `${escalations} times`} as its effect doubled`)
  }
  if (occurrences !== undefined) parts.push(`seen ${occurrences} times`)
  if (recursOf !== undefined) {
    parts.push(`the last time from ${utcTime(recursOf.from)} to ${utcTime(recursOf.to)}`)
  }
  if (threshold !== null) {
    parts.push(
      `evidence ${amountText(evidence)} of ${amountText(threshold)} bits`,
      `effect ${signedText(effect)}`,
    )
  }
  if (reference !== undefined) parts.push(`declared by ${reference}`)
  if (excess !== undefined) parts.push(`${amountText(excess)} beyond what was declared`)
  return `${escapeInvisibleLine(parts.join(', '))}.`
}
