import { Q16_ONE } from '../core/index.js'
import { settleAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { RANKED, ringFor } from './calibration.js'
import { ONE_EVENT } from './count-table.js'
import type { Evaluation } from './evaluate.js'
import { RATE_TEXTS, rateLevel } from './event-texts.js'
import { FIELD } from './fields.js'
import { countLevels, countValue, type Tally } from './learn-counts.js'
import { surgeWith } from './minute-surge.js'
import { hourOf, repeatedPair } from './observe.js'
import { type ActorDay, EXCEEDANCES_BACK, type OpenDay } from './open-day.js'
import type { Population } from './population.js'
import type { CheckedEvent } from './read-event.js'
import { FEWEST_SCORES } from './score-ring.js'
import type { BehaviourLimits, ChannelName } from './types.js'
import type { Term, Vocabulary } from './vocabulary.js'

/** The expectation of a field is a running mean over about this many events. */
const EXPECTATION_EVENTS = 64

/** Once an actor has an anchor, its expectation of a field moves at most this much in a day: one bit. */
const MOST_EXPECTATION_STEP = Q16_ONE

/** Kinds of acts that are told apart within an hour; what goes beyond counts as events only. */
const MOST_PAIRS = 64

/** An event that has been scored, and all that it is to be added to. */
export interface Lesson {
  readonly event: CheckedEvent
  /** Sixteenths of an event. */
  readonly weight: number
  readonly evaluation: Evaluation
  readonly actor: ActorState
  readonly actorDay: ActorDay
  readonly open: OpenDay
  readonly population: Population
  readonly vocabulary: Vocabulary
  readonly limits: BehaviourLimits
  readonly warmupMs: number
}

export function learnEvent(lesson: Lesson): void {
  const { event, evaluation, actor, actorDay, open, population, vocabulary, limits, weight } = lesson
  const movement = population.groups.get(evaluation.group)?.movement
  const { counts } = actor
  const removals = counts.removals
  settleAnchor(
    actor,
    { warmupMs: lesson.warmupMs, movement, capacity: limits.actorValues, lexicon: vocabulary.lexicon },
    event.at,
  )
  learnScores(lesson)
  learnExpectations(lesson)
  const tally: Tally = {
    actor,
    actorDay,
    open,
    group: evaluation.group,
    at: event.at,
    weight,
    vocabulary,
    capacity: limits.actorValues,
  }
  const { context, counted, field, row, value } = evaluation.fields
  for (let position = 0; position < counted; position += 1) {
    const known = counts.removals === removals ? row[position]! : -1
    countValue(tally, field[position]!, context[position]!, value[position]!, known)
  }
  learnRates(event, tally)
  const { free, names } = event.attributes
  for (const position of free) {
    const name = names[position]!
    if (!population.slots.has(name)) open.propose(name, actor.hash)
  }
  actor.previousAction = event.action.text
  actor.previousSession = event.session
  actor.previousAt = event.at
  actor.sessionSteps = evaluation.steps.sessionSteps
  actor.sessionSum = evaluation.steps.sessionSum
  actor.sessionLargest = evaluation.steps.sessionLargest
  actor.surge =
    weight === ONE_EVENT ? evaluation.surge : surgeWith(actor.surge, event.at, weight, evaluation.firstMinute)
  if (actor.lastDay < event.day) {
    actor.lastDay = event.day
    actor.activeDays += 1
  }
}

function learnScores({ event, evaluation, actor, actorDay, open, population, weight }: Lesson): void {
  const { calibration } = population
  const { kind, channels, winner } = evaluation
  if (actor.lastDay < event.day) restoreExceedances(actor, event.day - actor.lastDay)
  const add = (ranked: ChannelName | 'fused', score: number): void =>
    open.addScore(
      actorDay,
      actor.exceedances,
      kind,
      ranked,
      score,
      weight,
      ringFor(calibration, kind, ranked),
    )
  for (const { name, score } of channels) {
    add(name, score)
    // An anchor that freezes equals the live counts at that moment, so their scores are what its first day is ranked in.
    if (name === 'live' && !evaluation.hasAnchor) add('anchor', score)
  }
  add('fused', winner.evidence)
  open.noteSession(actorDay, event.session, evaluation.sessionEvidence)
  // Fewer scores cannot give a p-value that tells 1 % from chance.
  if (ringFor(calibration, kind, 'fused').events >= FEWEST_SCORES) open.check(kind, evaluation.p <= 0.01)
}

function restoreExceedances({ exceedances }: ActorState, days: number): void {
  for (const ranked of RANKED)
    exceedances[ranked] = Math.max(0, exceedances[ranked] - EXCEEDANCES_BACK * days)
}

/** Moves the actor's expectations, and adds to the day's sums what its group's medians are made of. */
function learnExpectations({ actor, actorDay, evaluation }: Lesson): void {
  const { anchor, counted, field: fields, live } = evaluation.fields
  for (let position = 0; position < counted; position += 1) {
    const field = fields[position]!
    const surprisal = live.surprisal[position]!
    const samples = Math.min(EXPECTATION_EVENTS, actor.samples[field]! + 1)
    const held = actor.expectation[field]!
    let next = held + Math.trunc((surprisal - held) / samples)
    if (actor.frozen) {
      const start = actorDay.expectation[field]!
      next = Math.max(start - MOST_EXPECTATION_STEP, Math.min(start + MOST_EXPECTATION_STEP, next))
    }
    actor.expectation[field] = next
    actor.samples[field] = samples
    actorDay.events[field] = actorDay.events[field]! + 1
    actorDay.surprisal[field] = actorDay.surprisal[field]! + surprisal
    if (!evaluation.hasAnchor || anchor.isFrozen[position] === 0) continue
    const frozenExcess = anchor.surprisal[position]! - anchor.expected[position]!
    const moved = frozenExcess - (surprisal - live.expected[position]!)
    actorDay.movement[field] = actorDay.movement[field]! + moved + actor.frozenMovement[field]!
  }
}

/** Counts the rates of an hour once it is over: one observation an hour, however many events it had. */
function learnRates(event: CheckedEvent, tally: Tally): void {
  const { vocabulary } = tally
  const { window } = tally.actor
  const hour = hourOf(event.at)
  if (hour > window.hour) {
    if (window.events > 0) {
      const past: Tally = { ...tally, group: window.group, weight: ONE_EVENT }
      let repeats = 1
      for (const count of window.pairs.values()) repeats = Math.max(repeats, count)
      countLevels(past, FIELD.eventsInHour, levelsTo(window.events, vocabulary))
      countLevels(past, FIELD.breadthInHour, levelsTo(window.pairs.size, vocabulary))
      countLevels(past, FIELD.repeatsInHour, levelsTo(repeats, vocabulary))
    }
    window.hour = hour
    window.events = 0
    window.pairs.clear()
  }
  window.group = tally.group
  window.events += 1
  const pair = repeatedPair(event, vocabulary)
  const repeats = window.pairs.get(pair)
  if (repeats !== undefined || window.pairs.size < MOST_PAIRS) window.pairs.set(pair, (repeats ?? 0) + 1)
}

function levelsTo(count: number, vocabulary: Vocabulary): readonly Term[] {
  return RATE_TEXTS.slice(0, rateLevel(count) + 1).map((level) => vocabulary.word(level).term)
}
