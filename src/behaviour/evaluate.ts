import { Q16_ONE } from '../core/index.js'
import { anchorReading, hasOwnAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { type CalibratedKind, kindOf, ringFor } from './calibration.js'
import { CountTable } from './count-table.js'
import { HOUR_MS, RATE_TEXTS, rateLevel } from './event-texts.js'
import { FIELD, groupOf } from './fields.js'
import type { Lexicon } from './lexicon.js'
import { namespaceOf, type Observation, observe } from './observe.js'
import type { PeerGroup, Population } from './population.js'
import type { CheckedEvent } from './read-event.js'
import {
  actorSurprisal,
  peerProbability,
  populationProbability,
  type Reading,
  type Standing,
  standingOf,
} from './surprisal.js'
import type { ChannelName } from './types.js'

/** All that a score depends on beside the event: nothing here is changed by scoring. */
export interface Surroundings {
  readonly population: Population
  readonly actor: ActorState | undefined
  readonly lexicon: Lexicon
  readonly warmupMs: number
  /** Largest evidence so far of the event's session, in Q16 bits. */
  readonly sessionEvidence: number
}

/** One field of an event in one channel. Bits are Q16. */
export interface FieldScore {
  readonly observation: Observation
  readonly contextId: number
  readonly valueId: number
  /** Where the actor's own counts were read. */
  readonly reading: Reading
  readonly surprisal: number
  /** What of it was to be expected. */
  readonly expected: number
  /** Surprisal beyond that, clipped. */
  readonly excess: number
  /** What the field adds to the channel: its excess where it leads its group, else 0. */
  contribution: number
}

export interface ChannelEvaluation {
  readonly name: ChannelName
  readonly fields: readonly FieldScore[]
  /** Sum of the contributions. */
  readonly score: number
  readonly p: number
  readonly evidence: number
}

export interface Evaluation {
  readonly group: string
  readonly kind: CalibratedKind
  /** Live first; anchor where there is one; burst. */
  readonly channels: readonly ChannelEvaluation[]
  readonly winner: ChannelEvaluation
  readonly p: number
  readonly sessionP: number
  readonly sessionEvidence: number
}

// A single field can neither hide a channel's other fields nor decide it alone (design: clipped to [-2, 16] bits).
const LEAST_EXCESS = -2 * Q16_ONE
const MOST_EXCESS = 16 * Q16_ONE

const EMPTY: CountTable = new CountTable()

/** Peers are those of the same declared role, else of the same intent, else of the same kind. */
export function peerGroupOf(event: CheckedEvent): string {
  if (event.role !== '') return `role:${event.role}`
  if (event.intent !== '') return `intent:${event.intent}`
  return `kind:${kindOf(event.kind)}`
}

/** The action that came before in the same session, `''` at its start. */
function previousAction(event: CheckedEvent, actor: ActorState | undefined): string {
  if (actor === undefined || actor.previousSession !== event.session) return ''
  return event.at - actor.previousAt <= HOUR_MS ? actor.previousAction : ''
}

/** The pair that repeats are counted by. */
export function repeatedPair(event: CheckedEvent): string {
  return `${event.action}\n${namespaceOf(event)}`
}

/** Levels of the rates of the event's hour, with this event in it. */
function rateObservations(event: CheckedEvent, actor: ActorState | undefined): Observation[] {
  const hour = Math.floor(event.at / HOUR_MS)
  const window = actor?.window.hour === hour ? actor.window : undefined
  const pair = repeatedPair(event)
  const repeats = (window?.pairs.get(pair) ?? 0) + 1
  const breadth = window === undefined ? 1 : window.pairs.size + (window.pairs.has(pair) ? 0 : 1)
  return [
    { field: FIELD.eventsInHour, context: '', value: RATE_TEXTS[rateLevel((window?.events ?? 0) + 1)]! },
    { field: FIELD.repeatsInHour, context: '', value: RATE_TEXTS[rateLevel(repeats)]! },
    { field: FIELD.breadthInHour, context: '', value: RATE_TEXTS[rateLevel(breadth)]! },
  ]
}

/** Scores an event against its surroundings. */
export function evaluate(event: CheckedEvent, surroundings: Surroundings): Evaluation {
  const { population, actor, warmupMs } = surroundings
  const group = peerGroupOf(event)
  const kind = kindOf(event.kind)
  const peers = population.groups.get(group)
  const scorer = new FieldScorer(surroundings, peers, event.at)
  const sighted = (seen: Observation): Sighting => scorer.sight(seen)
  const profile = observe(event, previousAction(event, actor), population.slots).map(sighted)
  const rates = rateObservations(event, actor).map(sighted)
  const sums: [ChannelName, FieldScore[]][] = [['live', profile.map((seen) => scorer.live(seen))]]
  if (population.frozen || (actor !== undefined && hasOwnAnchor(actor, warmupMs, event.at))) {
    sums.push(['anchor', profile.map((seen) => scorer.anchor(seen))])
  }
  sums.push(['burst', rates.map((seen) => scorer.live(seen))])
  const channels = sums.map(([name, fields]): ChannelEvaluation => {
    const score = contribute(fields)
    const ring = ringFor(population.calibration, kind, name)
    return { name, fields, score, p: ring.pValue(score), evidence: ring.evidence(score) }
  })
  let winner = channels[0]!
  for (const channel of channels) if (channel.evidence > winner.evidence) winner = channel
  const sessionEvidence = Math.max(winner.evidence, surroundings.sessionEvidence)
  return {
    group,
    kind,
    channels,
    winner,
    p: ringFor(population.calibration, kind, 'fused').pValue(winner.evidence),
    sessionP: ringFor(population.calibration, kind, 'session').pValue(sessionEvidence),
    sessionEvidence,
  }
}

/** A value of an event, looked up in the tables of all three levels. */
interface Sighting {
  readonly observation: Observation
  readonly contextId: number
  readonly valueId: number
  readonly own: Standing
  readonly peers: Standing | undefined
  readonly all: Standing
}

class FieldScorer {
  readonly #surroundings: Surroundings
  readonly #peers: PeerGroup | undefined
  readonly #at: number
  /** Whether the actor is measured by an anchor of its own. */
  readonly #anchored: boolean

  constructor(surroundings: Surroundings, peers: PeerGroup | undefined, at: number) {
    const { actor, warmupMs } = surroundings
    this.#surroundings = surroundings
    this.#peers = peers
    this.#at = at
    this.#anchored = actor !== undefined && hasOwnAnchor(actor, warmupMs, at)
  }

  sight(observation: Observation): Sighting {
    const { actor, population, lexicon } = this.#surroundings
    const { field } = observation
    const contextId = lexicon.idOf(observation.context)
    const valueId = lexicon.idOf(observation.value)
    return {
      observation,
      contextId,
      valueId,
      own: standingOf(actor?.counts ?? EMPTY, field, contextId, valueId),
      peers: this.#peers && standingOf(this.#peers.counts, field, contextId, valueId),
      all: standingOf(population.all, field, contextId, valueId),
    }
  }

  live(sighting: Sighting): FieldScore {
    const expected = this.#liveExpectation(sighting.observation.field)
    return this.#score(sighting, 'count', 'count', 'count', expected)
  }

  anchor(sighting: Sighting): FieldScore {
    const { actor, population, warmupMs } = this.#surroundings
    const { field } = sighting.observation
    const reading = this.#anchored ? anchorReading(actor!, warmupMs, field, this.#at) : 'anchor'
    const fixed = this.#anchored && reading === 'anchor'
    const expected = fixed ? actor!.frozenExpectation[field]! : this.#liveExpectation(field)
    // What the group as a whole has moved is not this actor's doing.
    const movement = reading === 'anchor' ? (this.#peers?.movement[field] ?? 0) : 0
    const ofPeers: Reading = this.#peers?.frozen === true ? 'anchor' : 'count'
    return this.#score(sighting, reading, ofPeers, population.frozen ? 'anchor' : 'count', expected + movement)
  }

  #liveExpectation(field: number): number {
    return this.#surroundings.actor?.expectation[field] ?? this.#peers?.expectation[field] ?? 0
  }

  #score(
    { observation, contextId, valueId, own, peers, all }: Sighting,
    reading: Reading,
    ofPeers: Reading,
    ofAll: Reading,
    expected: number,
  ): FieldScore {
    const everywhere = populationProbability(all, ofAll)
    const among = peers === undefined ? everywhere : peerProbability(peers, ofPeers, everywhere)
    const bits = actorSurprisal(own, reading, among)
    const excess = Math.max(ENV.LEAST ? -Number(ENV.LEAST)*Q16_ONE : LEAST_EXCESS, Math.min(MOST_EXCESS, bits - expected * Number(ENV.EXP ?? 1)))
    return { observation, contextId, valueId, reading, surprisal: bits, expected, excess, contribution: 0 }
  }
}

const ENV = (globalThis as any).process.env
/** Lets the largest excess of each group of fields count, and adds those up. */
function contribute(fields: readonly FieldScore[]): number {
  if (ENV.GROUP === 'sum') { let t = 0; for (const f of fields) { f.contribution = f.excess; t += f.excess } return t }
  if (ENV.GROUP === 'mean') {
    const n = new Map<number, number>()
    for (const f of fields) n.set(groupOf(f.observation.field), (n.get(groupOf(f.observation.field)) ?? 0) + 1)
    let t = 0; for (const f of fields) { f.contribution = Math.trunc(f.excess / n.get(groupOf(f.observation.field))!); t += f.contribution } return t
  }
  const leaders = new Map<number, FieldScore>()
  for (const field of fields) {
    const group = groupOf(field.observation.field)
    const leader = leaders.get(group)
    if (leader === undefined || field.excess > leader.excess) leaders.set(group, field)
  }
  let sum = 0
  for (const leader of leaders.values()) {
    leader.contribution = leader.excess
    sum += leader.excess
  }
  return sum
}
