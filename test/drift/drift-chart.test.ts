import fc from 'fast-check'
import {
  createDriftMonitor,
  type DriftFeatureReport,
  type DriftReport,
  type DriftVerdict,
  driftChart,
  formatDrift,
} from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { VERDICTS } from '../../src/drift/check-report.js'
import { hostileText } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { marksOutside, scanXml } from '../support/well-formed.js'
import { DAY, feed, HOUR, MONDAY } from './feed.js'

const AT = MONDAY + 58 * DAY + HOUR
const { monitor } = feed(3, (days, { normal }) => normal() + (days >= 40 ? 1 : 0), 58)
const REPORT = monitor.assess(AT, { history: true })
const [FEATURE] = REPORT.features as [DriftFeatureReport]

function reportOf(...features: readonly Partial<DriftFeatureReport>[]): DriftReport {
  return { ...REPORT, features: features.map((feature) => ({ ...FEATURE, ...feature })) }
}

describe('driftChart', () => {
  test('says in words and draws what the report holds', () => {
    const { elements, attributes, texts } = scanXml(driftChart(REPORT))
    expect(elements.slice(0, 3)).toEqual(['svg', 'title', 'desc'])
    expect(attributes).toContain('role=img')
    const [title, description] = texts as [string, string]
    expect(title).toBe('Drift report: drifting')
    expect(description).toContain('x: abrupt, 1 alarm, began between 2026-02-1')
    expect(description).toBe(formatDrift(REPORT).replaceAll('\n', ' '))
    expect(texts).toEqual(expect.arrayContaining(['x', 'abrupt', '1 alarm', 'effect', '24 h', '7 d', '30 d']))
    // The alarm, by its day and hour.
    expect(texts.some((text) => /^▲ 14 Feb \d\d:00$/.test(text))).toBe(true)
    // The bars of the days below the alarm level, and of those at it.
    const bars = attributes.filter((attribute) => attribute.startsWith('d=M') && attribute.includes('v-'))
    const [below, above] = bars.map((bar) => bar.split('z').length - 1)
    expect(below! + above!).toBe(30)
    expect(above).toBe(18)
  })

  test.each(VERDICTS)('shows the verdict %s by its word', (verdict) => {
    const { texts } = scanXml(driftChart(reportOf({ verdict })))
    expect(texts).toContain(verdict)
  })

  test('is the same bytes for the same report, and after JSON', () => {
    expect(driftChart(JSON.parse(JSON.stringify(REPORT)) as DriftReport)).toBe(driftChart(REPORT))
  })

  test('holds no script, no address, no font and no handler', () => {
    const svg = driftChart(REPORT)
    expect(svg).not.toMatch(/<script|<foreignObject|<image|<use|href|url\(|@import|@font-face|\son[a-z]+=/i)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|data:/)
  })

  test('shows where a monitor has no anchor, and where it has no feature that changed', () => {
    const warming = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }] }).assess(AT)
    const { texts } = scanXml(driftChart(warming))
    expect(texts).toEqual(expect.arrayContaining(['no anchor yet', 'warming', '1 feature: 1 warming']))
  })

  test('names the declaration and what goes beyond it', () => {
    const declared = reportOf({ reference: 'CHG-7', excess: 0.25 })
    expect(scanXml(driftChart(declared)).texts).toContain('1 alarm · 0.25 beyond · CHG-7')
  })

  test('puts side streams with an episode below their features, and counts the others', () => {
    const named = reportOf(
      { name: 'a', verdict: 'stable' },
      { name: 'b' },
      { name: 'a#missing', verdict: 'abrupt' },
      { name: 'a#arrival', verdict: 'stable' },
      { name: 'b#arrival', verdict: 'insufficient' },
      { name: 'c#lateness', verdict: 'gradual' },
    )
    const { texts } = scanXml(driftChart(named))
    const names = texts.filter((text) => /^[abc](?:#|$)/.test(text) && !text.includes(':'))
    expect(names).toEqual(['a', 'a#missing', 'b', 'c#lateness'])
    expect(texts).toContain('2 side streams have no episode.')
    expect(texts).toContain('2 features: 1 stable, 1 abrupt; 2 side streams: 1 abrupt, 1 gradual')
    const lines = formatDrift(named).split('\n').slice(1)
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'a',
      'a#missing',
      'b',
      'c#lateness',
      '2 side streams have no episode.',
    ])
  })

  test('names the range that values went to', () => {
    const bins = [
      { from: null, to: -1.5, expected: 0.1, observed: 0 },
      { from: 2, to: null, expected: 0, observed: 0.5 },
    ]
    const { texts } = scanXml(driftChart(reportOf({ bins })))
    expect(texts).toEqual(expect.arrayContaining(['≤ −1.5', '10→0 %', '> 2', '0→50 %']))
  })

  test('grows with its features and cuts long names in the middle, with the whole name in the description', () => {
    const long = 'requests per second of the checkout service in the production cluster of eu-west-1'
    const chart = driftChart(reportOf(...Array.from({ length: 30 }, () => ({ name: long }))))
    const { texts, attributes } = scanXml(chart)
    expect(texts.filter((text) => text.includes('…') && text.endsWith('eu-west-1'))).toHaveLength(30)
    expect(texts[1]).toContain(long)
    const height = Number(attributes.find((attribute) => attribute.startsWith('height='))!.slice(7))
    expect(height).toBeGreaterThan(30 * 90)
    // Within what a browser draws at once, and small enough for a page.
    expect(chart.length).toBeLessThan(30 * 7000)
  })

  law(
    'whatever names, references and digests say, the chart is well formed and they are only text in it',
    fc.record({ name: hostileText, reference: hostileText, digest: hostileText }),
    ({ name, reference, digest }) => {
      const chart = driftChart({ ...reportOf({ name, reference }), digest })
      const plain = scanXml(driftChart(reportOf({ name: 'x', reference: 'y' })))
      const { elements, attributes } = scanXml(chart)
      expect(new Set(elements)).toEqual(new Set(plain.elements))
      const namesOf = (list: readonly string[]): Set<string> =>
        new Set(list.map((attribute) => attribute.slice(0, attribute.indexOf('='))))
      expect(namesOf(attributes)).toEqual(namesOf(plain.attributes))
    },
    { runs: 200 },
  )

  law(
    'whatever finite numbers a report holds, the chart has no NaN and stays within its frame',
    fc.record({
      evidence: fc.double({ noNaN: true, noDefaultInfinity: true }),
      threshold: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      effect: fc.double({ noNaN: true, noDefaultInfinity: true }),
      alarmedAt: fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 })),
    }),
    (numbers) => {
      const chart = driftChart(reportOf(numbers))
      expect(chart).not.toMatch(/NaN|Infinity|undefined/)
      expect(marksOutside(chart, 1064)).toEqual([])
    },
    { runs: 200 },
  )

  test.each<readonly [pointer: string, wrong: unknown]>([
    ['', null],
    ['', 7],
    ['/at', { ...REPORT, at: 8.64e15 + 1 }],
    ['/status', { ...REPORT, status: 'odd' }],
    ['/features', { ...REPORT, features: {} }],
    ['/features/0', { ...REPORT, features: [null] }],
    ['/features/0/verdict', reportOf({ verdict: 'toString' as DriftVerdict })],
    ['/features/0/evidence', reportOf({ evidence: Number.NaN })],
    ['/features/0/threshold', { ...REPORT, features: [{ ...FEATURE, threshold: undefined }] }],
    ['/features/0/onset/to', { ...REPORT, features: [{ ...FEATURE, onset: { from: 0 } }] }],
    [
      '/features/0/contrasts/0/delta',
      { ...REPORT, features: [{ ...FEATURE, contrasts: [{ name: '24h-6d', from: 0, to: 1 }] }] },
    ],
    [
      '/features/0/bins/0/observed',
      { ...REPORT, features: [{ ...FEATURE, bins: [{ from: 0, to: 1, expected: 1 }] }] },
    ],
    [
      '/features/0/evidenceHistory/0/at',
      { ...REPORT, features: [{ ...FEATURE, evidenceHistory: [{ at: 'x', evidence: 1 }] }] },
    ],
    ['/digest', { ...REPORT, digest: null }],
  ])('refuses what is no report, at %s', (pointer, wrong) => {
    expect(expectCode('drift/invalid-report', () => driftChart(wrong as DriftReport)).path).toBe(pointer)
    expect(expectCode('drift/invalid-report', () => formatDrift(wrong as DriftReport)).path).toBe(pointer)
  })
})

describe('formatDrift', () => {
  test('is a line for the whole and one for each feature', () => {
    const [whole, feature, ...rest] = formatDrift(REPORT).split('\n')
    expect(whole).toBe(
      'drifting at 2026-03-04 01:00 UTC, at most 0.5 false alarms a year; 1 feature: 1 abrupt.',
    )
    expect(feature).toMatch(
      /^x: abrupt, 1 alarm, began between .*, evidence \d+ of \S+ bits, effect \+0\.\d\d\.$/,
    )
    expect(rest).toEqual(['3 side streams have no episode.'])
  })

  test('lets no name move the cursor or begin a line', () => {
    const text = formatDrift(reportOf({ name: 'a\u001b[2Jb\nc' }))
    expect(text).toContain('a\\u{1b}[2Jb\\u{a}c')
    expect(text.split('\n')).toHaveLength(2)
  })
})

describe('evidenceHistory', () => {
  test('is what assess would have said on each of those days', () => {
    const history = FEATURE.evidenceHistory!
    expect(history).toHaveLength(30)
    for (const { at, evidence } of history) {
      // An hour is sealed five minutes after its end.
      const then = monitor.assess(at + 300_000).features[0]!
      expect({ at, evidence: then.evidence }).toEqual({ at, evidence })
    }
    expect(history[29]!.evidence).toBe(FEATURE.evidence)
  })

  test('begins with the anchor, is only there where it is asked for, and changes nothing', () => {
    const young = feed(3, (_, { normal }) => normal(), 20).monitor
    const before = young.toBytes()
    const asked = young.assess(MONDAY + 20 * DAY, { history: true })
    expect(asked.features[0]!.evidenceHistory).toHaveLength(6)
    expect(young.assess(MONDAY + 20 * DAY).features[0]).not.toHaveProperty('evidenceHistory')
    expect(young.toBytes()).toEqual(before)
    const unfrozen = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }] })
    expect(unfrozen.assess(0, { history: true }).features[0]).not.toHaveProperty('evidenceHistory')
  })
})
