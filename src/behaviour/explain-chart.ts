import {
  amountText,
  log2Q16,
  Q16_ONE,
  type SvgMarkup,
  type SvgPaint,
  shortenText,
  svgBox,
  svgChart,
  svgLabel,
  svgPill,
  svgPillWidth,
} from '../core/index.js'
import { checkScore } from './check-score.js'
import { CHART_WIDTH, COLUMNS, contributionRow, ROW_HEIGHT } from './explain-chart-row.js'
import { scoreLines } from './format-behaviour.js'
import { hashText } from './hash-text.js'
import { groundsOf, rarity, type Standing, splitContributions, standingOf } from './score-sentences.js'
import type { BehaviourScore, ChannelScore } from './types.js'

const HEAD_HEIGHT = 112
const CHANNEL_HEIGHT = 24
const CAPTION_HEIGHT = 40
const FOOT_HEIGHT = 56
/** Beyond it the description has the rest. */
const MOST_ROWS = 24
const SMALL = { 'font-size': 11 } as const

const LOOKS: Readonly<Record<Standing, readonly [paint: SvgPaint, sign: string]>> = {
  'too early to tell': ['unsure', '○'],
  'far out of character': ['alarm', '▲'],
  'out of character': ['warm', '◆'],
  'a little unusual': ['known', '△'],
  'in character': ['calm', '✓'],
}

/**
 * A score as one picture: an SVG that stands by itself, in a page, as an image in Markdown, or as a file. How the event
 * stands, each channel with its p-value, and for each field the bits it adds, what is usual instead, and who was seen
 * with the value. Fields that add next to nothing are named below.
 *
 * It holds no script, no address and no font; values from outside are escaped. It has its own ground in light and dark,
 * and says all of it in words in its description. The same score gives the same bytes.
 *
 * @throws KeelsonError `behaviour/invalid-score`
 *
 * @example
 * ```ts
 * import { createBehaviourModel, explainChart } from 'keelson/behaviour'
 * const event = { at: 1767571200000, actor: 'ana', action: '<script>', resource: 'secret:prod/pay/card-keys' }
 * explainChart(createBehaviourModel().score(event)).includes('<script>') // => false
 * ```
 */
export function explainChart(score: BehaviourScore): string {
  checkScore(score)
  const { telling, silent } = splitContributions(score)
  const rows = telling.slice(0, MOST_ROWS)
  const channelsTop = HEAD_HEIGHT
  const rowsTop = channelsTop + score.channels.length * CHANNEL_HEIGHT + CAPTION_HEIGHT
  const height = rowsTop + rows.length * ROW_HEIGHT + FOOT_HEIGHT
  const description = scoreLines(score)
  return svgChart(
    {
      // Charts of different scores in one page have different ids.
      id: `keelson-behaviour-${hashText(description.join('\n')).toString(16)}`,
      title: `Behaviour: ${standingOf(score)}`,
      description: description.map((line) => line.trim()).join('. '),
      width: CHART_WIDTH,
      height,
    },
    ...head(score),
    ...score.channels.flatMap((channel, index) =>
      channelRow(channel, score, channelsTop + index * CHANNEL_HEIGHT),
    ),
    ...captions(rowsTop - 10),
    ...rows.map((contribution, index) => contributionRow(contribution, rowsTop + index * ROW_HEIGHT)),
    ...foot(score, telling.length - rows.length, silent, height),
  )
}

function head(score: BehaviourScore): SvgMarkup[] {
  const standing = standingOf(score)
  const [paint, sign] = LOOKS[standing]
  const [grounds, ...warnings] = groundsOf(score)
  const x = COLUMNS.name
  return [
    svgLabel('ink', x, 38, 'Behaviour', { 'font-size': 22, 'font-weight': 700 }),
    svgPill(standing, sign, paint, CHART_WIDTH - x - svgPillWidth(standing), 22),
    svgLabel('ink', x, 62, `${rarity(score)}; ${amountText(score.bits)} bits of evidence`, {
      'font-size': 13,
    }),
    svgLabel('faint', x, 82, shortenText(grounds!, 150), { 'font-size': 13 }),
    ...(warnings.length === 0
      ? []
      : [svgLabel('warm', x, 100, shortenText(warnings.join('; '), 150), { 'font-size': 12 })]),
  ]
}

const CHANNEL = { bar: 130, width: 330, p: 476, bits: 640 } as const
/** Evidence that fills the bar: p = 2^-16, below what a week's scores usually attain. */
const FULL_EVIDENCE = 16

/** A channel: its name, the evidence of its p-value as a bar, and its bits; the one that won is in bold. */
function channelRow({ name, bits, p }: ChannelScore, score: BehaviourScore, y: number): SvgMarkup[] {
  const isWinner = name === score.channel
  const paint = isWinner ? LOOKS[standingOf(score)][0] : 'mark'
  const share = Math.min(1, Math.abs(log2Q16(p)) / Q16_ONE / FULL_EVIDENCE)
  const look = { 'font-size': 13, ...(isWinner ? { 'font-weight': 700 } : {}) }
  const words: SvgPaint = isWinner ? 'ink' : 'faint'
  const sum = isWinner ? `${amountText(bits)} bits, told below` : `${amountText(bits)} bits`
  return [
    svgLabel(words, COLUMNS.name, y + 15, shortenText(name, 14), look),
    svgBox('lane', CHANNEL.bar, y + 5, CHANNEL.width, 12, 2),
    svgBox(paint, CHANNEL.bar, y + 5, Math.max(1, share * CHANNEL.width), 12, 2),
    svgLabel(words, CHANNEL.p, y + 15, `p = ${amountText(p)}`, look),
    svgLabel(words, CHANNEL.bits, y + 15, sum, look),
  ]
}

function captions(y: number): SvgMarkup[] {
  const heading = { ...SMALL, 'font-weight': 600 }
  return [
    svgLabel('faint', COLUMNS.name, y, 'Field and value', heading),
    svgLabel('faint', COLUMNS.bits, y, 'Bits beyond what is usual', heading),
    svgLabel('faint', COLUMNS.expected, y, 'Usual for this actor, events', heading),
    svgLabel('faint', COLUMNS.seen, y, 'Seen before', heading),
  ]
}

function foot(score: BehaviourScore, hidden: number, silent: readonly string[], height: number): SvgMarkup[] {
  const x = COLUMNS.name
  const winner = score.channels.find(({ name }) => name === score.channel)
  const more = hidden === 0 ? '' : `; ${hidden} more fields stand in the description`
  const sum =
    winner === undefined
      ? 'Bits'
      : `Bits add up to the ${amountText(winner.bits)} of the channel ${winner.name}`
  const nothing = silent.length === 0 ? '' : `Next to nothing is added by ${silent.join(', ')}`
  return [
    svgBox('rule', x, height - FOOT_HEIGHT, CHART_WIDTH - 2 * x, 1),
    svgLabel('faint', x, height - 34, shortenText(`${sum}${more}`, 150), SMALL),
    ...(nothing === '' ? [] : [svgLabel('faint', x, height - 17, shortenText(nothing, 165), SMALL)]),
  ]
}
