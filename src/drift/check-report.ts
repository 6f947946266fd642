import { KeelsonError } from '../core/index.js'
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

type Members = Readonly<Record<string, unknown>>

/**
 * Refuses what is no report: one that comes from a file or over a wire may be anything.
 *
 * @throws KeelsonError `drift/invalid-report` with the pointer to the member at fault
 */
export function checkReport(report: unknown): asserts report is DriftReport {
  const { at, status, features, falseAlarmsPerYear, digest } = members(report, '')
  need(isDate(at), '/at', 'whole epoch milliseconds')
  need(STATUSES.includes(status), '/status', 'a status')
  need(isNumber(falseAlarmsPerYear), '/falseAlarmsPerYear', 'a finite number')
  need(typeof digest === 'string', '/digest', 'a text')
  list(features, '/features').forEach((feature, index) => {
    checkFeature(members(feature, `/features/${index}`), `/features/${index}`)
  })
}

function checkFeature(feature: Members, path: string): void {
  const numbers = ['evidence', 'alarms', 'effect'] as const
  need(typeof feature.name === 'string', `${path}/name`, 'a text')
  need((VERDICTS as readonly unknown[]).includes(feature.verdict), `${path}/verdict`, 'a verdict')
  for (const name of numbers) need(isNumber(feature[name]), `${path}/${name}`, 'a finite number')
  need(isNumberOrNull(feature.threshold), `${path}/threshold`, 'a finite number or null')
  need(feature.alarmedAt === null || isDate(feature.alarmedAt), `${path}/alarmedAt`, 'an instant or null')
  if (feature.onset !== null) checkInterval(feature.onset, `${path}/onset`)
  need(['undefined', 'string'].includes(typeof feature.reference), `${path}/reference`, 'a text')
  need(feature.excess === undefined || isNumber(feature.excess), `${path}/excess`, 'a finite number')
  for (const name of ['escalations', 'occurrences']) {
    need(feature[name] === undefined || isNumber(feature[name]), `${path}/${name}`, 'a finite number')
  }
  if (feature.recursOf !== undefined) checkInterval(feature.recursOf, `${path}/recursOf`)
  each(feature.contrasts, `${path}/contrasts`, (contrast, at) => {
    checkInterval(contrast, at)
    need(typeof contrast.name === 'string', `${at}/name`, 'a text')
    need(isNumber(contrast.delta), `${at}/delta`, 'a finite number')
  })
  each(feature.bins, `${path}/bins`, (bin, at) => {
    for (const end of ['from', 'to'])
      need(isNumberOrNull(bin[end]), `${at}/${end}`, 'a finite number or null')
    need(['undefined', 'string'].includes(typeof bin.category), `${at}/category`, 'a text')
    need([undefined, 'other', 'new'].includes(bin.group as undefined), `${at}/group`, '"other" or "new"')
    for (const share of ['expected', 'observed'])
      need(isNumber(bin[share]), `${at}/${share}`, 'a finite number')
  })
  each(feature.evidenceHistory ?? [], `${path}/evidenceHistory`, (point, at) => {
    need(isDate(point.at), `${at}/at`, 'whole epoch milliseconds')
    need(isNumber(point.evidence), `${at}/evidence`, 'a finite number')
  })
}

function checkInterval(interval: unknown, path: string): void {
  const { from, to } = members(interval, path)
  need(isDate(from), `${path}/from`, 'whole epoch milliseconds')
  need(isDate(to), `${path}/to`, 'whole epoch milliseconds')
}

function each(value: unknown, path: string, check: (item: Members, path: string) => void): void {
  list(value, path).forEach((item, index) => {
    check(members(item, `${path}/${index}`), `${path}/${index}`)
  })
}

function list(value: unknown, path: string): readonly unknown[] {
  need(Array.isArray(value), path, 'a list')
  return value as readonly unknown[]
}

function members(value: unknown, path: string): Members {
  need(typeof value === 'object' && value !== null, path, 'an object')
  return value as Members
}

function isDate(value: unknown): boolean {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= LAST_DATE
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value)
}

function need(holds: boolean, path: string, what: string): void {
  if (holds) return
  throw new KeelsonError('drift/invalid-report', `not a drift report: ${path || 'it'} is not ${what}`, {
    path,
    help: 'hand in what assess() gave, or its JSON',
  })
}
