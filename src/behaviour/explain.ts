import { compareCodePoints, Q16_ONE } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { ANCHOR, COUNT, type CountTable, ONE_EVENT, PLACE, packPlace, VALUE, WORDS } from './count-table.js'
import type { ChannelEvaluation } from './evaluate.js'
import { type Lexicon, TOTAL } from './lexicon.js'
import type { Population } from './population.js'
import type { FieldScore } from './score-fields.js'
import type { Contribution } from './types.js'

const MOST_EXPECTED = 3

/** What each field added to a channel's sum, the largest first, with what the actor and its peers were seen to do. */
export function explain(
  channel: ChannelEvaluation,
  group: string,
  population: Population,
  actor: ActorState | undefined,
  lexicon: Lexicon,
): Contribution[] {
  const peers = population.groups.get(group)?.counts
  const expected = expectedValues(channel.fields, actor, lexicon)
  return [...channel.fields]
    .sort(
      (left, right) =>
        right.contribution - left.contribution || left.observation.field - right.observation.field,
    )
    .map((score): Contribution => {
      const { field, value } = score.observation
      const own = actor?.counts
      const seen = own?.[score.reading](own.find(field, score.contextId, score.valueId)) ?? 0
      const seenWith = peers?.peers(peers.find(field, score.contextId, score.valueId)) ?? []
      return {
        field: population.fieldNames[field]!,
        value,
        bits: score.contribution / Q16_ONE,
        expected: expected.get(field) ?? [],
        seenByActor: seen / ONE_EVENT,
        seenByPeers: seenWith.length - (actor !== undefined && seenWith.includes(actor.hash) ? 1 : 0),
      }
    })
}

type Expected = Contribution['expected']

/** By field, the actor's most frequent values in the context of the event. */
function expectedValues(
  scores: readonly FieldScore[],
  actor: ActorState | undefined,
  lexicon: Lexicon,
): ReadonlyMap<number, Expected> {
  if (actor === undefined) return new Map()
  const table = actor.counts
  const sought: Sought[] = []
  const positions = new Int32Array(FIELDS)
  const places = new Float64Array(FIELDS).fill(-1)
  for (const { contextId, observation, reading } of scores) {
    if (contextId < 0) continue
    const { field } = observation
    positions[field] = sought.length
    places[field] = packPlace(field, contextId)
    sought.push({ field, column: reading === 'count' ? COUNT : ANCHOR, rows: [], least: 0 })
  }
  const { words } = table
  const end = table.size * WORDS
  for (let at = 0; at < end; at += WORDS) {
    const place = words[at + PLACE]!
    if (places[place >>> 24] !== place || words[at + VALUE] === TOTAL) continue
    const field = sought[positions[place >>> 24]!]!
    const count = words[at + field.column]!
    if (count > 0 && count >= field.least) keepFrequent(field, at / WORDS, count, table, lexicon)
  }
  const expected = new Map<number, Expected>()
  for (const { column, field, rows } of sought) {
    const values = rows.map((row) => ({
      value: lexicon.textOf(table.valueOf(row)),
      count: words[row * WORDS + column]! / ONE_EVENT,
    }))
    expected.set(field, values)
  }
  return expected
}

/** As many as a row can tell apart. */
const FIELDS = 256

interface Sought {
  readonly field: number
  readonly column: number
  /** The most frequent rows so far, the most frequent first. */
  readonly rows: number[]
  /** What a further row has to count: as much as the last of them, once they are as many as may be. */
  least: number
}

function keepFrequent(field: Sought, row: number, count: number, table: CountTable, lexicon: Lexicon): void {
  const { column, rows } = field
  const { words } = table
  let position = rows.length
  while (position > 0) {
    const other = rows[position - 1]!
    const ahead = words[other * WORDS + column]! - count
    if (ahead > 0 || (ahead === 0 && compareValues(table, other, row, lexicon) < 0)) break
    position -= 1
  }
  if (position === MOST_EXPECTED) return
  rows.splice(position, 0, row)
  if (rows.length > MOST_EXPECTED) rows.pop()
  if (rows.length === MOST_EXPECTED) field.least = words[rows[MOST_EXPECTED - 1]! * WORDS + column]!
}

function compareValues(table: CountTable, left: number, right: number, lexicon: Lexicon): number {
  return compareCodePoints(lexicon.textOf(table.valueOf(left)), lexicon.textOf(table.valueOf(right)))
}
