import {
  amountText,
  percentText,
  type SvgMarkup,
  type SvgPaint,
  shortenText,
  signedText,
  svgBox,
  svgElement,
  svgLabel,
  svgOutline,
  svgPill,
  svgText,
  twoTextLines,
} from '../core/index.js'
import { binRange } from './chart-bins.js'
import { VERDICT_LOOKS } from './chart-palette.js'
import { timeLane } from './chart-time-lane.js'
import { describeFeature } from './format-drift.js'
import { isSideStream } from './side-streams.js'
import type { DriftBin, DriftFeatureReport } from './types.js'
import { utcDayTime } from './utc-text.js'

/** Left edges of the columns, in pixels. */
export const COLUMNS = { name: 24, evidence: 252, time: 374, change: 640, bins: 826 } as const

export const CHART_WIDTH = 1064
export const ROW_HEIGHT = 96

/** Base lines of the four lines of a row. */
const LINES = [26, 44, 62, 80] as const
const SMALL = { 'font-size': 11 } as const
const NAME_COLUMNS = 26
const NAME = { 'font-size': 14, 'font-weight': 600 } as const

/** A feature's row, with its top at `y`; `at` is the report's instant. */
export function featureRow(feature: DriftFeatureReport, at: number, y: number): SvgMarkup {
  const [paint] = VERDICT_LOOKS[feature.verdict]
  return svgElement(
    'g',
    { transform: `translate(0 ${y})` },
    svgElement('title', {}, svgText(describeFeature(feature))),
    svgBox('rule', COLUMNS.name, 0, CHART_WIDTH - 2 * COLUMNS.name, 1),
    ...nameColumn(feature),
    ...evidenceColumn(feature, paint),
    ...timeLane(feature, at, paint, COLUMNS.time),
    ...changeColumn(feature, paint),
    ...feature.bins
      .slice(0, BIN_LINES.length)
      .flatMap((bin, index) => binLine(bin, BIN_LINES[index]!, paint)),
  )
}

function nameColumn(feature: DriftFeatureReport): SvgMarkup[] {
  const { name, verdict, alarms, reference, excess, escalations = 0, occurrences } = feature
  const x = COLUMNS.name
  const [paint, sign] = VERDICT_LOOKS[verdict]
  const lines = twoTextLines(name, NAME_COLUMNS)
  const [first, second] = lines
  const isSide = isSideStream(feature)
  const named = lines.length === 1
  const remarks = [
    ...(alarms === 0 ? [] : [alarms === 1 ? '1 alarm' : `${amountText(alarms)} alarms`]),
    ...(escalations === 0 ? [] : [`raised again ${amountText(escalations)}×`]),
    ...(occurrences === undefined ? [] : [`seen ${amountText(occurrences)}×`]),
    ...(excess === undefined ? [] : [`${amountText(excess)} beyond`]),
    ...(reference === undefined ? [] : [reference]),
  ]
  return [
    // A stream that the monitor added belongs to the feature whose name it carries.
    ...(isSide ? [svgBox('mark', x, LINES[0] - 11, 2, named ? 14 : 32, 1)] : []),
    svgLabel(isSide ? 'faint' : 'ink', x + (isSide ? 9 : 0), LINES[0], first!, NAME),
    ...(named ? [] : [svgLabel(isSide ? 'faint' : 'ink', x + (isSide ? 9 : 0), LINES[1], second!, NAME)]),
    svgPill(verdict, sign, paint, x, named ? 36 : 51),
    ...(remarks.length === 0
      ? []
      : [svgLabel('faint', x, named ? 73 : 86, shortenText(remarks.join(' · '), 36), SMALL)]),
  ]
}

const EVIDENCE_WIDTH = 96
const ALARM_SIGN = '▲'

function evidenceColumn(
  { evidence, threshold, alarmedAt }: DriftFeatureReport,
  paint: SvgPaint,
): SvgMarkup[] {
  const x = COLUMNS.evidence
  if (threshold === null) return [svgLabel('faint', x, LINES[0], 'no anchor yet', SMALL)]
  // The alarm level stands in the middle of the bar; what is twice as much fills it.
  const share = threshold <= 0 ? 1 : Math.max(0, Math.min(1, evidence / (2 * threshold)))
  const isOver = evidence > 2 * threshold
  return [
    svgLabel('ink', x, LINES[0], `${amountText(evidence)} bits`, NAME),
    svgBox('lane', x, 35, EVIDENCE_WIDTH, 10, 2),
    svgBox(evidence >= threshold ? paint : 'mark', x, 35, Math.max(1, share * EVIDENCE_WIDTH), 10, 2),
    svgBox('ink', x + EVIDENCE_WIDTH / 2 - 0.75, 32, 1.5, 16),
    ...(isOver ? [svgOutline('ink', `M${x + EVIDENCE_WIDTH + 3} 36l4 4l-4 4z`)] : []),
    svgLabel('faint', x, LINES[2] + 1, `alarm at ${amountText(threshold)}`, SMALL),
    ...(alarmedAt === null
      ? []
      : [svgLabel('ink', x, LINES[3], `${ALARM_SIGN} ${utcDayTime(alarmedAt)}`, SMALL)]),
  ]
}

const ZERO = 90
const HALF = 42

function changeColumn({ effect, threshold, contrasts }: DriftFeatureReport, paint: SvgPaint): SvgMarkup[] {
  if (threshold === null) return []
  const rows: readonly (readonly [string, number | undefined, SvgPaint])[] = [
    ['effect', effect, paint],
    ...CONTRASTS.map(([name, title]): [string, number | undefined, SvgPaint] => [
      title,
      contrasts.find((contrast) => contrast.name === name)?.delta,
      'mark',
    ]),
  ]
  return [
    svgBox('rule', COLUMNS.change + ZERO - HALF, 14, 1, 72),
    svgBox('rule', COLUMNS.change + ZERO + HALF, 14, 1, 72),
    ...rows.flatMap(([title, value, bar], index) => changeLine(title, value, bar, LINES[index]!)),
    svgBox('faint', COLUMNS.change + ZERO - 0.5, 14, 1, 72),
  ]
}

const CONTRASTS = [
  ['24h-6d', '24 h'],
  ['7d-23d', '7 d'],
  ['30d-anchor', '30 d'],
] as const

function changeLine(title: string, value: number | undefined, paint: SvgPaint, line: number): SvgMarkup[] {
  const x = COLUMNS.change
  const isFirst = line === LINES[0]
  const height = isFirst ? 10 : 6
  const weight = isFirst ? { ...SMALL, 'font-weight': 600 } : SMALL
  const head = svgLabel(isFirst ? 'ink' : 'faint', x, line, title, weight)
  if (value === undefined) return [head]
  const length = Math.min(1, Math.abs(value)) * HALF
  return [
    head,
    svgBox(paint, x + ZERO + (value < 0 ? -length : 0), line - 4 - height / 2, length, height, 1),
    svgLabel(isFirst ? 'ink' : 'faint', x + 170, line, signedText(value), {
      ...weight,
      'text-anchor': 'end',
    }),
  ]
}

const BIN_LINES = [26, 53, 80] as const
const BIN_BAR = 52

/** A range of values: its share in the anchor as the upper bar, in the last day as the lower. */
function binLine(bin: DriftBin, line: number, paint: SvgPaint): SvgMarkup[] {
  const x = COLUMNS.bins
  // Most bins hold a few in a hundred: the square root lets them be seen beside those that hold half.
  const length = (share: number): number => Math.max(1, Math.sqrt(Math.max(0, Math.min(1, share))) * BIN_BAR)
  return [
    svgLabel('faint', x, line, shortenText(binRange(bin), 15), SMALL),
    svgBox('mark', x + 102, line - 9, length(bin.expected), 4, 1),
    svgBox(paint, x + 102, line - 4, length(bin.observed), 4, 1),
    svgLabel(
      'faint',
      CHART_WIDTH - COLUMNS.name,
      line,
      `${percentText(bin.expected)}→${percentText(bin.observed)} %`,
      {
        ...SMALL,
        'text-anchor': 'end',
      },
    ),
  ]
}
