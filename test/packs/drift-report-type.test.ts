import { createDriftMonitor, type DriftReport, type DriftVerdict } from 'keelson/drift'
import { packSources } from 'keelson/packs'
import { describe, expect, test } from 'vitest'
import { VERDICTS } from '../../src/drift/check-report.js'
import { DAY, HOUR, MONDAY, type StreamValue } from '../drift/feed.js'
import { faultsOfType } from '../support/keel-type.js'
import { randomStream } from '../support/random-stream.js'
import { bundleOf, declarationsOf, textOf } from './support/pack-files.js'

const keelTypes = new Map(
  declarationsOf(textOf('keelson-types.keel')).flatMap((declaration) =>
    declaration.kind === 'type' ? [[declaration.name.text, declaration.type] as const] : [],
  ),
)
const REPORT = keelTypes.get('DriftReport')!
const faults = (report: unknown): string[] => faultsOfType(report, REPORT, keelTypes)

const CHANGE = 30
const since = (days: number): number => Math.max(0, days - CHANGE)

interface Case {
  readonly verdict: DriftVerdict
  readonly stream: StreamValue
  readonly days?: number
  readonly frozen?: false
  readonly declared?: number
  /** What the drift-response pack makes of it. */
  readonly decides: 'review' | 'accept' | null
  readonly reason?: string
}

const step: StreamValue = (days, { normal }) => normal() + (days >= CHANGE ? 1 : 0)

const CASES: Readonly<Record<string, Case>> = {
  'without an anchor': { verdict: 'warming', stream: step, days: 3, frozen: false, decides: null },
  'where nothing changes': {
    verdict: 'stable',
    stream: (_, { normal }) => normal(),
    days: 20,
    decides: null,
  },
  'of a silence': {
    verdict: 'insufficient',
    stream: (days, { normal }) => (days < 20 ? normal() : null),
    days: 23,
    // Of the values nothing can be said, and that they are missing is drift.
    decides: 'review',
    reason: 'level#missing has drifted: abrupt, 1 alarms',
  },
  'of a step': {
    verdict: 'abrupt',
    stream: step,
    decides: 'review',
    reason: 'level has drifted: abrupt, 1 alarms',
  },
  'of a week': {
    verdict: 'gradual',
    stream: (days, { normal }) => normal() + Math.min(1, since(days) / 5),
    decides: 'review',
    reason: 'level has drifted: gradual, 1 alarms',
  },
  'of slow poison': {
    verdict: 'slow-poisoning',
    stream: (days, { normal }) => normal() + 0.1 * since(days),
    decides: 'review',
    reason: 'level has drifted: slow-poisoning, 1 alarms',
  },
  'of a burst': {
    verdict: 'transient',
    stream: (days, { normal }) => normal() + (days >= CHANGE && days < CHANGE + 1 / 3 ? 6 : 0),
    decides: null,
  },
  'of what comes back': {
    verdict: 'recurring',
    stream: (days, { normal }) => normal() + (since(days) > 0 && since(days) % 10 < 2 ? 1.5 : 0),
    decides: 'review',
    reason: 'level drifts again and again, 3 alarms: declare it or end it',
  },
  'of what was declared': {
    verdict: 'declared-evolution',
    stream: step,
    declared: 1,
    decides: 'accept',
    reason: 'level moves as CHG-7 declares',
  },
  'of more than was declared': {
    verdict: 'abrupt',
    stream: step,
    declared: 0.2,
    decides: 'review',
    reason: 'level goes beyond what CHG-7 declares: abrupt',
  },
}

/** What a real monitor reports of a stream, with its history. */
function reportOf({ stream, days = 60, frozen, declared }: Case): DriftReport {
  const monitor = createDriftMonitor({ features: [{ name: 'level', kind: 'numeric' }] })
  const random = randomStream(11)
  const anchorEnd = MONDAY + 14 * DAY
  for (let at = MONDAY; at < MONDAY + days * DAY; at += HOUR / 6) {
    if (at === anchorEnd && frozen !== false) {
      monitor.freezeAnchor({ from: MONDAY, to: anchorEnd, reference: 'CHG-1' })
      if (declared !== undefined) {
        monitor.declare({
          reference: 'CHG-7',
          features: ['level'],
          from: MONDAY + (CHANGE - 1) * DAY,
          to: MONDAY + (CHANGE + 2) * DAY,
          expect: { level: { direction: 'up', maxEffect: declared } },
        })
      }
    }
    monitor.observe({ at, feature: 'level', value: stream((at - MONDAY) / DAY, random) })
  }
  return monitor.assess(MONDAY + days * DAY + HOUR, { history: true })
}

describe('what a monitor reports is of the Keel type, and a policy decides on it', () => {
  const bundle = bundleOf(packSources(['drift-response']))

  test.each(Object.entries(CASES))('a report %s', (_, given) => {
    const report = reportOf(given)
    expect(report.features[0]!.verdict).toBe(given.verdict)
    expect(faults(report)).toEqual([])
    const decision = bundle.decide(
      {
        target: 'drift.report',
        principal: { id: 'keelson', kind: 'service' },
        resource: { id: 'shop/Deployment/web' },
        attributes: {},
        drift: report,
      },
      { now: report.at },
    )
    expect([decision.errors, decision.warnings, decision.effect]).toEqual([[], [], 'allow'])
    expect(decision.verdict).toBe(given.decides)
    expect(decision.reasons.map(({ message }) => message)).toEqual(
      given.reason === undefined ? [] : [given.reason],
    )
  })

  test('each verdict that TypeScript knows is in the type, and so are the streams of missing and late values', () => {
    const base = reportOf(CASES['of a step']!)
    for (const verdict of VERDICTS) {
      const named = ['level', 'level#missing', 'level#arrival', 'level#lateness'].map((name) => ({
        ...base.features[0]!,
        name,
        verdict,
      }))
      expect(faults({ ...base, features: named })).toEqual([])
    }
  })

  test('what is not of the type is found', () => {
    const base = reportOf(CASES['where nothing changes']!)
    const [feature] = base.features
    expect(faults({ ...base, features: [{ ...feature, verdict: 'odd' }] })).toHaveLength(1)
    expect(faults({ ...base, features: [{ ...feature, extra: 1 }] })).toEqual([
      '/features/0/extra: not in the type',
    ])
    expect(faults({ ...base, at: 0.5 })).toEqual(['/at: not time'])
    const { digest: _, ...without } = base
    expect(faults(without)).toEqual(['/digest: missing'])
  })
})
