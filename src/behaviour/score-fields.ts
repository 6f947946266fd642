import { Q16_ONE } from '../core/index.js'
import { anchorReading, hasOwnAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { CountTable } from './count-table.js'
import { groupOf, shareOf } from './fields.js'
import { type Lexicon, TOTAL, UNKNOWN } from './lexicon.js'
import type { Observation } from './observe.js'
import type { PeerOdds } from './peer-odds.js'
import type { PeerGroup, Population } from './population.js'
import { actorSurprisal, type Reading } from './surprisal.js'

/** One field of an event in one channel. Bits are Q16. */
export interface FieldScore {
  readonly observation: Observation
  readonly contextId: number
  readonly valueId: number
  /** Where the actor's own counts were read. */
  readonly reading: Reading
  readonly surprisal: number
  /** What of it was to be expected of this actor. */
  readonly expected: number
  /** What is left, less what the whole group has moved, clipped. */
  readonly excess: number
  /** What the field adds to the channel: its excess where it leads its group of fields, else 0. */
  contribution: number
}

/** An observation, looked up at all three levels. */
export interface Sighting {
  readonly observation: Observation
  readonly contextId: number
  readonly valueId: number
  /** Its row in the actor's counts and that of its total, -1 for none. */
  readonly row: number
  readonly total: number
  /** Its entry among the odds of the peers. */
  readonly odds: number
}

// One field can neither hide a channel's other fields nor decide it alone.
const LEAST_EXCESS: number = -2 * Q16_ONE
const MOST_EXCESS: number = 24 * Q16_ONE

/** Scores the fields of one event against what was known before it. */
export class FieldScorer {
  readonly #population: Population
  readonly #peers: PeerGroup | undefined
  readonly #odds: PeerOdds
  readonly #actor: ActorState | undefined
  readonly #lexicon: Lexicon
  readonly #warmupMs: number
  readonly #at: number
  /** The actor, where it has an anchor of its own. */
  readonly #anchored: ActorState | undefined
  readonly #ownCounts: CountTable

  constructor(
    population: Population,
    peers: PeerGroup | undefined,
    odds: PeerOdds,
    actor: ActorState | undefined,
    lexicon: Lexicon,
    warmupMs: number,
    at: number,
  ) {
    this.#population = population
    this.#peers = peers
    this.#odds = odds
    this.#actor = actor
    this.#lexicon = lexicon
    this.#warmupMs = warmupMs
    this.#at = at
    this.#anchored = actor !== undefined && hasOwnAnchor(actor, warmupMs, at) ? actor : undefined
    this.#ownCounts = actor?.counts ?? new CountTable()
  }

  /** Whether there is an anchor to score against: the actor's own, or its peers'. */
  get hasAnchor(): boolean {
    return this.#anchored !== undefined || this.#population.frozen
  }

  sight(observation: Observation): Sighting {
    const { field } = observation
    const contextId = this.#lexicon.idOf(observation.context)
    const valueId = this.#lexicon.idOf(observation.value)
    return {
      observation,
      contextId,
      valueId,
      row: this.#ownCounts.find(field, contextId, valueId),
      total: this.#ownCounts.find(field, contextId, TOTAL),
      odds: this.#odds.entry(field, contextId, valueId),
    }
  }

  live(sighting: Sighting): FieldScore {
    const among = this.#odds.live(sighting.odds)
    return this.#score(sighting, 'count', among, this.#liveExpectation(sighting), 0)
  }

  anchor(sighting: Sighting): FieldScore {
    const among = this.#odds.anchor(sighting.odds)
    const { field } = sighting.observation
    const movement = this.#peers?.movement[field] ?? 0
    const actor = this.#anchored
    if (actor === undefined) {
      return this.#score(sighting, 'anchor', among, this.#liveExpectation(sighting), movement)
    }
    if (anchorReading(actor, this.#warmupMs, field, this.#at) === 'count') {
      return this.#score(sighting, 'count', among, this.#liveExpectation(sighting), 0)
    }
    // What the group moved before the actor's anchor froze is in that anchor.
    const since = Math.max(0, movement - actor.frozenMovement[field]!)
    return this.#score(sighting, 'anchor', among, actor.frozenExpectation[field]!, since)
  }

  #liveExpectation({ observation: { field } }: Sighting): number {
    return this.#actor?.expectation[field] ?? this.#peers?.expectation[field] ?? 0
  }

  #score(
    { observation, contextId, valueId, row, total }: Sighting,
    reading: Reading,
    among: number,
    expected: number,
    movement: number,
  ): FieldScore {
    const surprisal = actorSurprisal(this.#ownCounts, row, total, reading, among)
    const excess = clipExcess(surprisal - expected - movement)
    return { observation, contextId, valueId, reading, surprisal, expected, excess, contribution: 0 }
  }
}

export function clipExcess(bits: number): number {
  return Math.max(LEAST_EXCESS, Math.min(MOST_EXCESS, bits))
}

// By group, one more than the position of the field with the largest excess so far. INVARIANT: all zero between two
// calls, so that nothing passes from one to another; a map for each call took a thirtieth of the time of an event.
const leaders: Int32Array = /* @__PURE__ */ new Int32Array(256)

/** Lets the largest excess of each group of fields count. Returns the sum of what they contribute, which is exact. */
export function contribute(fields: readonly FieldScore[]): number {
  for (let position = 0; position < fields.length; position += 1) {
    const { excess, observation } = fields[position]!
    const group = groupOf(observation.field)
    const leader = leaders[group]!
    if (leader === 0 || excess > fields[leader - 1]!.excess) leaders[group] = position + 1
  }
  let sum = 0
  for (let position = 0; position < fields.length; position += 1) {
    const field = fields[position]!
    const group = groupOf(field.observation.field)
    if (leaders[group] !== position + 1) continue
    leaders[group] = 0
    // Cut off by `|`, which gives no -0: reasons are whole numbers of one kind.
    field.contribution = (field.excess * shareOf(field.observation.field)) | 0
    sum += field.contribution
  }
  return sum
}

/** A field that no table counts: what it says is reckoned from the actor's state. */
export function reckonedField(field: number, value: string, excess: number): FieldScore {
  return {
    observation: { field, context: '', value },
    contextId: UNKNOWN,
    valueId: UNKNOWN,
    reading: 'count',
    surprisal: excess,
    expected: 0,
    excess,
    contribution: 0,
  }
}
