import { isFiniteNumber, ShapeCheck, type ShapeMembers } from '../core/index.js'
import type { DriftReport, DriftVerdict } from './types.js'

/** The greatest instant, either way, that has a date in ECMAScript, in epoch milliseconds. */
const LAST_DATE = 8.64e15

const STATUSES: readonly unknown[] = ['warming', 'stable', 'drifting'] satisfies DriftReport['status'][]

/** Every verdict. */
export const VERDICTS: readonly DriftVerdict[] = [
  'warming',
  'stable',
  'insufficient',
  'declared-evolution',
  'transient',
  'recurring',
  'abrupt',
  'gradual',
  'slow-poisoning',
]

const SHAPE: ShapeCheck = /* @__PURE__ */ new ShapeCheck(
  'drift/invalid-report',
  'a drift report',
  'hand in what assess() gave, or its JSON',
)

/**
 * Refuses what is no report: one that comes from a file or over a wire may be anything.
 *
 * @throws KeelsonError `drift/invalid-report` with the pointer to the member at fault
 */
export function checkReport(report: unknown): asserts report is DriftReport {
  const { at, status, features, falseAlarmsPerYear, digest } = SHAPE.members(report, '')
  SHAPE.need(isDate(at), '/at', 'whole epoch milliseconds')
  SHAPE.need(STATUSES.includes(status), '/status', 'a status')
  SHAPE.need(isFiniteNumber(falseAlarmsPerYear), '/falseAlarmsPerYear', 'a finite number')
  SHAPE.need(typeof digest === 'string', '/digest', 'a text')
  SHAPE.list(features, '/features').forEach((feature, index) => {
    checkFeature(SHAPE.members(feature, `/features/${index}`), `/features/${index}`)
  })
}

function checkFeature(feature: ShapeMembers, path: string): void {
  const numbers = ['evidence', 'alarms', 'effect'] as const
  SHAPE.need(typeof feature.name === 'string', `${path}/name`, 'a text')
  SHAPE.need((VERDICTS as readonly unknown[]).includes(feature.verdict), `${path}/verdict`, 'a verdict')
  for (const name of numbers) SHAPE.need(isFiniteNumber(feature[name]), `${path}/${name}`, 'a finite number')
  SHAPE.need(isNumberOrNull(feature.threshold), `${path}/threshold`, 'a finite number or null')
  SHAPE.need(
    feature.alarmedAt === null || isDate(feature.alarmedAt),
    `${path}/alarmedAt`,
    'an instant or null',
  )
  if (feature.onset !== null) checkInterval(feature.onset, `${path}/onset`)
  SHAPE.need(['undefined', 'string'].includes(typeof feature.reference), `${path}/reference`, 'a text')
  SHAPE.need(
    feature.excess === undefined || isFiniteNumber(feature.excess),
    `${path}/excess`,
    'a finite number',
  )
  for (const name of ['escalations', 'occurrences']) {
    SHAPE.need(
      feature[name] === undefined || isFiniteNumber(feature[name]),
      `${path}/${name}`,
      'a finite number',
    )
  }
  if (feature.recursOf !== undefined) checkInterval(feature.recursOf, `${path}/recursOf`)
  SHAPE.each(feature.contrasts, `${path}/contrasts`, (contrast, at) => {
    checkInterval(contrast, at)
    SHAPE.need(typeof contrast.name === 'string', `${at}/name`, 'a text')
    SHAPE.need(isFiniteNumber(contrast.delta), `${at}/delta`, 'a finite number')
  })
  SHAPE.each(feature.bins, `${path}/bins`, (bin, at) => {
    for (const end of ['from', 'to'])
      SHAPE.need(isNumberOrNull(bin[end]), `${at}/${end}`, 'a finite number or null')
    SHAPE.need(['undefined', 'string'].includes(typeof bin.category), `${at}/category`, 'a text')
    SHAPE.need(
      [undefined, 'other', 'new'].includes(bin.group as undefined),
      `${at}/group`,
      '"other" or "new"',
    )
    for (const share of ['expected', 'observed'])
      SHAPE.need(isFiniteNumber(bin[share]), `${at}/${share}`, 'a finite number')
  })
  SHAPE.each(feature.evidenceHistory ?? [], `${path}/evidenceHistory`, (point, at) => {
    SHAPE.need(isDate(point.at), `${at}/at`, 'whole epoch milliseconds')
    SHAPE.need(isFiniteNumber(point.evidence), `${at}/evidence`, 'a finite number')
  })
}

function checkInterval(interval: unknown, path: string): void {
  const { from, to } = SHAPE.members(interval, path)
  SHAPE.need(isDate(from), `${path}/from`, 'whole epoch milliseconds')
  SHAPE.need(isDate(to), `${path}/to`, 'whole epoch milliseconds')
}

function isDate(value: unknown): boolean {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= LAST_DATE
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isFiniteNumber(value)
}
