import { byFrequency, isApproved } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { ONE_EVENT } from './count-table.js'
import { TOTAL, UNKNOWN } from './lexicon.js'
import { type ActorDay, MOST_FROM_ACTOR, MOST_NEW_VALUES, type OpenDay } from './open-day.js'
import { dayOf, gainedOn, packNote, supportOf } from './row-note.js'
import { NO_CONTEXT, type Term, type Vocabulary } from './vocabulary.js'

/** A value to count for an actor, and for its peers at the close of the day. */
export interface Tally {
  readonly actor: ActorState
  readonly actorDay: ActorDay
  readonly open: OpenDay
  readonly group: string
  readonly at: number
  readonly weight: number
  readonly vocabulary: Vocabulary
  /** Values kept per field of the actor. */
  readonly capacity: number
}

// While an actor has no anchor there is no baseline to poison, and it has to be learnt; afterwards a value that is new
// gains little until it was seen on three days, and every value gains in proportion to what was there.
const MOST_IN_WARMUP = 32 * ONE_EVENT
const MOST_WHILE_APPROVED = 64 * ONE_EVENT
const MOST_WHILE_NEW = 2 * ONE_EVENT
const SUPPORT_DAYS = 3

// Beyond this, the counts of a field in one context are halved, so that about the last thousand events speak.
const MOST_COUNTED = 1024 * ONE_EVENT

/**
 * Counts a value of a field once, and its context's total with it.
 *
 * @param known its row, or -1 where it was not found: it may be there since, by another field of the event
 */
export function countValue(tally: Tally, field: number, context: Term, value: Term, known: number): void {
  const row = known >= 0 ? known : openValue(tally, field, context, value)
  if (row < 0) return
  const table = tally.actor.counts
  const total = table.find(field, table.contextOf(row), TOTAL)
  const own = ownGain(tally, row, total)
  const shared = sharedGain(tally, row, own)
  addGain(tally, row, own, shared)
  addGain(tally, total, own, shared)
  if (table.count(total) > MOST_COUNTED) halve(tally.actor, total)
}

/**
 * Counts that a rate reached a level, and with it every lower one. The total goes with the lowest level, and no other
 * gains more than that, so that a level's share of the total is the chance of reaching it.
 *
 * @param levels those reached, the lowest first
 */
export function countLevels(tally: Tally, field: number, levels: readonly Term[]): void {
  const [lowest, ...higher] = levels
  const table = tally.actor.counts
  if (lowest === undefined) return
  const first = openValue(tally, field, NO_CONTEXT, lowest)
  if (first < 0) return
  const sum = table.find(field, TOTAL, TOTAL)
  const most = ownGain(tally, first, sum)
  const mostShared = sharedGain(tally, first, most)
  addGain(tally, first, most, mostShared)
  addGain(tally, sum, most, mostShared)
  if (table.count(sum) > MOST_COUNTED) halve(tally.actor, sum)
  if (most === 0) return
  for (const level of higher) {
    const row = openValue(tally, field, NO_CONTEXT, level)
    if (row < 0) continue
    const own = ownGain(tally, row, table.find(field, TOTAL, TOTAL))
    addGain(tally, row, Math.min(own, most), Math.min(sharedGain(tally, row, own), mostShared))
  }
}

/** The value's row, with room made for it and its total; -1 where the day's bounds leave none. */
function openValue(tally: Tally, field: number, contextTerm: Term, valueTerm: Term): number {
  const { actor, actorDay, vocabulary } = tally
  const table = actor.counts
  const known = table.find(field, vocabulary.idOf(contextTerm), vocabulary.idOf(valueTerm))
  if (known >= 0) return known
  if (actorDay.newValues[field] === MOST_NEW_VALUES) return -1
  actorDay.newValues[field] = actorDay.newValues[field]! + 1
  const context = vocabulary.intern(contextTerm)
  const value = vocabulary.intern(valueTerm)
  if (context === UNKNOWN || value === UNKNOWN) return -1
  const needed = table.find(field, context, TOTAL) < 0 ? 2 : 1
  if (!makeRoom(tally, field, needed)) return -1
  table.open(field, context, TOTAL)
  return table.open(field, context, value)
}

/** What the day's bounds leave the actor of the event's weight, in sixteenths of an event. */
function ownGain(tally: Tally, row: number, total: number): number {
  const { actor, open, weight } = tally
  const gained = gainedOn(actor.counts.note(row), open.day)
  return Math.max(0, Math.min(weight, allowance(tally, row, total) - gained))
}

/** What of a gain its peers gain, too. */
function sharedGain({ actor, open }: Tally, row: number, own: number): number {
  const gained = gainedOn(actor.counts.note(row), open.day)
  return Math.min(gained + own, MOST_FROM_ACTOR) - Math.min(gained, MOST_FROM_ACTOR)
}

function addGain(tally: Tally, row: number, own: number, shared: number): void {
  if (own === 0) return
  const { actor, open, group } = tally
  const table = actor.counts
  const note = table.note(row)
  const support = Math.min(SUPPORT_DAYS, supportOf(note) + (dayOf(note) === open.day ? 0 : 1))
  table.setCount(row, table.count(row) + own)
  table.setNote(row, packNote(open.day, support, gainedOn(note, open.day) + own))
  if (shared > 0) {
    open.count(group, table.fieldOf(row), table.contextOf(row), table.valueOf(row), shared, actor.hash)
  }
}

/** What the value may gain in the whole day, in sixteenths of an event. */
function allowance(tally: Tally, row: number, total: number): number {
  const { actor, at, open } = tally
  const table = actor.counts
  if (!actor.frozen) return MOST_IN_WARMUP
  if (isApproved(actor, table.fieldOf(row), at)) return MOST_WHILE_APPROVED
  const note = table.note(row)
  const support = supportOf(note) + (dayOf(note) === open.day ? 0 : 1)
  if (support < SUPPORT_DAYS) return MOST_WHILE_NEW
  const before = Math.max(0, table.count(row) - gainedOn(note, open.day))
  return Math.max(MOST_WHILE_NEW, Math.floor(table.count(total) / 10), Math.floor(before / 4))
}

/**
 * Makes room for new rows of a field: drops the rarest that are not frozen and were not counted today. What was
 * counted today stays, so that nobody resets the day's bounds by pushing values out and in again.
 */
function makeRoom(tally: Tally, field: number, needed: number): boolean {
  const { actor, open, vocabulary, capacity } = tally
  const table = actor.counts
  const rows: number[] = []
  let held = 0
  for (let row = 0; row < table.size; row += 1) {
    if (table.fieldOf(row) !== field || table.anchor(row) > 0) continue
    held += 1
    if (dayOf(table.note(row)) !== open.day) rows.push(row)
  }
  const excess = held + needed - capacity
  if (excess <= 0) return true
  if (excess > rows.length) return false
  rows.sort((left, right) => byFrequency(actor, left, right, vocabulary.lexicon))
  // An eighth at a time: fields in which most values are new would else be sorted at every event.
  const dropped = new Set(rows.slice(-Math.max(excess, capacity >> 3)))
  table.retain((row) => !dropped.has(row))
  return true
}

function halve(actor: ActorState, total: number): void {
  const table = actor.counts
  const field = table.fieldOf(total)
  const context = table.contextOf(total)
  for (let row = 0; row < table.size; row += 1) {
    if (table.fieldOf(row) === field && table.contextOf(row) === context) {
      table.setCount(row, Math.floor(table.count(row) / 2))
    }
  }
  table.retain((row) => table.count(row) > 0 || table.anchor(row) > 0)
}
