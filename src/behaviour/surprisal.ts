import { log2Q16 } from '../core/index.js'
import { type CountTable, ONE_EVENT } from './count-table.js'
import { TOTAL } from './lexicon.js'
import { distinctValues } from './population.js'

/** What the peers say counts as much as this many events of the actor's own. */
const PEER_WEIGHT = 4 * ONE_EVENT

/** What everybody says counts as much as this many events of the peers. */
const POPULATION_WEIGHT = 8 * ONE_EVENT

const HALF = ONE_EVENT / 2

/** Where the counts of a table are read: what is learnt, or what was frozen. */
export type Reading = 'count' | 'anchor'

/** Where one value of a field stands in a table: its row and that of its total, -1 for none. */
export interface Standing {
  readonly table: CountTable
  readonly row: number
  readonly total: number
}

export function standingOf(table: CountTable, field: number, context: number, value: number): Standing {
  return { table, row: table.find(field, context, value), total: table.find(field, context, TOTAL) }
}

/** p(v) = (n(v) + 1/2) / (N + (V + 1)/2). In a context that nobody was seen in, everything has p = 1. */
export function populationProbability({ table, row, total }: Standing, reading: Reading): number {
  const N = table[reading](total)
  const T = HALF + N * distinctValues(table, total, reading) / 65535
  return (table[reading](row) + T) / (N + T)
}

/** p(v|g) = (n(g,v) + 8 p(v)) / (n(g) + 8) */
export function peerProbability({ table, row, total }: Standing, reading: Reading, everywhere: number): number {
  const N = table[reading](total)
  const m = POPULATION_WEIGHT + N * distinctValues(table, total, reading) / 65535
  return (table[reading](row) + m * everywhere) / (N + m)
}

/** -log2 of p(v|e) = (n(e,v) + 4 p(v|g)) / (n(e) + 4), in Q16 bits. */
export function actorSurprisal({ table, row, total }: Standing, reading: Reading, peers: number): number {
  return -log2Q16((table[reading](row) + PEER_WEIGHT * peers) / (table[reading](total) + PEER_WEIGHT))
}
