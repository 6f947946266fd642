import { box, element, label, type Markup, outline, text } from './chart-markup.js'
import { STATUS_LOOKS, STYLE } from './chart-palette.js'
import { CHART_WIDTH, COLUMNS, featureRow, pill, pillWidth, ROW_HEIGHT } from './chart-row.js'
import { shorten } from './chart-text.js'
import { checkReport } from './check-report.js'
import { countVerdicts, driftSentences, quietSides } from './format-drift.js'
import { amount } from './number-text.js'
import { shownFeatures } from './side-streams.js'
import type { DriftReport } from './types.js'
import { utcTime } from './utc-text.js'

const HEAD_HEIGHT = 128
const FOOT_HEIGHT = 48
const FONT = 'system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, sans-serif'

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
  const id = idOf(report)
  const parts = [
    element('title', { id: `${id}-title` }, text(`Drift report: ${report.status}`)),
    element('desc', { id: `${id}-description` }, text(driftSentences(report).join(' '))),
    { svg: `<style>${STYLE}</style>` },
    box('ground', 0, 0, CHART_WIDTH, height, 12),
    ...head(report),
    ...rows.map((feature, index) => featureRow(feature, at, HEAD_HEIGHT + index * ROW_HEIGHT)),
    ...foot(height, quiet),
  ]
  const attributes = [
    'xmlns="http://www.w3.org/2000/svg"',
    'class="keelson-drift"',
    'role="img"',
    `aria-labelledby="${id}-title ${id}-description"`,
    `viewBox="0 0 ${CHART_WIDTH} ${height}"`,
    `width="${CHART_WIDTH}" height="${height}"`,
    `font-family="${FONT}"`,
  ]
  return `<svg ${attributes.join(' ')}>${parts.map(({ svg }) => svg).join('')}</svg>`
}

/** Two charts in one page need different names for their parts. */
function idOf({ digest }: DriftReport): string {
  return `keelson-drift-${digest.replace(/[^A-Za-z0-9]/g, '').slice(-12)}`
}

function head(report: DriftReport): Markup[] {
  const [paint, sign] = STATUS_LOOKS[report.status]
  const right = CHART_WIDTH - COLUMNS.name
  const rate = `at most ${amount(report.falseAlarmsPerYear)} false alarms a year`
  const heading = { 'font-size': 11, 'font-weight': 600 }
  return [
    label('ink', COLUMNS.name, 38, 'Drift', { 'font-size': 22, 'font-weight': 700 }),
    label('faint', COLUMNS.name, 62, `${utcTime(report.at)} · ${rate}`, { 'font-size': 13 }),
    label('ink', COLUMNS.name, 82, shorten(countVerdicts(report.features), 130), { 'font-size': 13 }),
    pill(report.status, sign, paint, right - pillWidth(report.status), 22),
    label('faint', COLUMNS.name, 116, 'Feature', heading),
    label('faint', COLUMNS.evidence, 116, 'Evidence', heading),
    label('faint', COLUMNS.time, 116, 'Last 30 days, UTC', heading),
    label('faint', COLUMNS.change, 116, 'Change, −1 to +1', heading),
    label('faint', COLUMNS.bins, 116, 'Where the values went', heading),
  ]
}

function foot(height: number, quiet: number): Markup[] {
  const line = height - 18
  const small = { 'font-size': 11 }
  const y = line - 8
  return [
    box('rule', COLUMNS.name, height - FOOT_HEIGHT, CHART_WIDTH - 2 * COLUMNS.name, 1),
    box('mark', COLUMNS.name, y, 12, 8, 1),
    label('faint', COLUMNS.name + 18, line, 'evidence below the alarm level', small),
    outline('faint', `M${COLUMNS.evidence - 22} ${line - 4}h5v1h-5zm8 0h5v1h-5z`),
    label('faint', COLUMNS.evidence - 2, line, 'alarm level', small),
    box('alarm', COLUMNS.time - 46, y - 2, 8, 12, 0, { 'fill-opacity': 0.28 }),
    label('faint', COLUMNS.time - 32, line, 'when the change began', small),
    outline('alarm', `M${COLUMNS.time + 112} ${line}l4.5 -7l4.5 7z`),
    label('faint', COLUMNS.time + 128, line, 'alarm', small),
    box('mark', COLUMNS.bins, line - 9, 20, 4, 1),
    box('alarm', COLUMNS.bins, line - 4, 28, 4, 1),
    ...(quiet === 0 ? [] : [label('faint', COLUMNS.change - 60, line, quietSides(quiet), small)]),
    label('faint', COLUMNS.bins + 36, line, 'share in anchor, last day', small),
  ]
}
