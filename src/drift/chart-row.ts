import { binRange } from './chart-bins.js'
import { box, element, label, type Markup, outline, text } from './chart-markup.js'
import { type Paint, VERDICT_LOOKS } from './chart-palette.js'
import { shorten, twoLines } from './chart-text.js'
import { timeLane } from './chart-time-lane.js'
import { describeFeature } from './format-drift.js'
import { amount, percent, signed } from './number-text.js'
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
export function featureRow(feature: DriftFeatureReport, at: number, y: number): Markup {
  const [paint] = VERDICT_LOOKS[feature.verdict]
  return element(
    'g',
    { transform: `translate(0 ${y})` },
    element('title', {}, text(describeFeature(feature))),
    box('rule', COLUMNS.name, 0, CHART_WIDTH - 2 * COLUMNS.name, 1),
    ...nameColumn(feature),
    ...evidenceColumn(feature, paint),
    ...timeLane(feature, at, paint, COLUMNS.time),
    ...changeColumn(feature, paint),
    ...feature.bins
      .slice(0, BIN_LINES.length)
      .flatMap((bin, index) => binLine(bin, BIN_LINES[index]!, paint)),
  )
}

/** A word in a frame of its paint, with its sign. */
export function pill(content: string, sign: string, paint: Paint, x: number, y: number): Markup {
  const width = pillWidth(content)
  return element(
    'g',
    {},
    box(paint, x, y, width, 20, 10, { 'fill-opacity': 0.14 }),
    label(paint, x + 14, y + 14, sign, { ...SMALL, 'text-anchor': 'middle', 'font-weight': 700 }),
    label(paint, x + 24, y + 14, content, { 'font-size': 12, 'font-weight': 600 }),
  )
}

function nameColumn(feature: DriftFeatureReport): Markup[] {
  const { name, verdict, alarms, reference, excess, escalations = 0, occurrences } = feature
  const x = COLUMNS.name
  const [paint, sign] = VERDICT_LOOKS[verdict]
  const lines = twoLines(name, NAME_COLUMNS)
  const [first, second] = lines
  const isSide = isSideStream(feature)
  const named = lines.length === 1
  const remarks = [
    ...(alarms === 0 ? [] : [alarms === 1 ? '1 alarm' : `${amount(alarms)} alarms`]),
    ...(escalations === 0 ? [] : [`raised again ${amount(escalations)}×`]),
    ...(occurrences === undefined ? [] : [`seen ${amount(occurrences)}×`]),
    ...(excess === undefined ? [] : [`${amount(excess)} beyond`]),
    ...(reference === undefined ? [] : [reference]),
  ]
  return [
    // A stream that the monitor added belongs to the feature whose name it carries.
    ...(isSide ? [box('mark', x, LINES[0] - 11, 2, named ? 14 : 32, 1)] : []),
    label(isSide ? 'faint' : 'ink', x + (isSide ? 9 : 0), LINES[0], first!, NAME),
    ...(named ? [] : [label(isSide ? 'faint' : 'ink', x + (isSide ? 9 : 0), LINES[1], second!, NAME)]),
    pill(verdict, sign, paint, x, named ? 36 : 51),
    ...(remarks.length === 0
      ? []
      : [label('faint', x, named ? 73 : 86, shorten(remarks.join(' · '), 36), SMALL)]),
  ]
}

const EVIDENCE_WIDTH = 96
const ALARM_SIGN = '▲'

function evidenceColumn({ evidence, threshold, alarmedAt }: DriftFeatureReport, paint: Paint): Markup[] {
  const x = COLUMNS.evidence
  if (threshold === null) return [label('faint', x, LINES[0], 'no anchor yet', SMALL)]
  // The alarm level stands in the middle of the bar; what is twice as much fills it.
  const share = threshold <= 0 ? 1 : Math.max(0, Math.min(1, evidence / (2 * threshold)))
  const isOver = evidence > 2 * threshold
  return [
    label('ink', x, LINES[0], `${amount(evidence)} bits`, NAME),
    box('lane', x, 35, EVIDENCE_WIDTH, 10, 2),
    box(evidence >= threshold ? paint : 'mark', x, 35, Math.max(1, share * EVIDENCE_WIDTH), 10, 2),
    box('ink', x + EVIDENCE_WIDTH / 2 - 0.75, 32, 1.5, 16),
    ...(isOver ? [outline('ink', `M${x + EVIDENCE_WIDTH + 3} 36l4 4l-4 4z`)] : []),
    label('faint', x, LINES[2] + 1, `alarm at ${amount(threshold)}`, SMALL),
    ...(alarmedAt === null
      ? []
      : [label('ink', x, LINES[3], `${ALARM_SIGN} ${utcDayTime(alarmedAt)}`, SMALL)]),
  ]
}

const ZERO = 90
const HALF = 42

function changeColumn({ effect, threshold, contrasts }: DriftFeatureReport, paint: Paint): Markup[] {
  if (threshold === null) return []
  const rows: readonly (readonly [string, number | undefined, Paint])[] = [
    ['effect', effect, paint],
    ...CONTRASTS.map(([name, title]): [string, number | undefined, Paint] => [
      title,
      contrasts.find((contrast) => contrast.name === name)?.delta,
      'mark',
    ]),
  ]
  return [
    box('rule', COLUMNS.change + ZERO - HALF, 14, 1, 72),
    box('rule', COLUMNS.change + ZERO + HALF, 14, 1, 72),
    ...rows.flatMap(([title, value, bar], index) => changeLine(title, value, bar, LINES[index]!)),
    box('faint', COLUMNS.change + ZERO - 0.5, 14, 1, 72),
  ]
}

const CONTRASTS = [
  ['24h-6d', '24 h'],
  ['7d-23d', '7 d'],
  ['30d-anchor', '30 d'],
] as const

function changeLine(title: string, value: number | undefined, paint: Paint, line: number): Markup[] {
  const x = COLUMNS.change
  const isFirst = line === LINES[0]
  const height = isFirst ? 10 : 6
  const weight = isFirst ? { ...SMALL, 'font-weight': 600 } : SMALL
  const head = label(isFirst ? 'ink' : 'faint', x, line, title, weight)
  if (value === undefined) return [head]
  const length = Math.min(1, Math.abs(value)) * HALF
  return [
    head,
    box(paint, x + ZERO + (value < 0 ? -length : 0), line - 4 - height / 2, length, height, 1),
    label(isFirst ? 'ink' : 'faint', x + 170, line, signed(value), { ...weight, 'text-anchor': 'end' }),
  ]
}

const BIN_LINES = [26, 53, 80] as const
const BIN_BAR = 52

/** A range of values: its share in the anchor as the upper bar, in the last day as the lower. */
function binLine(bin: DriftBin, line: number, paint: Paint): Markup[] {
  const x = COLUMNS.bins
  // Most bins hold a few in a hundred: the square root lets them be seen beside those that hold half.
  const length = (share: number): number => Math.max(1, Math.sqrt(Math.max(0, Math.min(1, share))) * BIN_BAR)
  return [
    label('faint', x, line, shorten(binRange(bin), 15), SMALL),
    box('mark', x + 102, line - 9, length(bin.expected), 4, 1),
    box(paint, x + 102, line - 4, length(bin.observed), 4, 1),
    label('faint', CHART_WIDTH - COLUMNS.name, line, `${percent(bin.expected)}→${percent(bin.observed)} %`, {
      ...SMALL,
      'text-anchor': 'end',
    }),
  ]
}

/** The width that a pill takes; its words are few and known, and letters differ much in width. */
export function pillWidth(content: string): number {
  let width = 34
  for (const letter of content) width += WIDE.has(letter) ? 11.5 : SLIM.has(letter) ? 5 : 8
  return width
}

const WIDE: ReadonlySet<string> = /* @__PURE__ */ new Set(['m', 'w'])
const SLIM: ReadonlySet<string> = /* @__PURE__ */ new Set(['f', 'i', 'j', 'l', 'r', 't', '-'])
