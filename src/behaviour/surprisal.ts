import { log2Q16 } from '../core/index.js'
import { type CountTable, ONE_EVENT } from './count-table.js'
import { TOTAL } from './lexicon.js'
import { privateShare } from './population-table.js'

/** Which column of a table is read: what has been learnt, or what was frozen. */
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

function read(table: CountTable, row: number, reading: Reading): number {
  return reading === 'count' ? table.count(row) : table.anchor(row)
}

const HALF = ONE_EVENT / 2

/** What everybody does counts as much as this many events of the peers. */
const POPULATION_WEIGHT = 8 * ONE_EVENT

/** What the peers do counts as much as this many events of the actor's own. */
const PEER_WEIGHT = 4 * ONE_EVENT

/**
 * p(v) = (n(v) + b u) / (n + u) with u = 1/2 + n s, where s is the share of n that lies with values that only one actor
 * was seen with: the chance that another actor's value is new. Where every actor has values of its own, such as the
 * numbers of tickets, a new one is no news.
 *
 * In a context that nobody was seen in, p is b.
 *
 * @param backOff b: what is known of the value without its context; 1 for fields that have no such knowledge
 */
export function populationProbability(
  { table, row, total }: Standing,
  reading: Reading,
  backOff: number = 1,
): number {
  const counted = read(table, total, reading)
  const unseen = HALF + counted * privateShare(table, total, reading)
  return (read(table, row, reading) + unseen * backOff) / (counted + unseen)
}

/** p(v|g) = (n(g,v) + m p(v)) / (n(g) + m) with m = 8 + n(g) s(g). */
export function peerProbability(
  { table, row, total }: Standing,
  reading: Reading,
  everywhere: number,
): number {
  const counted = read(table, total, reading)
  const weight = POPULATION_WEIGHT + counted * privateShare(table, total, reading)
  return (read(table, row, reading) + weight * everywhere) / (counted + weight)
}

/** p(v|e) = (n(e,v) + 4 p(v|g)) / (n(e) + 4). */
export function actorProbability(ofValue: number, ofAll: number, peers: number): number {
  return (ofValue + PEER_WEIGHT * peers) / (ofAll + PEER_WEIGHT)
}

/** -log2 of {@link actorProbability}, in Q16 bits. */
export function actorSurprisal(ofValue: number, ofAll: number, peers: number): number {
  return 0 - log2Q16(actorProbability(ofValue, ofAll, peers))
}
