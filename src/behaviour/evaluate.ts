import type { ActorState } from './actor-state.js'
import { type CalibratedKind, kindOf, ringFor } from './calibration.js'
import { ONE_EVENT } from './count-table.js'
import { DAY_MS, RATE_TEXTS, rateLevel } from './event-texts.js'
import { FIELD, isAboutTarget, isOfProfile } from './fields.js'
import type { Lexicon } from './lexicon.js'
import { MINUTE_MS, noSurge, surgeBits, surgeWith } from './minute-surge.js'
import { continuesSession, observe, observeRates, peerGroupOf } from './observe.js'
import type { PeerOdds } from './peer-odds.js'
import type { Population } from './population.js'
import type { CheckedEvent } from './read-event.js'
import { contribute, type FieldScore, FieldScorer, reckonedField } from './score-fields.js'
import { type SessionSteps, sessionFields, stepsWith } from './score-session.js'
import type { ChannelName } from './types.js'

/** All that a score depends on beside the event. Scoring changes none of it. */
export interface Surroundings {
  readonly population: Population
  readonly actor: ActorState | undefined
  readonly lexicon: Lexicon
  /** Of the event's peers in this population. */
  readonly odds: PeerOdds
  readonly warmupMs: number
  /** Largest evidence so far of the event's session, in Q16 bits. */
  readonly sessionEvidence: number
}

export interface ChannelEvaluation {
  readonly name: ChannelName
  readonly fields: readonly FieldScore[]
  /** Sum of the contributions, in Q16 bits. */
  readonly score: number
  readonly p: number
  /** In Q16 bits. */
  readonly evidence: number
}

export interface Evaluation {
  readonly group: string
  readonly kind: CalibratedKind
  /** Every field that the event shows and that is counted with it, by the live counts. */
  readonly observed: readonly FieldScore[]
  /** The same by the anchor, in the same order, where there is one. */
  readonly anchored: readonly FieldScore[] | undefined
  /** The UTC minute from which the actor's mean is reckoned. */
  readonly firstMinute: number
  /** What the session has come to with this event. */
  readonly steps: SessionSteps
  /** Those that the event shows, in the order of their names in the contract. */
  readonly channels: readonly ChannelEvaluation[]
  /** The channel with the most evidence; the first of {@link channels} where it is the same. */
  readonly winner: ChannelEvaluation
  readonly p: number
  /** Largest evidence of the session with this event, in Q16 bits, and its p-value. */
  readonly sessionEvidence: number
  readonly sessionP: number
}

/** Scores an event against its surroundings. */
export function evaluate(event: CheckedEvent, surroundings: Surroundings): Evaluation {
  const { population, actor, lexicon, warmupMs } = surroundings
  const group = peerGroupOf(event)
  const kind = kindOf(event.kind)
  const peers = population.groups.get(group)
  const scorer = new FieldScorer(population, peers, surroundings.odds, actor, lexicon, warmupMs, event.at)
  const observed: FieldScore[] = []
  const anchored: FieldScore[] | undefined = scorer.hasAnchor ? [] : undefined
  let sequence: FieldScore | undefined
  for (const seen of observe(event, actor, population.slots)) {
    const sighting = scorer.sight(seen)
    const live = scorer.live(sighting)
    observed.push(live)
    anchored?.push(scorer.anchor(sighting))
    if (seen.field === FIELD.sequence) sequence = live
  }
  const rates: FieldScore[] = []
  for (const seen of observeRates(event, actor)) rates.push(scorer.live(scorer.sight(seen)))
  // On the model's first day nobody knows whether the minutes before an actor's first event were quiet.
  const firstAt = population.firstDay < 0 ? (actor?.firstAt ?? event.at) : population.firstDay * DAY_MS
  const firstMinute = Math.floor(firstAt / MINUTE_MS)
  const surge = surgeWith(actor?.surge ?? noSurge(event.at), event.at, ONE_EVENT, firstMinute)
  const steps = stepsWith(sequence!, continuesSession(event, actor) ? actor : undefined)

  const channels: ChannelEvaluation[] = []
  const add = (name: ChannelName, fields: readonly FieldScore[]): void => {
    const score = contribute(fields)
    const ring = ringFor(population.calibration, kind, name)
    channels.push({ name, fields, score, p: ring.pValue(score), evidence: ring.evidence(score) })
  }
  add('live', profileOf(observed))
  if (anchored !== undefined) add('anchor', profileOf(anchored))
  const inMinute = RATE_TEXTS[rateLevel(Math.floor(surge.count / ONE_EVENT))]!
  add('burst', [...rates, reckonedField(FIELD.eventsInMinute, inMinute, surgeBits(surge, firstMinute))])
  add('sequence', sessionFields(sequence!, steps))
  const aboutTarget: FieldScore[] = []
  for (const field of observed) if (isAboutTarget(field.observation.field)) aboutTarget.push({ ...field })
  add('target', aboutTarget)

  let winner = channels[0]!
  for (const channel of channels) if (channel.evidence > winner.evidence) winner = channel
  const sessionEvidence = Math.max(winner.evidence, surroundings.sessionEvidence)
  return {
    group,
    kind,
    observed,
    anchored,
    firstMinute,
    steps,
    channels,
    winner,
    p: ringFor(population.calibration, kind, 'fused').pValue(winner.evidence),
    sessionEvidence,
    sessionP: ringFor(population.calibration, kind, 'session').pValue(sessionEvidence),
  }
}

function profileOf(fields: readonly FieldScore[]): FieldScore[] {
  const profile: FieldScore[] = []
  for (const field of fields) if (isOfProfile(field.observation.field)) profile.push(field)
  return profile
}
