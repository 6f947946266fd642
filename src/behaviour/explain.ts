import { Q16_ONE } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { ONE_EVENT } from './count-table.js'
import type { Evaluation } from './evaluate.js'
import type { FrequentValues } from './frequent-values.js'
import type { Lexicon } from './lexicon.js'
import type { Population } from './population.js'
import { contribute } from './score-fields.js'
import type { Contribution } from './types.js'

/**
 * What each field added to the winning channel's sum, the largest first, with what the actor and its peers were seen to
 * do.
 */
export function explain(
  evaluation: Evaluation,
  population: Population,
  actor: ActorState | undefined,
  lexicon: Lexicon,
  frequent: FrequentValues,
): Contribution[] {
  const { fields, odds, winner } = evaluation
  const { isFrozen, positions } = winner
  const { contributions, field: numbers, value } = fields
  contribute(fields, positions, winner.excess, contributions)
  const ranked: number[] = []
  for (let place = 0; place < positions.size; place += 1) ranked.push(positions.at[place]!)
  ranked.sort(
    (left, right) => contributions[right]! - contributions[left]! || numbers[left]! - numbers[right]!,
  )
  const own = actor?.counts
  if (own !== undefined) frequent.find(evaluation.rows, own, lexicon, isFrozen)
  const explained: Contribution[] = []
  for (const position of ranked) {
    const row = fields.row[position]!
    const seen =
      own === undefined || row < 0 ? 0 : isFrozen[position] === 1 ? own.anchor(row) : own.count(row)
    const seenWith = odds?.seenWith(fields.odds[position]!) ?? []
    explained.push({
      field: population.fieldNames[numbers[position]!]!,
      value: value[position]!.text,
      bits: contributions[position]! / Q16_ONE,
      expected: own === undefined ? [] : frequent.valuesOf(position, own, lexicon, isFrozen),
      seenByActor: seen / ONE_EVENT,
      seenByPeers: seenWith.length - (actor !== undefined && seenWith.includes(actor.hash) ? 1 : 0),
    })
  }
  return explained
}
