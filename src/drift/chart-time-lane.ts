import { type SvgMarkup, type SvgPaint, svgBox, svgLabel, svgNumber, svgOutline } from '../core/index.js'
import { HISTORY_DAYS } from './evidence-history.js'
import { DAY_HOURS, HOUR_MS } from './time.js'
import type { DriftEvidencePoint, DriftFeatureReport } from './types.js'
import { utcDay, utcDayTime } from './utc-text.js'

const DAY_MS: number = DAY_HOURS * HOUR_MS
const WIDTH = 240
const TOP = 14
const BASE = 68
/** Height at which the evidence raises an alarm; the rest is for what goes beyond. */
const LEVEL = 30

/** The last 30 days of a feature: its evidence a day, the interval in which the change began, and the alarm. */
export function timeLane(feature: DriftFeatureReport, at: number, paint: SvgPaint, x: number): SvgMarkup[] {
  const { onset, alarmedAt, threshold, evidenceHistory = [] } = feature
  const start = at - HISTORY_DAYS * DAY_MS
  const place = (time: number): number =>
    x + WIDTH * Math.max(0, Math.min(1, (time - start) / (HISTORY_DAYS * DAY_MS)))
  return [
    svgBox('lane', x, TOP, WIDTH, BASE - TOP, 3),
    ...(onset === null ? [] : onsetBand(onset.from, onset.to, start, place, paint)),
    ...(threshold === null || evidenceHistory.length === 0
      ? []
      : [...evidenceBars(evidenceHistory, threshold, start, place, paint), ...alarmLevel(x)]),
    svgBox('faint', x, BASE, WIDTH, 1),
    ...ticks(at, place),
    ...(alarmedAt === null || alarmedAt < start ? [] : alarmSign(place(alarmedAt), paint)),
  ]
}

function onsetBand(
  from: number,
  to: number,
  start: number,
  place: (time: number) => number,
  paint: SvgPaint,
): SvgMarkup[] {
  const left = place(from)
  const width = Math.max(2, place(to) - left)
  const isBefore = to < start
  const words = isBefore ? `◂ began ${utcDay(from)}` : `began ${utcDayTime(from)} – ${utcDayTime(to)}`
  const middle = place(start + (HISTORY_DAYS / 2) * DAY_MS)
  return [
    ...(isBefore ? [] : [svgBox(paint, left, TOP + 15, width, BASE - TOP - 15, 0, { 'fill-opacity': 0.3 })]),
    svgLabel('ink', middle, TOP + 11, words, { 'font-size': 11, 'text-anchor': 'middle' }),
  ]
}

/** The evidence of each day as bars in two outlines: below the alarm level, and at it. */
function evidenceBars(
  points: readonly DriftEvidencePoint[],
  threshold: number,
  start: number,
  place: (time: number) => number,
  paint: SvgPaint,
): SvgMarkup[] {
  const below: string[] = []
  const above: string[] = []
  const width = svgNumber(WIDTH / HISTORY_DAYS - 2)
  for (const { at, evidence } of points) {
    if (at <= start || evidence <= 0 || threshold <= 0) continue
    const height = svgNumber(Math.min(BASE - TOP - 15, (LEVEL * evidence) / threshold))
    const bar = `M${svgNumber(place(at) - width - 1)} ${BASE}v${-height}h${width}v${height}z`
    if (evidence >= threshold) above.push(bar)
    else below.push(bar)
  }
  return [
    ...(below.length === 0 ? [] : [svgOutline('mark', below.join(''))]),
    ...(above.length === 0 ? [] : [svgOutline(paint, above.join(''))]),
  ]
}

function alarmLevel(x: number): SvgMarkup[] {
  const dashes: string[] = []
  for (let dash = 0; dash < WIDTH; dash += 8) dashes.push(`M${x + dash} ${BASE - LEVEL}h4v1h-4z`)
  return [svgOutline('faint', dashes.join(''))]
}

/** A sign below the axis that points at the alarm. */
function alarmSign(x: number, paint: SvgPaint): SvgMarkup[] {
  return [
    svgBox(paint, x - 0.75, TOP + 14, 1.5, BASE - TOP - 14),
    svgOutline(paint, `M${svgNumber(x)} ${BASE + 1}l4.5 7h-9z`),
  ]
}

/** The days at which the lane begins, at two between, and at which it ends. */
function ticks(at: number, place: (time: number) => number): SvgMarkup[] {
  return [30, 20, 10, 0].flatMap((days) => {
    const time = at - days * DAY_MS
    const anchor = days === 30 ? 'start' : days === 0 ? 'end' : 'middle'
    return [
      svgBox('faint', place(time) - (days === 0 ? 1 : 0), BASE, 1, 4),
      svgLabel('faint', place(time), BASE + 17, utcDay(time), { 'font-size': 10, 'text-anchor': anchor }),
    ]
  })
}
