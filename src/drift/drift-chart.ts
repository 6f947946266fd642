import {
  amountText,
  type SvgMarkup,
  shortenText,
  svgBox,
  svgChart,
  svgLabel,
  svgOutline,
  svgPill,
  svgPillWidth,
} from '../core/index.js'
import { STATUS_LOOKS } from './chart-palette.js'
import { CHART_WIDTH, COLUMNS, featureRow, ROW_HEIGHT } from './chart-row.js'
import { checkReport } from './check-report.js'
import { countVerdicts, driftSentences, quietSides } from './format-drift.js'
import { shownFeatures } from './side-streams.js'
import type { DriftReport } from './types.js'
import { utcTime } from './utc-text.js'

const HEAD_HEIGHT = 128
const FOOT_HEIGHT = 48

/**
 * A report as one picture: an SVG that stands by itself, in a page, as an image in Markdown, or as a file. For each
 * feature, and each of its side streams that has an episode, the verdict, the evidence against the alarm level, the last 30 days with onset and alarm (and the evidence of
 * each day, where `assess(at, { history: true })` was asked), effect and contrasts, and the ranges of values that
 * changed most.
 *
 * It holds no script, no address and no font; names and references from outside are escaped. It has its own ground in
 * light and dark, and says all of it in words in its description. The same report gives the same bytes.
 *
 * @throws KeelsonError `drift/invalid-report`
 *
 * @example
 * ```ts
 * import { createDriftMonitor, driftChart } from 'keelson/drift'
 * const monitor = createDriftMonitor({ features: [{ name: '<script>', kind: 'count' }] })
 * driftChart(monitor.assess(1767571200000)).includes('<script>') // => false
 * ```
 */
export function driftChart(report: DriftReport): string {
  checkReport(report)
  const { at, features } = report
  const { rows, quiet } = shownFeatures(features)
  const height = HEAD_HEIGHT + rows.length * ROW_HEIGHT + FOOT_HEIGHT
  return svgChart(
    {
      id: idOf(report),
      title: `Drift report: ${report.status}`,
      description: driftSentences(report).join(' '),
      width: CHART_WIDTH,
      height,
    },
    ...head(report),
    ...rows.map((feature, index) => featureRow(feature, at, HEAD_HEIGHT + index * ROW_HEIGHT)),
    ...foot(height, quiet),
  )
}

/** Two charts in one page need different names for their parts. */
function idOf({ digest }: DriftReport): string {
  return `keelson-drift-${digest.replace(/[^A-Za-z0-9]/g, '').slice(-12)}`
}

function head(report: DriftReport): SvgMarkup[] {
  const [paint, sign] = STATUS_LOOKS[report.status]
  const right = CHART_WIDTH - COLUMNS.name
  const rate = `at most ${amountText(report.falseAlarmsPerYear)} false alarms a year`
  const heading = { 'font-size': 11, 'font-weight': 600 }
  return [
    svgLabel('ink', COLUMNS.name, 38, 'Drift', { 'font-size': 22, 'font-weight': 700 }),
    svgLabel('faint', COLUMNS.name, 62, `${utcTime(report.at)} · ${rate}`, { 'font-size': 13 }),
    svgLabel('ink', COLUMNS.name, 82, shortenText(countVerdicts(report.features), 130), { 'font-size': 13 }),
    svgPill(report.status, sign, paint, right - svgPillWidth(report.status), 22),
    svgLabel('faint', COLUMNS.name, 116, 'Feature', heading),
    svgLabel('faint', COLUMNS.evidence, 116, 'Evidence', heading),
    svgLabel('faint', COLUMNS.time, 116, 'Last 30 days, UTC', heading),
    svgLabel('faint', COLUMNS.change, 116, 'Change, −1 to +1', heading),
    svgLabel('faint', COLUMNS.bins, 116, 'Where the values went', heading),
  ]
}

function foot(height: number, quiet: number): SvgMarkup[] {
  const line = height - 18
  const small = { 'font-size': 11 }
  const y = line - 8
  return [
    svgBox('rule', COLUMNS.name, height - FOOT_HEIGHT, CHART_WIDTH - 2 * COLUMNS.name, 1),
    svgBox('mark', COLUMNS.name, y, 12, 8, 1),
    svgLabel('faint', COLUMNS.name + 18, line, 'evidence below the alarm level', small),
    svgOutline('faint', `M${COLUMNS.evidence - 22} ${line - 4}h5v1h-5zm8 0h5v1h-5z`),
    svgLabel('faint', COLUMNS.evidence - 2, line, 'alarm level', small),
    svgBox('alarm', COLUMNS.time - 46, y - 2, 8, 12, 0, { 'fill-opacity': 0.28 }),
    svgLabel('faint', COLUMNS.time - 32, line, 'when the change began', small),
    svgOutline('alarm', `M${COLUMNS.time + 112} ${line}l4.5 -7l4.5 7z`),
    svgLabel('faint', COLUMNS.time + 128, line, 'alarm', small),
    svgBox('mark', COLUMNS.bins, line - 9, 20, 4, 1),
    svgBox('alarm', COLUMNS.bins, line - 4, 28, 4, 1),
    ...(quiet === 0 ? [] : [svgLabel('faint', COLUMNS.change - 60, line, quietSides(quiet), small)]),
    svgLabel('faint', COLUMNS.bins + 36, line, 'share in anchor, last day', small),
  ]
}
