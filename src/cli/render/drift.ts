import { escapeTerminal } from '../../core/index.js'
import type { DriftReport } from '../../drift/index.js'
import { formatTime } from '../read-time.js'

/** A drift report for people, a line for each feature. */
export function describeDrift(report: DriftReport): string[] {
  const head = `${report.status}, at ${formatTime(report.at)}, at most ${report.falseAlarmsPerYear} false alarms a year`
  const lines = report.features.map((feature) => {
    const onset = feature.onset
    const since =
      onset === null ? '' : `, began between ${formatTime(onset.from)} and ${formatTime(onset.to)}`
    const alarms =
      feature.alarms === 0 ? 'no alarm' : `${feature.alarms} ${feature.alarms === 1 ? 'alarm' : 'alarms'}`
    return `  ${feature.name}: ${feature.verdict}, ${alarms}, evidence ${feature.evidence.toFixed(1)} bits${since}`
  })
  return [head, ...lines].map(escapeTerminal)
}
