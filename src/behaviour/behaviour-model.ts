import { KeelsonError, Q16_ONE, suggestName } from '../core/index.js'
import { anchorReading, baselineAt, freezeActor, settleAnchor } from './actor-anchor.js'
import { reportActor } from './actor-report.js'
import { type ActorState, newActor } from './actor-state.js'
import { alertOf } from './alert-budget.js'
import { AttributeShapes } from './attribute-shape.js'
import { isShifted, kindOf, ringFor } from './calibration.js'
import { freezePopulation } from './close-day.js'
import { ONE_EVENT } from './count-table.js'
import { isReadingDue, readMeter } from './drift-meter.js'
import { neighboursOf, noteEdges } from './edges.js'
import { Evaluation } from './evaluate.js'
import { DAY_MS } from './event-texts.js'
import { explain } from './explain.js'
import { giveFeedback } from './feedback.js'
import { fieldCount } from './fields.js'
import { FrequentValues } from './frequent-values.js'
import { learnEvent } from './learn-event.js'
import { Lexicon } from './lexicon.js'
import {
  closedPopulation,
  emptyState,
  forkState,
  type ModelState,
  makeRoomForActor,
  openDay,
} from './model-state.js'
import { type ActorDay, newActorDay, type OpenDay } from './open-day.js'
import { invalidOption, readMembers, readOptions, readScoreOptions, USUAL_SCORE } from './options.js'
import { likenessOn, peerGroupOf } from './peer-group.js'
import type { Population } from './population.js'
import { PopulationView } from './population-view.js'
import { type CheckedEvent, equalsChecked, readEvent, withWordsOf } from './read-event.js'
import { readModel } from './read-model.js'
import { checkText, readTime } from './read-scalars.js'
import { remember, type Verdict } from './remembered-event.js'
import { FEWEST_SCORES } from './score-ring.js'
import { closeShardDay, exportOpenDay, mergeStates } from './shards.js'
import type {
  ActorReport,
  ApproveOptions,
  BehaviourEvent,
  BehaviourModel,
  BehaviourOptions,
  BehaviourScore,
  FreezeAnchorOptions,
  LearnOptions,
  Neighbours,
  ScoreOptions,
} from './types.js'
import { Vocabulary } from './vocabulary.js'
import { writeModel } from './write-model.js'

/**
 * Makes a model that knows nobody yet.
 *
 * @throws KeelsonError `behaviour/invalid-option`
 *
 * @example
 * ```ts
 * import { createBehaviourModel } from 'keelson/behaviour'
 * const model = createBehaviourModel()
 * const day = 86_400_000
 * for (let at = 1767571200000; at < 1767571200000 + 20 * day; at += day / 4) {
 *   model.learn({ at, actor: 'ci', kind: 'service', action: 'deploy', resource: 'app:prod/shop/web' })
 * }
 * const at = 1767571200000 + 20 * day
 * const usual = model.score({ at, actor: 'ci', kind: 'service', action: 'deploy', resource: 'app:prod/shop/web' })
 * const odd = model.score({ at, actor: 'ci', kind: 'service', action: 'read', resource: 'secret:prod/pay/key' })
 * usual.p > odd.p // => true
 * const sum = odd.contributions.reduce((bits, contribution) => bits + contribution.bits, 0)
 * sum === odd.channels.find(({ name }) => name === odd.channel)?.bits // => true
 * ```
 */
export function createBehaviourModel(options: BehaviourOptions = {}): BehaviourModel {
  return new Model(emptyState(readOptions(options)))
}

/**
 * Restores a model from what `toBytes` gave. It goes on exactly as the model would have.
 *
 * @throws KeelsonError `behaviour/invalid-bytes`
 *
 * @example
 * ```ts
 * import { createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
 * const model = createBehaviourModel()
 * model.learn({ at: 1767571200000, actor: 'ana', action: 'read', resource: 'secret:prod/pay/key' })
 * restoreBehaviourModel(model.toBytes()).toBytes().length === model.toBytes().length // => true
 * ```
 */
export function restoreBehaviourModel(bytes: Uint8Array): BehaviourModel {
  return new Model(readModel(bytes))
}

/**
 * The model that would have learnt what all of these learnt. Every actor belongs to one of them, they were made with
 * the same options, and each closed its days with the days of all others (`exportDay`, `closeDay`). In which order they
 * come, and whether in one step or several, makes no difference.
 *
 * @throws KeelsonError `behaviour/shard-mismatch`, `behaviour/shard-overlap`
 *
 * @example
 * ```ts
 * import { createBehaviourModel, mergeBehaviourModels } from 'keelson/behaviour'
 * const at = 1767571200000
 * const [east, west, whole] = [createBehaviourModel(), createBehaviourModel(), createBehaviourModel()]
 * east.learn({ at, actor: 'ana', action: 'read', resource: 'app:east/web' })
 * west.learn({ at, actor: 'ben', action: 'read', resource: 'app:west/web' })
 * whole.learn({ at, actor: 'ana', action: 'read', resource: 'app:east/web' })
 * whole.learn({ at, actor: 'ben', action: 'read', resource: 'app:west/web' })
 * const days = [east.exportDay(), west.exportDay()]
 * east.closeDay([days[1]!])
 * west.closeDay([days[0]!])
 * whole.closeDay()
 * mergeBehaviourModels([east, west]).toBytes().join() === whole.toBytes().join() // => true
 * ```
 */
export function mergeBehaviourModels(models: readonly BehaviourModel[]): BehaviourModel {
  const lexicon = new Lexicon()
  return new Model(mergeStates(models.map((model) => readModel(model.toBytes(), lexicon))))
}

/** Approvals of one actor that are under way or to come. */
const MOST_APPROVALS = 16

const LONGEST_REFERENCE = 256

class Model implements BehaviourModel {
  readonly #state: ModelState
  readonly #shapes: AttributeShapes = new AttributeShapes()
  readonly #evaluation: Evaluation
  readonly #frequent: FrequentValues
  #vocabulary: Vocabulary
  /** The population past the open day, for as long as nothing more is learnt. */
  #ahead: Population | undefined
  #view: PopulationView | undefined
  /** What the evaluation is of, for as long as nothing is learnt: learning what was just scored need not score it again. */
  #scored: CheckedEvent | undefined

  constructor(state: ModelState) {
    const { attributeFields, textLength } = state.options.limits
    this.#state = state
    this.#evaluation = new Evaluation(attributeFields)
    this.#frequent = new FrequentValues(fieldCount(attributeFields))
    this.#vocabulary = new Vocabulary(state.lexicon, textLength)
  }

  score(input: BehaviourEvent, asked?: ScoreOptions): BehaviourScore {
    const { actors, lexicon, options } = this.#state
    const { alertsADay, explainUpTo } = asked === undefined ? USUAL_SCORE : readScoreOptions(asked)
    const event = this.#read(input)
    const population = this.#populationOn(event.day, '/at')
    const evaluation = this.#evaluate(event, population)
    const { channels, winner, kind } = evaluation
    const actor = actors.get(event.actor)
    const { events, rankedAmong } = ringFor(population.calibration, kind, 'fused')
    const isYoung = actor === undefined || event.at - actor.firstAt < options.warmupMs
    const score: BehaviourScore = {
      p: evaluation.p,
      bits: winner.evidence / Q16_ONE,
      channel: winner.name,
      channels: channels.map(({ name, score, p }) => ({ name, bits: score / Q16_ONE, p })),
      contributions:
        evaluation.p <= explainUpTo ? explain(evaluation, population, actor, lexicon, this.#frequent) : [],
      session: { p: evaluation.sessionP, bits: evaluation.sessionEvidence / Q16_ONE },
      confidence: isYoung || events < FEWEST_SCORES ? 'low' : 'normal',
      calibration: {
        n: rankedAmong,
        smallestP: 1 / (rankedAmong + 1),
        shifted: isShifted(population.calibration.checks[kind]),
      },
      baseline:
        (actor && baselineAt(actor, options.warmupMs, event.at, lexicon)) ??
        (evaluation.hasAnchor ? 'peers' : 'none'),
    }
    if (alertsADay === undefined) return score
    return { ...score, alert: alertOf(evaluation, population.calibration, this.#today(event), alertsADay) }
  }

  learn(input: BehaviourEvent, options: LearnOptions = {}): void {
    const state = this.#state
    const { limits, warmupMs } = state.options
    // Held: a getter of the caller's event may score another one meanwhile.
    const scored = this.#scored
    let event = scored !== undefined && equalsChecked(input, scored) ? scored : this.#read(input)
    const weight = readWeight(options)
    const population = this.#populationOn(event.day, '/at')
    const open = this.#advance(event.day, population)
    if (this.#vocabulary.lexicon !== state.lexicon) event = withWordsOf(event, this.#words())
    const evaluation = this.#evaluate(event, population)
    const actor = this.#actorOf(event, evaluation.group, population)
    if (state.options.peers === 'learnt') actor.likeness = likenessOn(event.day, actor, state.lexicon)
    let actorDay = open.actors.get(event.actor)
    if (actorDay === undefined) {
      actorDay = newActorDay(evaluation.kind, evaluation.group, actor.expectation)
      open.actors.set(event.actor, actorDay)
    }
    if (isReadingDue(actor.meter, event.day)) {
      const follows = (field: number): boolean => anchorReading(actor, warmupMs, field, event.at) === 'count'
      readMeter(actor.meter, actor.counts, event.day, follows)
    }
    const vocabulary = this.#vocabulary
    const added = event.id === '' ? undefined : { ...actorDay.added }
    learnEvent({ event, weight, evaluation, actor, actorDay, open, population, vocabulary, limits, warmupMs })
    if (added !== undefined) remember(event, weight, evaluation, actorDay, added)
    noteEdges(actor, event, vocabulary)
    state.latest = Math.max(state.latest, event.at)
    this.#forgetWork()
  }

  freezeAnchor(options: FreezeAnchorOptions): void {
    const state = this.#state
    const given = readMembers(options, '', ['at', 'reference', 'actors'])
    const at = readTime(given.at, '/at')
    const reference = readReference(given.reference)
    const actors = given.actors === undefined ? undefined : readNames(given.actors, '/actors')
    const frozen =
      actors === undefined
        ? [...state.actors.values()]
        : actors.map((actor, position) => this.#knownActor(actor, `/actors/${position}`))
    if (state.open === undefined) {
      throw new KeelsonError('behaviour/nothing-learnt', 'there is nothing to freeze: no event was learnt', {
        help: 'learn some weeks of events first',
      })
    }
    const day = Math.floor(at / DAY_MS)
    this.#advance(day, this.#populationOn(day, '/at'))
    if (actors === undefined)
      state.population = freezePopulation(state.population, state.options.limits, state.lexicon, day)
    for (const actor of frozen) {
      const rules = this.#anchorRules(actor)
      settleAnchor(actor, rules, at)
      freezeActor(actor, null, reference, rules)
    }
    this.#forgetWork()
  }

  approve(options: ApproveOptions): void {
    const state = this.#state
    const given = readMembers(options, '', ['reference', 'actor', 'fields', 'from', 'until'])
    const reference = readReference(given.reference)
    if (typeof given.actor !== 'string') throw invalidOption('actor is a text', '/actor', 'name the actor')
    const actor = this.#knownActor(given.actor, '/actor')
    const fields =
      given.fields === undefined
        ? null
        : readNames(given.fields, '/fields').map((name, position) =>
            this.#fieldNumber(name, `/fields/${position}`),
          )
    const from = given.from === undefined ? state.latest : readTime(given.from, '/from')
    const until = readTime(given.until, '/until')
    if (until < from || until < state.latest) {
      throw new KeelsonError('behaviour/invalid-approval', 'the approval ends before it begins, or is over', {
        path: '/until',
        help: `give an until of at least from and ${state.latest}, the latest time learnt`,
      })
    }
    if (actor.approvals.length === MOST_APPROVALS) {
      throw new KeelsonError(
        'behaviour/too-many-approvals',
        `the actor has ${MOST_APPROVALS} approvals under way`,
        {
          path: '/actor',
          help: 'approve longer periods, or freeze the anchor',
        },
      )
    }
    const numbers = fields && [...new Set(fields)].sort((left, right) => left - right)
    actor.approvals = [...actor.approvals, { reference, fields: numbers, from, until }]
    this.#forgetWork()
  }

  confirm(reference: string): void {
    this.#judge(reference, 'confirmed')
  }

  dismiss(reference: string): void {
    this.#judge(reference, 'dismissed')
  }

  assessActor(id: string, at: number): ActorReport {
    return reportActor(this.#state, id, this.#knownActor(id, '/actor'), readTime(at, '/at'))
  }

  neighbours(id: string): Neighbours {
    return neighboursOf(this.#state, id, this.#knownActor(id, '/actor'))
  }

  fork(id: string): BehaviourModel {
    return new Model(forkState(this.#state, id, this.#knownActor(id, '/actor')))
  }

  exportDay(): Uint8Array {
    return exportOpenDay(this.#state)
  }

  closeDay(others: readonly Uint8Array[] = []): void {
    closeShardDay(this.#state, others)
    this.#forgetWork()
  }

  toBytes(): Uint8Array {
    return writeModel(this.#state)
  }

  #judge(reference: string, verdict: Verdict): void {
    if (typeof reference !== 'string' || reference === '') {
      throw invalidOption('a reference is a text that is not empty', '', 'give the id of a learnt event')
    }
    giveFeedback(this.#state, reference, verdict)
    this.#forgetWork()
  }

  #read(input: BehaviourEvent): CheckedEvent {
    const { limits } = this.#state.options
    return readEvent(input, { limits, vocabulary: this.#words(), shapes: this.#shapes })
  }

  /** The vocabulary of the present lexicon: texts that were forgotten as a day closed have other ids now, or none. */
  #words(): Vocabulary {
    const { lexicon, options } = this.#state
    if (this.#vocabulary.lexicon !== lexicon) {
      this.#vocabulary = new Vocabulary(lexicon, options.limits.textLength)
      this.#scored = undefined
    }
    return this.#vocabulary
  }

  #evaluate(event: CheckedEvent, population: Population): Evaluation {
    const evaluation = this.#evaluation
    if (this.#scored === event) return evaluation
    const { actors, lexicon, options } = this.#state
    const actor = actors.get(event.actor)
    const group = peerGroupOf(event, options.peers, actor, lexicon)
    const view = this.#viewOf(population)
    this.#scored = undefined
    evaluation.evaluate(event, {
      population,
      actor,
      vocabulary: this.#vocabulary,
      group,
      odds: view.oddsOf(group),
      rings: view.ringsOf(kindOf(event.kind)),
      warmupMs: options.warmupMs,
      sessionEvidence: this.#today(event)?.sessions.get(event.session) ?? 0,
    })
    this.#scored = event
    return evaluation
  }

  /** What the event's actor has done before it on its day. */
  #today({ actor, day }: CheckedEvent): ActorDay | undefined {
    const { open } = this.#state
    return open?.day === day ? open.actors.get(actor) : undefined
  }

  #viewOf(population: Population): PopulationView {
    const { lexicon } = this.#state
    if (this.#view?.population !== population || this.#view.lexicon !== lexicon) {
      this.#view = new PopulationView(population, lexicon)
    }
    return this.#view
  }

  /** The population as events of a day see it: closed through the day before. */
  #populationOn(day: number, path: string): Population {
    const { open, population } = this.#state
    if (open === undefined || day === open.day) return population
    if (day < open.day) {
      throw new KeelsonError('behaviour/time-backwards', 'the time lies in a UTC day that has closed', {
        path,
        help: `hand events in by time: the open day began at ${open.day * DAY_MS}, and only within it may order vary`,
      })
    }
    this.#ahead ??= closedPopulation(this.#state, open)
    return this.#ahead
  }

  #advance(day: number, population: Population): OpenDay {
    const { open } = this.#state
    return open?.day === day ? open : openDay(this.#state, day, population)
  }

  #actorOf(event: CheckedEvent, group: string, population: Population): ActorState {
    const { actors, options } = this.#state
    const known = actors.get(event.actor)
    if (known !== undefined) return known
    makeRoomForActor(this.#state)
    const fields = fieldCount(options.limits.attributeFields)
    const expectation = population.groups.get(group)?.expectation ?? new Int32Array(fields)
    const actor = newActor(event.actor, event.at, expectation)
    actors.set(event.actor, actor)
    return actor
  }

  #anchorRules(actor: ActorState): Parameters<typeof settleAnchor>[1] {
    const { lexicon, options, population } = this.#state
    const movement = population.groups.get(actor.window.group)?.movement
    return { warmupMs: options.warmupMs, movement, capacity: options.limits.actorValues, lexicon }
  }

  #knownActor(id: string, path: string): ActorState {
    const actor = this.#state.actors.get(id)
    if (actor !== undefined) return actor
    throw new KeelsonError(
      'behaviour/unknown-actor',
      `no event of the actor "${id.slice(0, 80)}" was learnt`,
      {
        path,
        help: 'name an actor as its events do',
      },
    )
  }

  #fieldNumber(name: string, path: string): number {
    const names = this.#state.population.fieldNames
    const number = names.indexOf(name)
    if (number >= 0) return number
    const meant = suggestName(name, names)
    throw new KeelsonError('behaviour/unknown-field', `there is no field "${name.slice(0, 80)}"`, {
      path,
      help: meant === undefined ? `the fields are ${names.join(', ')}` : `did you mean ${meant}?`,
    })
  }

  #forgetWork(): void {
    this.#ahead = undefined
    this.#scored = undefined
  }
}

function readWeight(options: LearnOptions): number {
  const { weight = 1 } = readMembers(options, '', ['weight'])
  if (typeof weight !== 'number' || !(weight > 0 && weight <= 1)) {
    throw new KeelsonError('behaviour/invalid-weight', 'a weight is a number above 0 and up to 1', {
      path: '/weight',
      help: 'leave weight out for a whole event; do not learn what should not count',
    })
  }
  return Math.max(1, Math.round(weight * ONE_EVENT))
}

function readReference(value: unknown): string {
  if (typeof value === 'string' && value !== '') return checkText(value, '/reference', LONGEST_REFERENCE)
  throw invalidOption(
    'reference is a text that is not empty',
    '/reference',
    'name the approval this rests on',
  )
}

function readNames(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string'))
    return value
  throw invalidOption('a list of texts that is not empty', path, 'leave it out for all')
}
