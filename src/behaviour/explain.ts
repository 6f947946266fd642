import { compareCodePoints, Q16_ONE } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { type CountTable, ONE_EVENT } from './count-table.js'
import type { ChannelEvaluation } from './evaluate.js'
import type { Lexicon } from './lexicon.js'
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
  const sought: (Sought | undefined)[] = []
  for (const score of scores) sought[score.observation.field] = { score, rows: [] }
  for (let row = 0; row < table.size; row += 1) {
    const field = sought[table.fieldOf(row)]
    if (field === undefined || table.contextOf(row) !== field.score.contextId || table.isTotal(row)) continue
    keepFrequent(field, row, table, lexicon)
  }
  const expected = new Map<number, Expected>()
  for (const field of sought) {
    if (field === undefined) continue
    const values = field.rows.map((row) => ({
      value: lexicon.textOf(table.valueOf(row)),
      count: table[field.score.reading](row) / ONE_EVENT,
    }))
    expected.set(field.score.observation.field, values)
  }
  return expected
}

interface Sought {
  readonly score: FieldScore
  /** The most frequent rows so far, the most frequent first. */
  readonly rows: number[]
}

function keepFrequent(field: Sought, row: number, table: CountTable, lexicon: Lexicon): void {
  const { rows, score } = field
  const count = table[score.reading](row)
  if (count === 0) return
  let position = rows.length
  while (position > 0) {
    const other = rows[position - 1]!
    const ahead = table[score.reading](other) - count
    if (ahead > 0 || (ahead === 0 && compareValues(table, other, row, lexicon) < 0)) break
    position -= 1
  }
  if (position === MOST_EXPECTED) return
  rows.splice(position, 0, row)
  if (rows.length > MOST_EXPECTED) rows.pop()
}

function compareValues(table: CountTable, left: number, right: number, lexicon: Lexicon): number {
  return compareCodePoints(lexicon.textOf(table.valueOf(left)), lexicon.textOf(table.valueOf(right)))
}
