import { KeelsonError, Q16_ONE, suggestName } from '../core/index.js'
import { baselineAt, freezeActor, settleAnchor } from './actor-anchor.js'
import { type ActorState, newActor } from './actor-state.js'
import { FEWEST_SCORES, isShifted, ringFor } from './calibration.js'
import { closeDay } from './close-day.js'
import { ONE_EVENT } from './count-table.js'
import { DAY_MS } from './event-texts.js'
import { type Evaluation, evaluate, peerGroupOf } from './evaluate.js'
import { explain } from './explain.js'
import { fieldCount, fieldNames } from './fields.js'
import { learnEvent } from './learn-event.js'
import { Lexicon } from './lexicon.js'
import { newActorDay, OpenDay } from './open-day.js'
import { ALL_CAPACITY, emptyPopulation, freezeTable, type Population } from './population.js'
import { type CheckedEvent, readEvent, readTime } from './read-event.js'
import type {
  ApproveOptions,
  BehaviourEvent,
  BehaviourLimits,
  BehaviourModel,
  BehaviourOptions,
  BehaviourScore,
  FreezeAnchorOptions,
  LearnOptions,
} from './types.js'

const DEFAULTS: BehaviourLimits = {
  actors: 100_000,
  peerGroups: 1024,
  actorValues: 48,
  peerValues: 512,
  attributeFields: 16,
  attributes: 64,
  textLength: 2048,
}

export function createBehaviourModel(options: BehaviourOptions = {}): BehaviourModel {
  return new Model(options.warmupMs ?? 14 * DAY_MS, { ...DEFAULTS, ...options.limits })
}

class Model implements BehaviourModel {
  readonly #warmupMs: number
  readonly #limits: BehaviourLimits
  readonly #lexicon = new Lexicon()
  readonly #actors = new Map<string, ActorState>()
  #population: Population = emptyPopulation()
  #open: OpenDay | undefined
  #latest = 0
  #ahead: Population | undefined

  constructor(warmupMs: number, limits: BehaviourLimits) {
    this.#warmupMs = warmupMs
    this.#limits = limits
  }

  score(input: BehaviourEvent): BehaviourScore {
    const event = readEvent(input, this.#limits)
    const population = this.#populationOn(event.day)
    const evaluation = this.#evaluate(event, population)
    const actor = this.#actors.get(event.actor)
    const fused = ringFor(population.calibration, evaluation.kind, 'fused')
    const young = actor === undefined || event.at - actor.firstAt < this.#warmupMs
    const { winner } = evaluation
    return {
      p: evaluation.p,
      bits: winner.evidence / Q16_ONE,
      channel: winner.name,
      channels: evaluation.channels.map(({ name, score, p }) => ({ name, bits: score / Q16_ONE, p })),
      contributions: explain(winner, evaluation.group, population, actor, this.#lexicon),
      session: { p: evaluation.sessionP, bits: evaluation.sessionEvidence / Q16_ONE },
      confidence: young || fused.events < FEWEST_SCORES ? 'low' : 'normal',
      calibration: {
        n: fused.events,
        smallestP: 1 / (fused.events + 1),
        shifted: isShifted(population.calibration.checks[evaluation.kind]),
      },
      baseline: 'x',
    }
  }

  learn(input: BehaviourEvent, options: LearnOptions = {}): void {
    const event = readEvent(input, this.#limits)
    const weight = Math.max(1, Math.round((options.weight ?? 1) * ONE_EVENT))
    const population = this.#populationOn(event.day)
    if (this.#open === undefined || event.day > this.#open.day) {
      this.#population = population
      this.#open = new OpenDay(event.day)
    }
    const open = this.#open
    const evaluation = this.#evaluate(event, population)
    let actor = this.#actors.get(event.actor)
    if (actor === undefined) {
      const expectation =
        population.groups.get(evaluation.group)?.expectation ??
        new Int32Array(fieldCount(this.#limits.attributeFields))
      actor = newActor(event.actor, event.at, expectation)
      this.#actors.set(event.actor, actor)
    }
    let actorDay = open.actors.get(event.actor)
    if (actorDay === undefined) {
      actorDay = newActorDay(evaluation.kind, evaluation.group, actor.expectation)
      open.actors.set(event.actor, actorDay)
    }
    learnEvent({
      event,
      weight,
      evaluation,
      actor,
      actorDay,
      open,
      population,
      lexicon: this.#lexicon,
      limits: this.#limits,
      warmupMs: this.#warmupMs,
    })
    this.#latest = Math.max(this.#latest, event.at)
    this.#ahead = undefined
    this.#latestScored = undefined
  }

  freezeAnchor(_options: FreezeAnchorOptions): void {}

  approve(options: ApproveOptions): void {
    const actor = this.#actors.get(options.actor)
    if (actor === undefined) return
    actor.approvals = [
      ...actor.approvals,
      { reference: options.reference, fields: null, from: options.from ?? this.#latest, until: options.until },
    ]
  }

  toBytes(): Uint8Array {
    return new Uint8Array()
  }

  #evaluate(event: CheckedEvent, population: Population): Evaluation {
    if (this.#latestScored !== undefined && sameEvent(this.#latestScored.event, event)) return this.#latestScored.evaluation
    const evaluation = this.#evaluate2(event, population)
    this.#latestScored = {event, evaluation}
    return evaluation
  }
  #latestScored: {event: CheckedEvent, evaluation: Evaluation}|undefined
  #evaluate2(event: CheckedEvent, population: Population): Evaluation {
    const today = this.#open?.day === event.day ? this.#open.actors.get(event.actor) : undefined
    return evaluate(event, {
      population,
      actor: this.#actors.get(event.actor),
      lexicon: this.#lexicon,
      warmupMs: this.#warmupMs,
      sessionEvidence: today?.sessions.get(event.session) ?? 0,
    })
  }

  /** The population as events of a day see it. */
  #populationOn(day: number): Population {
    const open = this.#open
    if (open === undefined || day === open.day) return this.#population
    if (day < open.day) throw new KeelsonError('behaviour/time-backwards', 'x')
    this.#ahead ??= closeDay(this.#population, open, {
      warmupMs: this.#warmupMs,
      limits: this.#limits,
      lexicon: this.#lexicon,
    })
    return this.#ahead
  }
}

function sameEvent(left: CheckedEvent, right: CheckedEvent): boolean {
  return (
    left.at === right.at &&
    left.actor === right.actor &&
    left.kind === right.kind &&
    left.role === right.role &&
    left.intent === right.intent &&
    left.action === right.action &&
    left.resource === right.resource &&
    left.session === right.session &&
    left.onBehalfOf === right.onBehalfOf &&
    left.provenance === right.provenance &&
    left.attributes.length === right.attributes.length &&
    left.attributes.every(([name, value], at) => {
      const other = right.attributes[at]!
      return other[0] === name && other[1] === value
    })
  )
}
