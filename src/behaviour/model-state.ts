import { compareCodePoints } from '../core/index.js'
import { type ActorState, copyActor } from './actor-state.js'
import { type ClosingRules, closeDay } from './close-day.js'
import type { CountTable } from './count-table.js'
import { Lexicon } from './lexicon.js'
import { closeRemembered, copyActorDay, OpenDay } from './open-day.js'
import type { CompleteOptions } from './options.js'
import { emptyPopulation, type Population } from './population.js'
import { keepRemembered, type RememberedEvent } from './remembered-event.js'

/** All that a model knows; its bytes are written from this and nothing else. */
export interface ModelState {
  readonly options: CompleteOptions
  lexicon: Lexicon
  readonly actors: Map<string, ActorState>
  population: Population
  /** Events of closed days that feedback can name, by day, actor and id. */
  remembered: readonly RememberedEvent[]
  /** `undefined` before the first event. */
  open: OpenDay | undefined
  /** The latest `at` learnt. */
  latest: number
}

export function emptyState(options: CompleteOptions): ModelState {
  return {
    options,
    lexicon: new Lexicon(),
    actors: new Map(),
    population: emptyPopulation(),
    remembered: [],
    open: undefined,
    latest: 0,
  }
}

/** A state of one actor, over the population and the texts of this one, which neither of them changes. */
export function forkState(state: ModelState, id: string, actor: ActorState): ModelState {
  const today = state.open?.actors.get(id)
  const open = state.open && new OpenDay(state.open.day)
  if (open !== undefined && today !== undefined) open.actors.set(id, copyActorDay(today))
  return {
    ...state,
    actors: new Map([[id, copyActor(actor)]]),
    remembered: state.remembered.filter((event) => event.actor === id),
    open,
  }
}

/** The population as it will be once the open day has closed. */
export function closedPopulation(state: ModelState, open: OpenDay): Population {
  if (open.isEmpty) return state.population
  const rules: ClosingRules = { ...state.options, lexicon: state.lexicon }
  return closeDay(state.population, open, rules)
}

/** Opens a day over the population that the days before it have left. */
export function openDay(state: ModelState, day: number, population: Population): OpenDay {
  rememberOpenDay(state, population)
  state.population = population
  state.open = new OpenDay(day)
  sweepLexicon(state)
  return state.open
}

/** Events of the day that closes join those of the days before, of which those that left the channels' rings go. */
function rememberOpenDay(state: ModelState, closed: Population): void {
  const { open, options, population, remembered } = state
  if (open === undefined || open.isEmpty) return
  const added: RememberedEvent[] = []
  for (const [id, actor] of open.actors) {
    if (state.actors.has(id)) added.push(...closeRemembered(actor, population.calibration))
  }
  const oldest = closed.calibration.pooled.live.days[0]?.day ?? open.day
  const kept = remembered.filter(({ day }) => day >= oldest)
  state.remembered = keepRemembered([...kept, ...added], options.limits.rememberedEvents)
}

// What no table holds any more is forgotten once it may make up half of the lexicon.
const FEWEST_TEXTS = 4096

function sweepLexicon(state: ModelState): void {
  const { lexicon, population } = state
  if (lexicon.size < FEWEST_TEXTS || lexicon.size < 2 * lexicon.sizeAfterSweep) return
  const used = new Set<number>()
  const use = (table: CountTable): void => {
    for (let row = 0; row < table.size; row += 1) used.add(table.contextOf(row)).add(table.valueOf(row))
  }
  use(population.all)
  for (const group of population.groups.values()) use(group.counts)
  for (const { counts, edges } of state.actors.values()) {
    use(counts)
    use(edges)
  }
  state.lexicon = lexicon.swept(used)
}

/** An actor is kept as if it had been seen so many days later than it was, one for each day it was active. */
const MOST_CREDIT_DAYS = 30

/** Makes room for a new actor: forgets the eighth that was least, and least recently, active. */
export function makeRoomForActor(state: ModelState): void {
  const { actors, options } = state
  if (actors.size < options.limits.actors) return
  const standing = (actor: ActorState): number => actor.lastDay + Math.min(MOST_CREDIT_DAYS, actor.activeDays)
  const ranked = [...actors].sort(
    ([leftId, left], [rightId, right]) =>
      standing(left) - standing(right) || compareCodePoints(leftId, rightId),
  )
  for (const [id] of ranked.slice(0, Math.max(1, actors.size >> 3))) actors.delete(id)
}
