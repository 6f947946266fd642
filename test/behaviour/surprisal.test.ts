import fc from 'fast-check'
import { log2Q16 } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { CountTable } from '../../src/behaviour/count-table.js'
import { Lexicon, TOTAL } from '../../src/behaviour/lexicon.js'
import { addCounts, freezeTable, tidy } from '../../src/behaviour/population-table.js'
import {
  actorSurprisal,
  peerProbability,
  populationProbability,
  standingOf,
} from '../../src/behaviour/surprisal.js'
import { law } from '../support/law.js'

const ONE_EVENT = 16

/** A population table of one field: how many events each value has, and how many actors it was seen with. */
function population(values: Readonly<Record<string, readonly [events: number, actors: number]>>): {
  table: CountTable
  lexicon: Lexicon
} {
  const lexicon = new Lexicon()
  const table = new CountTable()
  const row = (value: number, events: number, actors: number): CountTable => {
    const added = new CountTable()
    added.setCount(added.open(0, TOTAL, value), events * ONE_EVENT)
    added.setPeers(
      0,
      Array.from({ length: actors }, (_, at) => at),
    )
    return added
  }
  for (const [name, [events, actors]] of Object.entries(values)) {
    addCounts(table, row(lexicon.intern(name), events, actors))
    addCounts(table, row(TOTAL, events, actors))
  }
  tidy(table, 100, lexicon)
  return { table, lexicon }
}

describe('the population', () => {
  test('gives (n + 1/2) / (N + 1/2) where every value is shared', () => {
    const { table, lexicon } = population({ a: [30, 5], b: [10, 2] })
    const standing = (name: string): ReturnType<typeof standingOf> =>
      standingOf(table, 0, TOTAL, lexicon.idOf(name))
    expect(populationProbability(standing('a'), 'count')).toBe(30.5 / 40.5)
    expect(populationProbability(standing('new'), 'count')).toBe(0.5 / 40.5)
  })

  test('finds no news in a new value where each actor has values of its own', () => {
    const tickets = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`INC-${at}`, [1, 1] as const]))
    const { table, lexicon } = population(tickets)
    expect(populationProbability(standingOf(table, 0, TOTAL, lexicon.idOf('INC-99')), 'count')).toBeCloseTo(
      0.5,
      2,
    )
  })

  test('says what it backs off to in a context that nobody was seen in', () => {
    const { table } = population({ a: [30, 5] })
    expect(populationProbability(standingOf(table, 0, 77, 1), 'count')).toBe(1)
    expect(populationProbability(standingOf(table, 0, 77, 1), 'count', 0.125)).toBe(0.125)
  })

  test('gives (n + b/2) / (N + 1/2) where a value backs off to b', () => {
    const { table, lexicon } = population({ a: [30, 5], b: [10, 2] })
    const odds = (name: string): number =>
      populationProbability(standingOf(table, 0, TOTAL, lexicon.idOf(name)), 'count', 0.25)
    expect(odds('a')).toBe((30 + 0.125) / 40.5)
    expect(odds('new')).toBe(0.125 / 40.5)
  })

  test('keeps its frozen counts and shares while the live ones go on', () => {
    const { table, lexicon } = population({ a: [30, 5], b: [10, 1] })
    freezeTable(table, 100, lexicon)
    const standing = standingOf(table, 0, TOTAL, lexicon.idOf('b'))
    const frozen = populationProbability(standing, 'anchor')
    for (const value of [standing.row, standing.total]) table.setCount(value, table.count(value) + 400)
    table.setPeers(standing.row, [1, 2, 3])
    tidy(table, 100, lexicon)
    const later = standingOf(table, 0, TOTAL, lexicon.idOf('b'))
    expect(populationProbability(later, 'anchor')).toBe(frozen)
    expect(populationProbability(later, 'count')).not.toBe(frozen)
  })
})

law(
  'what backs off to a distribution is one: over all values, seen in the context or not, it sums to 1',
  fc.array(
    fc.record({
      events: fc.nat(200),
      actors: fc.integer({ min: 1, max: 4 }),
      alone: fc.integer({ min: 1, max: 50 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  (values) => {
    const seen = values.flatMap(({ events, actors }, at) =>
      events > 0 ? [[`v${at}`, [events, actors] as const] as const] : [],
    )
    const { table, lexicon } = population(Object.fromEntries(seen))
    const all = values.reduce((sum, { alone }) => sum + alone, 0)
    const sum = values.reduce((sofar, { alone }, at) => {
      const standing = standingOf(table, 0, TOTAL, lexicon.idOf(`v${at}`))
      const everywhere = populationProbability(standing, 'count', alone / all)
      return sofar + peerProbability(standing, 'count', everywhere)
    }, 0)
    expect(sum).toBeCloseTo(1, 9)
  },
)

describe('the levels', () => {
  const { table, lexicon } = population({ a: [30, 5], b: [10, 2] })
  const standing = standingOf(table, 0, TOTAL, lexicon.idOf('b'))

  test('weigh the population as eight events of the peers', () => {
    expect(peerProbability(standing, 'count', 0.25)).toBe((10 + 8 * 0.25) / (40 + 8))
  })

  test('weigh the peers as four events of the actor', () => {
    const [ofValue, ofAll] = [table.count(standing.row), table.count(standing.total)]
    expect(actorSurprisal(ofValue, ofAll, 0.25)).toBe(0 - log2Q16((10 + 4 * 0.25) / (40 + 4)))
    expect(actorSurprisal(0, 0, 0.25)).toBe(2 * 65_536)
  })
})

describe('a table that is full', () => {
  test('keeps what most actors share, then what is most frequent, and drops no frozen value', () => {
    const { table, lexicon } = population({ one: [90, 1], two: [5, 2], three: [4, 3], rare: [1, 1] })
    tidy(table, 3, lexicon)
    const kept = ['one', 'two', 'three', 'rare'].filter(
      (name) => table.find(0, TOTAL, lexicon.idOf(name)) >= 0,
    )
    expect(kept).toEqual(['two', 'three'])
    freezeTable(table, 3, lexicon)
    tidy(table, 1, lexicon)
    expect(table.size).toBe(3)
  })
})
