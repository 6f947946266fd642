import { byFrequency, isApproved } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import { ONE_EVENT } from './count-table.js'
import { type Lexicon, TOTAL, UNKNOWN } from './lexicon.js'
import { type ActorDay, MOST_FROM_ACTOR, MOST_NEW_VALUES, type OpenDay } from './open-day.js'
import { dayOf, gainedOn, packNote, supportOf } from './row-note.js'

/** A value to count for an actor, and for its peers at the close of the day. */
export interface Tally {
  readonly actor: ActorState
  readonly actorDay: ActorDay
  readonly open: OpenDay
  readonly group: string
  readonly at: number
  readonly weight: number
  readonly lexicon: Lexicon
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
 * Counts a value of a field once, and its context's total with it. Returns what the day's bounds let it gain.
 *
 * @param contextId, valueId in the tally's lexicon, where they are known
 */
export function countValue(
  tally: Tally,
  field: number,
  context: string,
  value: string,
  contextId: number = UNKNOWN,
  valueId: number = UNKNOWN,
): Gain {
  // What was unknown when the event was scored may have got an id since, from another of its fields.
  const known = tally.actor.counts.find(field, contextId, valueId)
  const row = known >= 0 ? known : openValue(tally, field, context, value)
  if (row < 0) return NO_GAIN
  const table = tally.actor.counts
  const total = table.find(field, table.contextOf(row), TOTAL)
  const gain = gainOf(tally, row, total)
  addGain(tally, row, gain)
  addGain(tally, total, gain)
  if (table.count(total) > MOST_COUNTED) halve(tally.actor, total)
  return gain
}

/**
 * Counts that a rate reached a level, and with it every lower one. The total goes with the lowest level, and no other
 * gains more than that, so that a level's share of the total is the chance of reaching it.
 *
 * @param levels texts of the levels reached, the lowest first
 */
export function countLevels(tally: Tally, field: number, levels: readonly string[]): void {
  const [lowest, ...higher] = levels
  if (lowest === undefined) return
  const most = countValue(tally, field, '', lowest)
  if (most.own === 0) return
  for (const level of higher) {
    const row = openValue(tally, field, '', level)
    if (row < 0) continue
    const gain = gainOf(tally, row, tally.actor.counts.find(field, TOTAL, TOTAL))
    addGain(tally, row, { own: Math.min(gain.own, most.own), shared: Math.min(gain.shared, most.shared) })
  }
}

/** What a value gains of an event, in sixteenths: with the actor, and of that with its peers. */
interface Gain {
  readonly own: number
  readonly shared: number
}

const NO_GAIN: Gain = { own: 0, shared: 0 }

/** The value's row, with room made for it and its total; -1 where the day's bounds leave none. */
function openValue(tally: Tally, field: number, contextText: string, valueText: string): number {
  const { actor, actorDay, lexicon } = tally
  const table = actor.counts
  const known = table.find(field, lexicon.idOf(contextText), lexicon.idOf(valueText))
  if (known >= 0) return known
  if (actorDay.newValues[field] === MOST_NEW_VALUES) return -1
  actorDay.newValues[field] = actorDay.newValues[field]! + 1
  const context = lexicon.intern(contextText)
  const value = lexicon.intern(valueText)
  if (context === UNKNOWN || value === UNKNOWN) return -1
  const needed = table.find(field, context, TOTAL) < 0 ? 2 : 1
  if (!makeRoom(tally, field, needed)) return -1
  table.open(field, context, TOTAL)
  return table.open(field, context, value)
}

/** What the day's bounds leave of the event's weight. */
function gainOf(tally: Tally, row: number, total: number): Gain {
  const { actor, open, weight } = tally
  const table = actor.counts
  const gained = gainedOn(table.note(row), open.day)
  const own = Math.max(0, Math.min(weight, allowance(tally, row, total) - gained))
  const shared = Math.min(gained + own, MOST_FROM_ACTOR) - Math.min(gained, MOST_FROM_ACTOR)
  return { own, shared }
}

function addGain(tally: Tally, row: number, { own, shared }: Gain): void {
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
  const { actor, open, lexicon, capacity } = tally
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
  rows.sort((left, right) => byFrequency(actor, left, right, lexicon))
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
