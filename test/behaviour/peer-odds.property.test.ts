import fc from 'fast-check'
import { expect } from 'vitest'
import { CountTable } from '../../src/behaviour/count-table.js'
import { FIELD } from '../../src/behaviour/fields.js'
import { TOTAL, UNKNOWN } from '../../src/behaviour/lexicon.js'
import { PeerOdds } from '../../src/behaviour/peer-odds.js'
import { emptyPopulation, type PeerGroup, type Population } from '../../src/behaviour/population.js'
import { peerProbability, populationProbability, standingOf } from '../../src/behaviour/surprisal.js'
import { law } from '../support/law.js'

function tableOf(rows: readonly (readonly [number, number, number, number])[]): CountTable {
  const table = new CountTable()
  for (const [field, context, value, count] of rows) {
    const total = table.open(field, context, TOTAL)
    table.setCount(total, table.count(total) + count)
    table.setCount(table.open(field, context, value), count)
  }
  return table
}

const place = (most: number) => fc.tuple(fc.nat(86), fc.nat(most), fc.nat(most))

law(
  'odds that are remembered are those of the tables, however many are asked for',
  fc.tuple(
    fc.array(fc.tuple(fc.nat(86), fc.nat(5), fc.integer({ min: 1, max: 30 }), fc.nat(900)), {
      maxLength: 80,
    }),
    // Ids go up to 2^23: entries that lie far apart must not pass for each other.
    fc.array(fc.oneof(place(30), place(0x7fffff)), { minLength: 1, maxLength: 400 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  ([rows, asked, backOff]) => {
    const counts = tableOf(rows)
    const population: Population = { ...emptyPopulation(), all: counts }
    const peers: PeerGroup = {
      counts: tableOf(rows.filter(([field]) => field % 2 === 0)),
      firstDay: 0,
      lastDay: 0,
      frozen: false,
      expectation: new Int32Array(0),
      movement: new Int32Array(0),
    }
    const odds = new PeerOdds(population, peers)
    for (const [field, context, value] of [...asked, ...asked]) {
      const everywhere = populationProbability(standingOf(counts, field, context, value), 'count')
      const among = peerProbability(standingOf(peers.counts, field, context, value), 'count', everywhere)
      expect(odds.live(odds.entry(field, context, value))).toBe(among)
      // The field `sequence` backs off to what is known of its action; probabilities are linear in that.
      const sequence = odds.entry(FIELD.sequence, context, value)
      const standing = standingOf(counts, FIELD.sequence, context, value)
      const backedOff = populationProbability(standing, 'count', backOff)
      const ofPeers = standingOf(peers.counts, FIELD.sequence, context, value)
      expect(odds.liveSequence(sequence, backOff)).toBeCloseTo(
        peerProbability(ofPeers, 'count', backedOff),
        12,
      )
      expect(odds.live(odds.entry(field, UNKNOWN, value))).toBe(
        odds.live(odds.entry(field, UNKNOWN, UNKNOWN)),
      )
    }
  },
  { runs: 100 },
)
