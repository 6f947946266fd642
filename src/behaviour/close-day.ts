import { compareCodePoints } from '../core/index.js'
import { closeCalibration, refrozenCalibration } from './calibration.js'
import { CountTable } from './count-table.js'
import { DAY_MS } from './event-texts.js'
import { correctCalibration } from './feedback.js'
import { fieldCount, fieldNames } from './fields.js'
import type { Lexicon } from './lexicon.js'
import type { ActorDay, OpenDay } from './open-day.js'
import { ALL_CAPACITY, type PeerGroup, type Population } from './population.js'
import { addCounts, freezeTable, tidy } from './population-table.js'
import type { BehaviourLimits } from './types.js'

/** A group's movement is told from one actor's only where at least so many of its actors were seen. */
const FEWEST_MOVERS = 5

/** A peer group is kept as if it had been seen so many days later than it was, one for each day it had lasted. */
const MOST_CREDIT_DAYS = 30

export interface ClosingRules {
  readonly warmupMs: number
  readonly limits: BehaviourLimits
  readonly lexicon: Lexicon
}

/**
 * The population of the days after an open day: all that the day has learnt enters at once. Neither argument is
 * changed; groups that the day did not touch are shared.
 */
export function closeDay(population: Population, open: OpenDay, rules: ClosingRules): Population {
  const { limits, lexicon } = rules
  const firstDay = population.firstDay < 0 ? open.day : population.firstDay
  const isDue = (first: number): boolean => (open.day + 1 - first) * DAY_MS >= rules.warmupMs
  const all = population.all.clone()
  for (const counts of open.counts.values()) addCounts(all, counts)
  const freezes = !population.frozen && isDue(firstDay)
  const frozenFrom = freezes ? open.day + 1 : population.frozenFrom
  if (freezes) freezeTable(all, limits.peerValues * ALL_CAPACITY, lexicon)
  else tidy(all, limits.peerValues * ALL_CAPACITY, lexicon)

  const groups = new Map(population.groups)
  const days = new Map<string, ActorDay[]>()
  for (const actor of open.actors.values()) {
    const known = days.get(actor.group)
    if (known === undefined) days.set(actor.group, [actor])
    else known.push(actor)
  }
  for (const [name, counts] of open.counts) {
    groups.set(name, closeGroup(groups.get(name), counts, days.get(name) ?? [], open.day, rules))
  }
  for (const [name, group] of groups) {
    if (group.frozen || !isDue(group.firstDay)) continue
    const counts = group.counts.clone()
    freezeTable(counts, limits.peerValues, lexicon)
    groups.set(name, { ...group, counts, frozen: true })
  }
  const slots = admitAttributes(population.slots, open, limits.attributeFields)
  const calibration = closeCalibration(
    correctCalibration(population.calibration, open.corrections),
    open.scoresWithSessions(population.calibration),
    open.largestEvidence(),
    open.checks,
    open.day,
  )
  return {
    all,
    groups: keepActive(groups, limits.peerGroups),
    firstDay,
    frozen: population.frozen || freezes,
    frozenFrom,
    slots,
    fieldNames: slots === population.slots ? population.fieldNames : fieldNames(slots),
    calibration: freezes ? refrozenCalibration(calibration, frozenFrom) : calibration,
  }
}

/**
 * The population with what it has learnt as its anchor. No group has moved off that.
 *
 * @param day the open UTC day
 */
export function freezePopulation(
  population: Population,
  limits: BehaviourLimits,
  lexicon: Lexicon,
  day: number,
): Population {
  const all = population.all.clone()
  freezeTable(all, limits.peerValues * ALL_CAPACITY, lexicon)
  const groups = new Map(population.groups)
  for (const [name, group] of groups) {
    const counts = group.counts.clone()
    freezeTable(counts, limits.peerValues, lexicon)
    groups.set(name, { ...group, counts, frozen: true, movement: new Int32Array(group.movement.length) })
  }
  const frozenFrom = day + 1
  const calibration = refrozenCalibration(population.calibration, frozenFrom)
  return { ...population, all, groups, frozen: true, frozenFrom, calibration }
}

function closeGroup(
  group: PeerGroup | undefined,
  added: CountTable,
  actors: readonly ActorDay[],
  day: number,
  rules: ClosingRules,
): PeerGroup {
  const fields = fieldCount(rules.limits.attributeFields)
  const counts = group?.counts.clone() ?? new CountTable()
  addCounts(counts, added)
  tidy(counts, rules.limits.peerValues, rules.lexicon)
  return {
    counts,
    firstDay: group?.firstDay ?? day,
    lastDay: day,
    frozen: group?.frozen ?? false,
    expectation: medians(actors, 'surprisal', group?.expectation ?? new Int32Array(fields)),
    movement: medians(actors, 'movement', group?.movement ?? new Int32Array(fields)),
  }
}

/**
 * By field, the lower median over actors of their means of the day: at least half of them lie there or above, so that
 * no single actor moves it past its neighbours. Fields that too few were seen with keep what they had.
 */
function medians(
  actors: readonly ActorDay[],
  what: 'surprisal' | 'movement',
  before: Int32Array,
): Int32Array {
  return before.map((held, field) => {
    const means: number[] = []
    for (const actor of actors) {
      const events = actor.events[field]!
      if (events > 0) means.push(Math.round(actor[what][field]! / events))
    }
    if (means.length < FEWEST_MOVERS) return held
    means.sort((left, right) => left - right)
    return Math.max(0, means[(means.length - 1) >> 1]!)
  })
}

function keepActive(groups: Map<string, PeerGroup>, capacity: number): ReadonlyMap<string, PeerGroup> {
  if (groups.size <= capacity) return groups
  const standing = (group: PeerGroup): number =>
    group.lastDay + Math.min(MOST_CREDIT_DAYS, group.lastDay - group.firstDay)
  const ranked = [...groups].sort(
    ([leftName, left], [rightName, right]) =>
      standing(right) - standing(left) || compareCodePoints(leftName, rightName),
  )
  return new Map(ranked.slice(0, capacity))
}

/** Gives the free places to the names that the most actors use, and within these in the order of names. */
function admitAttributes(
  slots: ReadonlyMap<string, number>,
  open: OpenDay,
  capacity: number,
): ReadonlyMap<string, number> {
  const free = capacity - slots.size
  if (free === 0 || open.candidates.size === 0) return slots
  const ranked = [...open.candidates].sort(
    ([leftName, left], [rightName, right]) =>
      right.length - left.length || compareCodePoints(leftName, rightName),
  )
  const admitted = new Map(slots)
  for (const [name] of ranked.slice(0, free)) admitted.set(name, admitted.size)
  return admitted
}
