import { Q16_ONE } from '../core/index.js'
import { anchorReading, hasOwnAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { CountTable } from './count-table.js'
import { groupOf, shareOf } from './fields.js'
import { type Lexicon, UNKNOWN } from './lexicon.js'
import type { Observation } from './observe.js'
import type { PeerGroup, Population } from './population.js'
import {
  actorSurprisal,
  peerProbability,
  populationProbability,
  type Reading,
  type Standing,
  standingOf,
} from './surprisal.js'

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
  readonly own: Standing
  readonly peers: Standing | undefined
  readonly all: Standing
}

// One field can neither hide a channel's other fields nor decide it alone.
const LEAST_EXCESS: number = -2 * Q16_ONE
const MOST_EXCESS: number = 24 * Q16_ONE

/** Scores the fields of one event against what was known before it. */
export class FieldScorer {
  readonly #population: Population
  readonly #peers: PeerGroup | undefined
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
    actor: ActorState | undefined,
    lexicon: Lexicon,
    warmupMs: number,
    at: number,
  ) {
    this.#population = population
    this.#peers = peers
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
      own: standingOf(this.#ownCounts, field, contextId, valueId),
      peers: this.#peers && standingOf(this.#peers.counts, field, contextId, valueId),
      all: standingOf(this.#population.all, field, contextId, valueId),
    }
  }

  live(sighting: Sighting): FieldScore {
    return this.#score(sighting, 'count', 'count', 'count', this.#liveExpectation(sighting), 0)
  }

  /** Where the peers or the population have no anchor yet, they are read as they are. */
  anchor(sighting: Sighting): FieldScore {
    const ofPeers: Reading = this.#peers?.frozen === true ? 'anchor' : 'count'
    const ofAll: Reading = this.#population.frozen ? 'anchor' : 'count'
    const { field } = sighting.observation
    const movement = this.#peers?.movement[field] ?? 0
    const actor = this.#anchored
    if (actor === undefined) {
      return this.#score(sighting, 'anchor', ofPeers, ofAll, this.#liveExpectation(sighting), movement)
    }
    if (anchorReading(actor, this.#warmupMs, field, this.#at) === 'count') {
      return this.#score(sighting, 'count', ofPeers, ofAll, this.#liveExpectation(sighting), 0)
    }
    // What the group moved before the actor's anchor froze is in that anchor.
    const since = Math.max(0, movement - actor.frozenMovement[field]!)
    return this.#score(sighting, 'anchor', ofPeers, ofAll, actor.frozenExpectation[field]!, since)
  }

  #liveExpectation({ observation: { field } }: Sighting): number {
    return this.#actor?.expectation[field] ?? this.#peers?.expectation[field] ?? 0
  }

  #score(
    { observation, contextId, valueId, own, peers, all }: Sighting,
    reading: Reading,
    ofPeers: Reading,
    ofAll: Reading,
    expected: number,
    movement: number,
  ): FieldScore {
    const everywhere = populationProbability(all, ofAll)
    const among = peers === undefined ? everywhere : peerProbability(peers, ofPeers, everywhere)
    const surprisal = actorSurprisal(own, reading, among)
    const excess = clipExcess(surprisal - expected - movement)
    return { observation, contextId, valueId, reading, surprisal, expected, excess, contribution: 0 }
  }
}

export function clipExcess(bits: number): number {
  return Math.max(LEAST_EXCESS, Math.min(MOST_EXCESS, bits))
}

/** Lets the largest excess of each group of fields count. Returns the sum of what they contribute, which is exact. */
export function contribute(fields: readonly FieldScore[]): number {
  const leaders = new Map<number, FieldScore>()
  for (const field of fields) {
    const group = groupOf(field.observation.field)
    const leader = leaders.get(group)
    if (leader === undefined || field.excess > leader.excess) leaders.set(group, field)
  }
  let sum = 0
  for (const leader of leaders.values()) {
    leader.contribution = Math.trunc(leader.excess * shareOf(leader.observation.field))
    sum += leader.contribution
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
