import { Q16_ONE } from '../core/index.js'
import { anchorReading, hasOwnAnchor } from './actor-anchor.js'
import { CountTable } from './count-table.js'
import type { FieldRows } from './field-rows.js'
import type { FieldScores, Reckoning } from './field-scores.js'
import { FIELD, groupOf, shareOf } from './fields.js'
import { actorProbability, actorSurprisal } from './surprisal.js'
import type { Surroundings } from './surroundings.js'

// One field can neither hide a channel's other fields nor decide it alone.
const LEAST_EXCESS: number = -2 * Q16_ONE
const MOST_EXCESS: number = 24 * Q16_ONE

/** Where the field `action` lies: every event shows it first. */
const ACTION = 0

const NO_COUNTS: CountTable = /* @__PURE__ */ new CountTable()

/** Whether there is an anchor to score against: the actor's own, or its peers'. */
export function hasAnchor(at: number, { actor, population, warmupMs }: Surroundings): boolean {
  return population.frozen || (actor !== undefined && hasOwnAnchor(actor, warmupMs, at))
}

/** Looks the fields up: the ids of their texts, their rows in the actor's counts and their odds among its peers. */
export function locateFields(seen: FieldScores, rows: FieldRows, surroundings: Surroundings): void {
  const { actor, odds, vocabulary } = surroundings
  const { context, contextId, field, odds: entries, size, value, valueId } = seen
  for (let position = 0; position < size; position += 1) {
    contextId[position] = vocabulary.idOf(context[position]!)
    valueId[position] = vocabulary.idOf(value[position]!)
    entries[position] = odds.entry(field[position]!, contextId[position]!, valueId[position]!)
  }
  rows.locate(seen, actor?.counts ?? NO_COUNTS)
}

/** Scores fields that were looked up, of an event at a time, by the live counts, and by the frozen ones where that is asked. */
export function scoreFields(
  seen: FieldScores,
  from: number,
  to: number,
  at: number,
  surroundings: Surroundings,
  withAnchor: boolean,
): void {
  const { actor, odds, warmupMs } = surroundings
  const counts = actor?.counts ?? NO_COUNTS
  const { live, anchor } = seen
  const { peers } = odds
  const expectations = actor?.expectation ?? peers?.expectation
  const movements = peers?.movement
  const ownAnchor = actor !== undefined && hasOwnAnchor(actor, warmupMs, at) ? actor : undefined
  for (let position = from; position < to; position += 1) {
    const field = seen.field[position]!
    const row = seen.row[position]!
    const total = seen.total[position]!
    const entry = seen.odds[position]!
    const expected = expectations === undefined ? 0 : expectations[field]!
    const isSequence = field === FIELD.sequence
    const liveOdds = isSequence
      ? odds.liveSequence(entry, actionAlone(seen, counts, odds.live(seen.odds[ACTION]!), false))
      : odds.live(entry)
    const surprisal = actorSurprisal(counts.count(row), counts.count(total), liveOdds)
    put(live, position, surprisal, expected, 0, 0)
    if (!withAnchor) continue
    const movement = movements === undefined ? 0 : movements[field]!
    const follows = ownAnchor !== undefined && anchorReading(ownAnchor, warmupMs, field, at) === 'count'
    const anchorOdds = isSequence
      ? odds.anchorSequence(entry, actionAlone(seen, counts, odds.anchor(seen.odds[ACTION]!), !follows))
      : odds.anchor(entry)
    if (follows) {
      const moving = actorSurprisal(counts.count(row), counts.count(total), anchorOdds)
      put(anchor, position, moving, expected, 0, 0)
      continue
    }
    const frozen = actorSurprisal(counts.anchor(row), counts.anchor(total), anchorOdds)
    if (ownAnchor === undefined) {
      put(anchor, position, frozen, expected, movement, 1)
    } else {
      // What the group moved before the actor's anchor froze is in that anchor.
      const since = Math.max(0, movement - ownAnchor.frozenMovement[field]!)
      put(anchor, position, frozen, ownAnchor.frozenExpectation[field]!, since, 1)
    }
  }
}

/** How probable the event's action is for the actor without a context: what a sequence backs off to. */
function actionAlone(seen: FieldScores, counts: CountTable, peers: number, isFrozen: boolean): number {
  const row = seen.row[ACTION]!
  const total = seen.total[ACTION]!
  return isFrozen
    ? actorProbability(counts.anchor(row), counts.anchor(total), peers)
    : actorProbability(counts.count(row), counts.count(total), peers)
}

function put(
  reckoning: Reckoning,
  position: number,
  surprisal: number,
  expected: number,
  movement: number,
  isFrozen: number,
): void {
  reckoning.surprisal[position] = surprisal
  reckoning.expected[position] = expected
  reckoning.excess[position] = clipExcess(surprisal - expected - movement)
  reckoning.isFrozen[position] = isFrozen
}

export function clipExcess(bits: number): number {
  return Math.max(LEAST_EXCESS, Math.min(MOST_EXCESS, bits))
}

/** Positions of fields, in order. */
export class Positions {
  size = 0
  readonly at: Uint8Array

  constructor(most: number) {
    this.at = new Uint8Array(most)
  }

  add(position: number): void {
    this.at[this.size] = position
    this.size += 1
  }
}

// By group, one more than the position of the field with the largest excess so far. INVARIANT: all zero between two
// calls, so that nothing passes from one to another; a map for each call took a thirtieth of the time of an event.
const leaders: Int32Array = /* @__PURE__ */ new Int32Array(256)

/**
 * Lets the largest excess of each group of fields count. Returns the sum of what they contribute, which is exact.
 *
 * @param contributions by position, filled in where they are asked for: a field's excess where it leads its group, else 0
 */
export function contribute(
  fields: FieldScores,
  positions: Positions,
  excess: Int32Array,
  contributions?: Int32Array,
): number {
  const { field } = fields
  const { at, size } = positions
  for (let place = 0; place < size; place += 1) {
    const position = at[place]!
    const group = groupOf(field[position]!)
    const leader = leaders[group]!
    if (leader === 0 || excess[position]! > excess[leader - 1]!) leaders[group] = position + 1
  }
  let sum = 0
  for (let place = 0; place < size; place += 1) {
    const position = at[place]!
    const group = groupOf(field[position]!)
    let contribution = 0
    if (leaders[group] === position + 1) {
      leaders[group] = 0
      // Cut off by `|`, which gives no -0: reasons are whole numbers of one kind.
      contribution = (excess[position]! * shareOf(field[position]!)) | 0
      sum += contribution
    }
    if (contributions !== undefined) contributions[position] = contribution
  }
  return sum
}
