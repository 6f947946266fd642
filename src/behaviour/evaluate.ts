import { type CalibratedKind, kindOf } from './calibration.js'
import { ONE_EVENT } from './count-table.js'
import { DAY_MS } from './event-texts.js'
import { FieldRows } from './field-rows.js'
import { FieldScores, type Reckoning } from './field-scores.js'
import { FIELD, fieldCount, isAboutTarget, isOfProfile } from './fields.js'
import { UNKNOWN } from './lexicon.js'
import { MINUTE_MS, type MinuteSurge, noSurge, surgeBits, surgeWith } from './minute-surge.js'
import { continuesSession, levelTerm, observe, observeRates } from './observe.js'
import type { PeerOdds } from './peer-odds.js'
import type { CheckedEvent } from './read-event.js'
import { contribute, hasAnchor, locateFields, Positions, scoreFields } from './score-fields.js'
import { type SessionSteps, sessionExcess, stepsWith } from './score-session.js'
import type { Surroundings } from './surroundings.js'
import type { ChannelName } from './types.js'
import { NO_CONTEXT } from './vocabulary.js'

/**
 * Measures a field of the channel `burst` by what was frozen. How much an actor does in an hour changes with its work;
 * how often it repeats itself is the mark of a loop, which must not pass for usual because it was seen on the day before.
 */
function readFrozen({ anchor, live }: FieldScores, position: number): void {
  live.surprisal[position] = anchor.surprisal[position]!
  live.excess[position] = anchor.excess[position]!
  live.isFrozen[position] = anchor.isFrozen[position]!
}

export class ChannelEvaluation {
  readonly name: ChannelName
  /** Those of its fields. */
  readonly positions: Positions
  readonly excess: Int32Array
  readonly isFrozen: Uint8Array
  /** Sum of the contributions, in Q16 bits. */
  score = 0
  p = 1
  /** In Q16 bits. */
  evidence = 0

  constructor(name: ChannelName, positions: Positions, { excess, isFrozen }: Reckoning) {
    this.name = name
    this.positions = positions
    this.excess = excess
    this.isFrozen = isFrozen
  }
}

/** What a score says of an event. One for all events of a model, filled anew for each. */
export class Evaluation {
  readonly fields: FieldScores
  /** What the actor's counts hold beside the values of the event. */
  readonly rows: FieldRows = new FieldRows()
  group = ''
  /** Of the event's peers; there once an event was evaluated. */
  odds: PeerOdds | undefined = undefined
  kind: CalibratedKind = 'unspecified'
  hasAnchor = false
  /** The UTC minute from which the actor's mean is reckoned. */
  firstMinute = 0
  /** The actor's minute with this event, as one event. */
  surge: MinuteSurge = noSurge(0)
  /** What the session has come to with this event. */
  steps: SessionSteps = stepsWith(0, undefined)
  /** Those that the event shows, in the order of their names in the contract. */
  channels: readonly ChannelEvaluation[]
  /** The channel with the most evidence; the first of {@link channels} where it is the same. */
  winner: ChannelEvaluation
  p = 1
  /** Largest evidence of the session with this event, in Q16 bits, and its p-value. */
  sessionEvidence = 0
  sessionP = 1
  readonly #profile: Positions
  readonly #burst: Positions
  readonly #sequence: Positions
  readonly #target: Positions
  readonly #withAnchor: readonly ChannelEvaluation[]
  readonly #withoutAnchor: readonly ChannelEvaluation[]

  /** @param attributeFields how many attributes can be fields */
  constructor(attributeFields: number) {
    const most = fieldCount(attributeFields)
    const fields = new FieldScores(most)
    this.fields = fields
    this.#profile = new Positions(most)
    this.#burst = new Positions(most)
    this.#sequence = new Positions(most)
    this.#target = new Positions(most)
    const live = new ChannelEvaluation('live', this.#profile, fields.live)
    const anchor = new ChannelEvaluation('anchor', this.#profile, fields.anchor)
    const others = [
      new ChannelEvaluation('burst', this.#burst, fields.live),
      new ChannelEvaluation('sequence', this.#sequence, fields.live),
      new ChannelEvaluation('target', this.#target, fields.live),
    ]
    this.#withAnchor = [live, anchor, ...others]
    this.#withoutAnchor = [live, ...others]
    this.channels = this.#withoutAnchor
    this.winner = live
  }

  /** The channel of that name, where the event shows it. */
  channel(name: ChannelName): ChannelEvaluation | undefined {
    return this.channels.find((channel) => channel.name === name)
  }

  /** Scores an event against its surroundings. */
  evaluate(event: CheckedEvent, surroundings: Surroundings): void {
    const { actor, group, odds, population, rings, vocabulary } = surroundings
    const { fields } = this
    this.group = group
    this.odds = odds
    this.kind = kindOf(event.kind)
    this.hasAnchor = hasAnchor(event.at, surroundings)
    const sequence = observe(event, actor, population.slots, vocabulary, fields)
    const repeats = observeRates(event, actor, vocabulary, fields)
    locateFields(fields, this.rows, surroundings)
    scoreFields(fields, 0, fields.counted, event.at, surroundings, this.hasAnchor)
    scoreFields(fields, fields.counted, repeats, event.at, surroundings, false)
    scoreFields(fields, repeats, fields.size, event.at, surroundings, this.hasAnchor)
    if (this.hasAnchor) readFrozen(fields, repeats)
    this.#reckon(event, surroundings, sequence)
    this.#channel()
    this.channels = this.hasAnchor ? this.#withAnchor : this.#withoutAnchor
    let winner = this.channels[0]!
    for (const channel of this.channels) {
      const ring = rings[channel.name]
      channel.score = contribute(fields, channel.positions, channel.excess)
      channel.p = ring.pValue(channel.score)
      channel.evidence = ring.evidence(channel.score)
      if (channel.evidence > winner.evidence) winner = channel
    }
    this.winner = winner
    this.p = rings.fused.pValue(winner.evidence)
    this.sessionEvidence = Math.max(winner.evidence, surroundings.sessionEvidence)
    this.sessionP = rings.session.pValue(this.sessionEvidence)
  }

  /** Adds the fields that no table counts: what they say is reckoned from the actor's state. */
  #reckon(event: CheckedEvent, { actor, population, vocabulary }: Surroundings, sequence: number): void {
    const { fields } = this
    // On the model's first day nobody knows whether the minutes before an actor's first event were quiet.
    const firstAt = population.firstDay < 0 ? (actor?.firstAt ?? event.at) : population.firstDay * DAY_MS
    this.firstMinute = Math.floor(firstAt / MINUTE_MS)
    const surge = surgeWith(actor?.surge ?? noSurge(event.at), event.at, ONE_EVENT, this.firstMinute)
    const inMinute = levelTerm(Math.floor(surge.count / ONE_EVENT), vocabulary)
    this.surge = surge
    this.#addReckoned(
      fields.add(FIELD.eventsInMinute, NO_CONTEXT, inMinute),
      surgeBits(surge, this.firstMinute),
    )
    const step = fields.live.excess[sequence]!
    const steps = stepsWith(step, continuesSession(event, actor) ? actor : undefined)
    this.steps = steps
    const soFar = { text: `step ${steps.sessionSteps}`, id: UNKNOWN }
    const position = fields.add(FIELD.sessionSoFar, NO_CONTEXT, soFar)
    this.#addReckoned(position, sessionExcess(step, steps))
    this.#sequence.size = 0
    this.#sequence.add(sequence)
    this.#sequence.add(position)
  }

  #addReckoned(position: number, excess: number): void {
    const { live, odds, row } = this.fields
    row[position] = -1
    odds[position] = -1
    live.excess[position] = excess
    live.isFrozen[position] = 0
  }

  /** Which fields speak in which channel. */
  #channel(): void {
    const { counted, field, size } = this.fields
    this.#profile.size = 0
    this.#target.size = 0
    for (let position = 0; position < counted; position += 1) {
      if (isOfProfile(field[position]!)) this.#profile.add(position)
      if (isAboutTarget(field[position]!)) this.#target.add(position)
    }
    this.#burst.size = 0
    // All that follows but the last, which is the session's.
    for (let position = counted; position < size - 1; position += 1) this.#burst.add(position)
  }
}
