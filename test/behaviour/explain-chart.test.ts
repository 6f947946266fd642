import fc from 'fast-check'
import {
  type BehaviourScore,
  type ChannelName,
  type Contribution,
  createBehaviourModel,
  explainChart,
  formatBehaviour,
} from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { marksOutside, scanXml } from '../support/well-formed.js'
import { DAY, MONDAY, officeEvents } from './office.js'

const model = createBehaviourModel()
for (const event of officeEvents(26)) model.learn(event)
const EVENT = {
  at: MONDAY + 26 * DAY,
  actor: 'agent-pay',
  kind: 'agent',
  role: 'triage',
  action: 'secret.read',
  resource: 'secret:prod/pay/card-keys',
  attributes: { ns: 'prod/pay', env: 'prod', ip: '185.220.4.9', client: 'curl/8.1' },
} as const
const SCORE = model.score(EVENT)
const [FIRST] = SCORE.contributions as [Contribution]

function scoreOf(...contributions: readonly Partial<Contribution>[]): BehaviourScore {
  return { ...SCORE, contributions: contributions.map((contribution) => ({ ...FIRST, ...contribution })) }
}

describe('formatBehaviour', () => {
  const lines = formatBehaviour(SCORE, { event: EVENT }).split('\n')

  test('says how the event stands, then what makes it so, in words', () => {
    expect(lines[0]).toBe('agent-pay secret.read secret:prod/pay/card-keys')
    expect(lines[1]).toMatch(
      /^far out of character: p = [\d.e−]+, more unusual than all it is ranked among; [\d.]+ bits of evidence by the channel (?:live|anchor)/,
    )
    expect(lines.join('\n')).toMatch(
      /\n {2,}\+\d+\.\d bits {2}client curl\/8: new for it and for each of its peers; usually triage-cli\/1 \(\d+\)/,
    )
    expect(lines.at(-1)).toMatch(
      /^session p = .*; baseline provisional:[0-9a-f]+; ranked among [\d,]+ scores, smallest p /,
    )
  })

  test('tells each field once, the ones that add nothing by name', () => {
    const telling = lines.filter((line) => / bits {2}/.test(line))
    const silent = lines.find((line) => line.startsWith('  next to nothing is added by '))!
    expect(telling).toHaveLength(SCORE.contributions.filter(({ bits }) => Math.abs(bits) >= 0.05).length)
    expect(silent.split(', ')).toHaveLength(
      SCORE.contributions.filter(({ bits }) => Math.abs(bits) < 0.05).length,
    )
  })

  test('tells how rare so unusual an event is', () => {
    const said = (p: number): string => formatBehaviour({ ...SCORE, p }).split(';')[0]!
    expect(said(0.0041)).toBe('out of character: p = 0.0041, as at most one usual event in 240')
    expect(said(0.8)).toBe('in character: p = 0.8, as most usual events')
  })

  test('tells as many fields as asked for, and counts the others', () => {
    const short = formatBehaviour(SCORE, { fields: 2 }).split('\n')
    expect(short.filter((line) => / bits {2}/.test(line))).toHaveLength(2)
    expect(short[3]).toMatch(/^ {2}and by (?:[a-z (),UTC]+)$/)
    expect(formatBehaviour(SCORE, { fields: 2, grounds: false })).toBe(short.slice(0, 4).join('\n'))
  })

  test('tells who was seen with a value', () => {
    const said = (contribution: Partial<Contribution>): string =>
      formatBehaviour(
        scoreOf({ field: 'attributes.tier', value: 'gold', bits: 3, expected: [], ...contribution }),
      ).split('\n')[1]!
    expect(said({ seenByActor: 0, seenByPeers: 0 })).toBe(
      '    +3.0 bits  tier gold: new for it and for each of its peers',
    )
    expect(said({ seenByActor: 0, seenByPeers: 1 })).toContain('new for it, with 1 peer')
    expect(said({ seenByActor: 1, seenByPeers: 32 })).toContain('seen with it once, with 32 peers or more')
    expect(said({ seenByActor: 1250, seenByPeers: 0, bits: -1.5 })).toBe(
      '    −1.5 bits  tier gold: seen with it 1,250 times, with none of its peers',
    )
  })

  test.each<readonly [string, Partial<BehaviourScore>]>([
    ['too early to tell', { confidence: 'low' }],
    ['far out of character', { p: 0.001 }],
    ['out of character', { p: 0.01 }],
    ['a little unusual', { p: 0.1 }],
    ['in character', { p: 0.11 }],
  ])('%s', (standing, change) => {
    const score = { ...SCORE, ...change }
    expect(formatBehaviour(score).startsWith(`${standing}: `)).toBe(true)
    expect(scanXml(explainChart(score)).texts[0]).toBe(`Behaviour: ${standing}`)
  })

  test('warns of what the numbers do not rest on', () => {
    const shaky = {
      ...SCORE,
      confidence: 'low',
      calibration: { ...SCORE.calibration, shifted: true },
    } as const
    expect(formatBehaviour(shaky)).toMatch(/\nlow confidence: .*\ncalibration has shifted: /)
    expect(scanXml(explainChart(shaky)).texts.some((text) => text.startsWith('low confidence: '))).toBe(true)
  })

  test('colours only where asked, and the words are the same', () => {
    const plain = formatBehaviour(SCORE)
    const coloured = formatBehaviour(SCORE, { colour: true })
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[31m')
    expect(coloured.replace('\u001b[31m', '').replace('\u001b[0m', '')).toBe(plain)
  })
})

describe('explainChart', () => {
  test('says in words and draws what the score holds', () => {
    const { elements, attributes, texts } = scanXml(explainChart(SCORE))
    expect(elements.slice(0, 3)).toEqual(['svg', 'title', 'desc'])
    expect(attributes).toContain('role=img')
    expect(texts[1]).toBe(
      formatBehaviour(SCORE)
        .split('\n')
        .map((line) => line.trim())
        .join('. '),
    )
    const telling = SCORE.contributions.filter(({ bits }) => Math.abs(bits) >= 0.05)
    expect(elements.filter((element) => element === 'g')).toHaveLength(telling.length + 1)
    for (const { name } of SCORE.channels) expect(texts).toContain(name)
    expect(texts).toEqual(expect.arrayContaining(['client', 'curl/8', 'new for it', 'triage-cli/1']))
    const { bits } = SCORE.channels.find(({ name }) => name === SCORE.channel)!
    expect(texts.some((text) => text.endsWith(' bits, told below'))).toBe(true)
    expect(SCORE.contributions.reduce((sum, contribution) => sum + contribution.bits, 0)).toBe(bits)
  })

  test('takes channels and fields that are not known here', () => {
    const later = {
      ...scoreOf({ field: 'gravity', value: 'x', bits: 5 }),
      channel: 'orbit' as ChannelName,
      channels: [...SCORE.channels, { name: 'orbit' as ChannelName, bits: 5, p: 0.5 }],
    }
    expect(scanXml(explainChart(later)).texts).toEqual(expect.arrayContaining(['orbit', 'gravity']))
    expect(formatBehaviour(later)).toContain('by the channel orbit')
  })

  test('grows with its fields up to a bound; the description has all', () => {
    const many = scoreOf(...Array.from({ length: 90 }, (_, at) => ({ field: `attributes.n${at}`, bits: 1 })))
    const { texts } = scanXml(explainChart(many))
    expect(texts).toContain('n23')
    expect(texts).not.toContain('n24')
    expect(texts[1]).toContain('n89')
    expect(texts.some((text) => text.includes('66 more fields'))).toBe(true)
    expect(explainChart(many).length).toBeLessThan(120_000)
  })

  test('is the same bytes for the same score, and after JSON; another id for another score', () => {
    expect(explainChart(JSON.parse(JSON.stringify(SCORE)) as BehaviourScore)).toBe(explainChart(SCORE))
    const idOf = (svg: string): string => /id="([^"]+)"/.exec(svg)![1]!
    expect(idOf(explainChart({ ...SCORE, bits: 1 }))).not.toBe(idOf(explainChart(SCORE)))
  })

  test('holds no script, no address, no font and no handler', () => {
    const svg = explainChart(SCORE)
    expect(svg).not.toMatch(/<script|<foreignObject|<image|<use|href|url\(|@import|@font-face|\son[a-z]+=/i)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|data:/)
  })
})

law(
  'whatever fields, values and references say, chart and lines are whole and they are only text in them',
  fc.record({ field: hostileText, value: hostileText, usual: hostileText, baseline: hostileText }),
  ({ field, value, usual, baseline }) => {
    const hostile = {
      ...scoreOf({ field, value, bits: 4, expected: [{ value: usual, count: 3 }] }),
      baseline,
      channel: field as ChannelName,
      channels: [{ name: field as ChannelName, bits: 4, p: 0.25 }],
    }
    const { elements, attributes } = scanXml(explainChart(hostile))
    const plain = scanXml(
      explainChart(scoreOf({ field: 'x', value: 'y', bits: 4, expected: [{ value: 'z', count: 3 }] })),
    )
    expect(new Set(elements)).toEqual(new Set(plain.elements))
    const namesOf = (list: readonly string[]): Set<string> =>
      new Set(list.map((attribute) => attribute.slice(0, attribute.indexOf('='))))
    expect(namesOf(attributes)).toEqual(namesOf(plain.attributes))
    const lines = formatBehaviour(hostile, { event: { actor: field, action: value, resource: usual } })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding none is the purpose
    expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(lines.split('\n').length).toBe(
      formatBehaviour(scoreOf({ bits: 4 }), { event: EVENT }).split('\n').length,
    )
  },
  { runs: 200 },
)

law(
  'whatever numbers a score holds, the chart has no NaN and stays within its frame',
  fc.record({
    bits: fc.double({ noNaN: true, noDefaultInfinity: true }),
    seenByActor: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    count: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    p: fc.double({ noNaN: true, min: Number.MIN_VALUE, max: 1 }),
  }),
  ({ bits, seenByActor, count, p }) => {
    const score = { ...scoreOf({ bits, seenByActor, expected: [{ value: 'a', count }] }), p, bits }
    const channels = SCORE.channels.map((channel) => ({ ...channel, bits, p }))
    const chart = explainChart({ ...score, channels })
    expect(chart).not.toMatch(/NaN|Infinity|undefined/)
    expect(marksOutside(chart, 1064)).toEqual([])
  },
  { runs: 200 },
)

describe('what is no score is refused, with its place', () => {
  test.each<readonly [pointer: string, wrong: unknown]>([
    ['', null],
    ['/p', { ...SCORE, p: 0 }],
    ['/bits', { ...SCORE, bits: Number.NaN }],
    ['/channel', { ...SCORE, channel: 1 }],
    ['/channels/0/p', { ...SCORE, channels: [{ name: 'live', bits: 1, p: 2 }] }],
    ['/contributions', { ...SCORE, contributions: {} }],
    ['/contributions/0/seenByPeers', scoreOf({ seenByPeers: -1 })],
    ['/contributions/0/expected/0/count', scoreOf({ expected: [{ value: 'a', count: '1' as never }] })],
    ['/session', { ...SCORE, session: undefined }],
    ['/confidence', { ...SCORE, confidence: 'high' }],
    ['/calibration/shifted', { ...SCORE, calibration: { ...SCORE.calibration, shifted: 0 } }],
    ['/baseline', { ...SCORE, baseline: null }],
  ])('%s', (pointer, wrong) => {
    for (const show of [explainChart, formatBehaviour]) {
      const error = expectCode('behaviour/invalid-score', () => show(wrong as BehaviourScore))
      expect(error.path).toBe(pointer)
    }
  })
})
