import {
  type SvgMarkup,
  type SvgPaint,
  shortenText,
  svgBox,
  svgElement,
  svgLabel,
  svgText,
  twoTextLines,
} from '../core/index.js'
import { bitsText } from './format-behaviour.js'
import { contributionSentence, fieldName, grouped, peers, times } from './score-sentences.js'
import type { Contribution } from './types.js'

export const CHART_WIDTH = 1064
export const ROW_HEIGHT = 72

/** Left edges of the columns, in pixels. */
export const COLUMNS = { name: 24, bits: 318, expected: 580, seen: 876 } as const

/** Base lines of the three lines of a row. */
const LINES = [22, 40, 58] as const
const SMALL = { 'font-size': 11 } as const
const NAME = { 'font-size': 14, 'font-weight': 600 } as const
/** Bits of a field go from -2 to 16. */
const ZERO = 72
const PIXELS_PER_BIT = 10
const FEWEST_BITS = -2
const MOST_BITS = 16

/** A field's row, with its top at `y`. */
export function contributionRow(contribution: Contribution, y: number): SvgMarkup {
  return svgElement(
    'g',
    { transform: `translate(0 ${y})` },
    svgElement(
      'title',
      {},
      svgText(`${bitsText(contribution.bits)} bits: ${contributionSentence(contribution)}`),
    ),
    svgBox('rule', COLUMNS.name, 0, CHART_WIDTH - 2 * COLUMNS.name, 1),
    ...nameColumn(contribution),
    ...bitsColumn(contribution),
    ...expectedColumn(contribution),
    ...seenColumn(contribution),
  )
}

function nameColumn({ field, value }: Contribution): SvgMarkup[] {
  return [
    svgLabel('ink', COLUMNS.name, LINES[0], shortenText(fieldName(field), 32), NAME),
    ...twoTextLines(value, 40).map((line, index) =>
      svgLabel('ink', COLUMNS.name, LINES[index === 0 ? 1 : 2], line, { 'font-size': 12 }),
    ),
  ]
}

/** More than is usual to the right, less to the left. */
function bitsColumn({ bits }: Contribution): SvgMarkup[] {
  const x = COLUMNS.bits + ZERO
  const length = Math.max(FEWEST_BITS, Math.min(MOST_BITS, bits)) * PIXELS_PER_BIT
  return [
    svgLabel('ink', COLUMNS.bits + 44, LINES[1], bitsText(bits), { ...NAME, 'text-anchor': 'end' }),
    svgBox('lane', x + FEWEST_BITS * PIXELS_PER_BIT, 26, (MOST_BITS - FEWEST_BITS) * PIXELS_PER_BIT, 16, 2),
    svgBox(paintOf(bits), Math.min(x, x + length), 26, Math.max(1, Math.abs(length)), 16, 2),
    svgBox('faint', x - 0.5, 20, 1, 28),
  ]
}

function paintOf(bits: number): SvgPaint {
  if (bits < 0) return 'calm'
  return bits >= 8 ? 'alarm' : bits >= 3 ? 'warm' : 'mark'
}

const COUNT_RIGHT = 280
const COUNT_BAR = 48

function expectedColumn({ expected }: Contribution): SvgMarkup[] {
  const x = COLUMNS.expected
  if (expected.length === 0) return [svgLabel('faint', x, LINES[0], 'nothing yet', SMALL)]
  const shown = expected.slice(0, LINES.length)
  const most = shown.reduce((largest, { count }) => Math.max(largest, count), 0)
  return shown.flatMap(({ value, count }, index) => {
    const line = LINES[index]!
    const length = most === 0 ? 0 : (count / most) * COUNT_BAR
    return [
      svgLabel('ink', x, line, shortenText(value, 27), SMALL),
      svgBox('mark', x + 176, line - 8, Math.max(1, length), 8, 1),
      svgLabel('faint', x + COUNT_RIGHT, line, grouped(count), { ...SMALL, 'text-anchor': 'end' }),
    ]
  })
}

function seenColumn({ seenByActor, seenByPeers }: Contribution): SvgMarkup[] {
  const isNew = seenByActor === 0
  const own = isNew ? 'new for it' : `${times(seenByActor)} with it`
  return [
    svgLabel('ink', COLUMNS.seen, LINES[0], own, { ...SMALL, ...(isNew ? { 'font-weight': 700 } : {}) }),
    svgLabel(seenByPeers === 0 ? 'ink' : 'faint', COLUMNS.seen, LINES[1], peers(seenByPeers), SMALL),
  ]
}
