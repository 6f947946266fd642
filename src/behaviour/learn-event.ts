import { Q16_ONE } from '../core/index.js'
import { settleAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { FEWEST_SCORES, ringFor } from './calibration.js'
import { ONE_EVENT } from './count-table.js'
import { HOUR_MS, RATE_TEXTS, rateLevel } from './event-texts.js'
import { type ChannelEvaluation, type Evaluation, repeatedPair } from './evaluate.js'
import { FIELD } from './fields.js'
import { countLevels, countValue, type Tally } from './learn-counts.js'
import type { Lexicon } from './lexicon.js'
import { isFreeAttribute } from './observe.js'
import type { ActorDay, OpenDay } from './open-day.js'
import type { Population } from './population.js'
import type { CheckedEvent } from './read-event.js'
import type { BehaviourLimits } from './types.js'

/** The expectation of a field is a running mean over about this many events. */
const EXPECTATION_EVENTS = 64

/** Once an actor has an anchor, its expectation of a field moves at most this much in a day: one bit. */
const MOST_EXPECTATION_STEP = Q16_ONE

/** Kinds of acts that are told apart within an hour; what goes beyond is counted as events only. */
const MOST_PAIRS = 64

export interface Lesson {
  readonly event: CheckedEvent
  /** Sixteenths of an event. */
  readonly weight: number
  readonly evaluation: Evaluation
  readonly actor: ActorState
  readonly actorDay: ActorDay
  readonly open: OpenDay
  readonly population: Population
  readonly lexicon: Lexicon
  readonly limits: BehaviourLimits
  readonly warmupMs: number
}

/** Adds an event, already scored against what was known before it, to all that is learnt. */
export function learnEvent(lesson: Lesson): void {
  const { event, evaluation, actor, open, lexicon, limits, weight } = lesson
  settleAnchor(actor, lesson.warmupMs, event.at, limits.actorValues, lexicon)
  learnScores(lesson)
  const live = evaluation.channels[0]!
  for (const field of live.fields) learnExpectation(lesson, field.observation.field, field.surprisal)
  learnMovement(lesson, live)
  const tally: Tally = {
    actor,
    actorDay: lesson.actorDay,
    open,
    group: evaluation.group,
    at: event.at,
    weight,
    lexicon,
    capacity: limits.actorValues,
  }
  for (const { observation } of live.fields) {
    countValue(tally, observation.field, observation.context, observation.value)
  }
  learnRates(lesson, tally)
  for (const [name] of event.attributes) {
    if (isFreeAttribute(name) && !lesson.population.slots.has(name)) open.propose(name, actor.hash)
  }
  actor.previousAction = event.action
  actor.previousSession = event.session
  actor.previousAt = event.at
  if (actor.lastDay < event.day) {
    actor.lastDay = event.day
    actor.activeDays += 1
  }
}

function learnScores(lesson: Lesson): void {
  const { evaluation, actorDay, open, population, weight } = lesson
  const { calibration } = population
  const { kind } = evaluation
  for (const { name, score } of evaluation.channels) {
    open.addScore(actorDay, kind, name, score, weight, ringFor(calibration, kind, name))
  }
  if (!evaluation.channels.some((channel) => channel.name === 'anchor')) {
    // An anchor that freezes equals the live counts at that moment: their scores are what its first day is ranked in.
    const ring = ringFor(calibration, kind, 'anchor')
    open.addScore(actorDay, kind, 'anchor', evaluation.channels[0]!.score, weight, ring)
  }
  const fused = ringFor(calibration, kind, 'fused')
  open.addScore(actorDay, kind, 'fused', evaluation.winner.evidence, weight, fused)
  open.noteSession(actorDay, lesson.event.session, evaluation.sessionEvidence)
  // Fewer scores cannot give a p-value that tells 1 % from chance.
  if (fused.events >= FEWEST_SCORES) open.check(kind, evaluation.p <= 0.01)
}

function learnExpectation(lesson: Lesson, field: number, surprisal: number): void {
  const { actor, actorDay } = lesson
  const samples = Math.min(EXPECTATION_EVENTS, actor.samples[field]! + 1)
  const held = actor.expectation[field]!
  let next = held + Math.trunc((surprisal - held) / samples)
  if (actor.frozen) {
    const start = actorDay.expectation[field]!
    next = Math.max(start - MOST_EXPECTATION_STEP, Math.min(start + MOST_EXPECTATION_STEP, next))
  }
  actor.expectation[field] = next
  actor.samples[field] = samples
}

/** Adds to the day's sums what the group's medians are made of. */
function learnMovement(lesson: Lesson, live: ChannelEvaluation): void {
  const { actorDay, evaluation, population } = lesson
  const anchor = evaluation.channels.find((channel) => channel.name === 'anchor')
  const movement = population.groups.get(evaluation.group)?.movement
  live.fields.forEach((field, position) => {
    const number = field.observation.field
    actorDay.events[number] = actorDay.events[number]! + 1
    actorDay.surprisal[number] = actorDay.surprisal[number]! + field.surprisal
    const frozen = anchor?.fields[position]
    if (frozen?.reading !== 'anchor') return
    const moved = frozen.surprisal - frozen.expected - (field.surprisal - field.expected)
    actorDay.movement[number] = actorDay.movement[number]! + moved + (movement?.[number] ?? 0)
  })
}

/** Counts the rates of an hour once it is over: one observation an hour, however many events it had. */
function learnRates(lesson: Lesson, tally: Tally): void {
  const { event, actor } = lesson
  const { window } = actor
  const hour = Math.floor(event.at / HOUR_MS)
  if (window.hour !== hour) {
    if (window.hour >= 0) {
      const past: Tally = { ...tally, group: window.group, weight: ONE_EVENT }
      let most = 1
      for (const repeats of window.pairs.values()) most = Math.max(most, repeats)
      countLevels(past, FIELD.eventsInHour, RATE_TEXTS.slice(0, rateLevel(window.events) + 1))
      countLevels(past, FIELD.repeatsInHour, RATE_TEXTS.slice(0, rateLevel(most) + 1))
      countLevels(past, FIELD.breadthInHour, RATE_TEXTS.slice(0, rateLevel(window.pairs.size) + 1))
    }
    window.hour = hour
    window.group = tally.group
    window.events = 0
    window.pairs.clear()
  }
  window.events += 1
  const pair = repeatedPair(event)
  const repeats = window.pairs.get(pair)
  if (repeats !== undefined || window.pairs.size < MOST_PAIRS) window.pairs.set(pair, (repeats ?? 0) + 1)
}
