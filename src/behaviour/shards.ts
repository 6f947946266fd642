import { ByteWriter, KeelsonError } from '../core/index.js'
import { packBinaryForm, sha256 } from '../hash/index.js'
import { KINDS, RANKED } from './calibration.js'
import { CountTable } from './count-table.js'
import { DAY_FORM } from './model-form.js'
import { closedPopulation, type ModelState, openDay } from './model-state.js'
import { OpenDay } from './open-day.js'
import { addCounts } from './population-table.js'
import { COMMON_BYTES, readShardDay } from './read-model.js'
import { keepRemembered } from './remembered-event.js'
import { TextTable } from './text-table.js'
import { writeCommon } from './write-model.js'
import { writeOpenDay } from './write-open-day.js'
import { TableWriter } from './write-tables.js'

/** What the shard has learnt in its open day, as bytes. */
export function exportOpenDay(state: ModelState): Uint8Array {
  const open = state.open ?? new OpenDay(0)
  const writer = new ByteWriter()
  writer.raw(commonDigest(state)).varint(open.day)
  const texts = new TextTable(state.lexicon, [], open)
  texts.write(writer)
  writeOpenDay(writer, new TableWriter(writer, texts), open)
  return packBinaryForm(DAY_FORM, writer.finish())
}

/**
 * Closes the open day with what other shards have learnt in it. All or nothing.
 *
 * @throws KeelsonError `behaviour/invalid-bytes`, `behaviour/shard-mismatch`, `behaviour/shard-overlap`
 */
export function closeShardDay(state: ModelState, others: readonly Uint8Array[]): void {
  const { lexicon, options } = state
  const common = commonDigest(state)
  const days = others.map((bytes) => readShardDay(bytes, options, lexicon))
  for (const day of days) {
    if (!day.common.every((byte, at) => byte === common[at])) {
      throw mismatch(
        'the shards do not have their options and population in common',
        'let every shard close each day with the days of all others, and freeze the same anchors',
      )
    }
  }
  const opens = [...(state.open === undefined ? [] : [state.open]), ...days.map(({ open }) => open)]
  const union = uniteDays(opens)
  if (union === undefined || union.isEmpty) return
  const population = closedPopulation(state, union)
  openDay(state, union.day + 1, population)
}

/**
 * The state that one model would have had if it had learnt what all of these learnt. Every actor belongs to one shard.
 *
 * @param states with one lexicon; their parts are used up by the merge
 * @throws KeelsonError `behaviour/shard-mismatch`, `behaviour/shard-overlap`
 */
export function mergeStates(states: readonly ModelState[]): ModelState {
  const [first, ...others] = states
  if (first === undefined) throw mismatch('there is nothing to merge', 'hand in at least one model')
  const common = commonDigest(first)
  const actors = new Map(first.actors)
  for (const state of others) {
    if (!commonDigest(state).every((byte, at) => byte === common[at])) {
      throw mismatch(
        'the models do not have their options and population in common',
        'let every shard close each day with the days of all others before they are merged',
      )
    }
    for (const [id, actor] of state.actors) {
      if (actors.has(id)) throw overlap(id)
      actors.set(id, actor)
    }
  }
  const opens = states.flatMap(({ open }) => (open === undefined ? [] : [open]))
  const remembered = states.flatMap((state) => state.remembered)
  return {
    ...first,
    actors,
    remembered: keepRemembered(remembered, first.options.limits.rememberedEvents),
    open: uniteDays(opens),
    latest: states.reduce((latest, state) => Math.max(latest, state.latest), 0),
  }
}

/** One day of what several shards have learnt in it; `undefined` without any. None of them is changed. */
function uniteDays(opens: readonly OpenDay[]): OpenDay | undefined {
  if (opens.length === 0) return undefined
  const learnt = opens.filter(({ actors }) => actors.size > 0)
  const day = Math.max(...(learnt.length > 0 ? learnt : opens).map((open) => open.day))
  for (const open of learnt) {
    if (open.day === day) continue
    throw mismatch(
      `one shard has learnt in the UTC day ${open.day}, another in ${day}`,
      'let every shard close a day with the days of all others before any learns an event of a later day',
    )
  }
  const united = new OpenDay(day)
  for (const open of opens) addDay(united, open)
  return united
}

function addDay(united: OpenDay, open: OpenDay): void {
  for (const [id, actor] of open.actors) {
    if (united.actors.has(id)) throw overlap(id)
    united.actors.set(id, actor)
  }
  for (const [group, counts] of open.counts) {
    const held = united.counts.get(group) ?? new CountTable()
    united.counts.set(group, held)
    addCounts(held, counts)
  }
  for (const kind of KINDS) {
    for (const ranked of RANKED) addSums(united.scores[kind][ranked], open.scores[kind][ranked])
    united.checks[kind].events += open.checks[kind].events
    united.checks[kind].low += open.checks[kind].low
  }
  for (const [name, actors] of open.candidates) for (const actor of actors) united.propose(name, actor)
  addSums(united.corrections, open.corrections)
}

function addSums(sums: Map<number, number>, added: ReadonlyMap<number, number>): void {
  for (const [key, more] of added) {
    const sum = (sums.get(key) ?? 0) + more
    if (sum === 0) sums.delete(key)
    else sums.set(key, sum)
  }
}

/** A digest of what all shards have in common. */
function commonDigest({ lexicon, options, population }: ModelState): Uint8Array {
  return sha256(writeCommon(options, population, lexicon)).subarray(0, COMMON_BYTES)
}

function mismatch(message: string, help: string): KeelsonError {
  return new KeelsonError('behaviour/shard-mismatch', message, { help })
}

function overlap(actor: string): KeelsonError {
  return new KeelsonError(
    'behaviour/shard-overlap',
    `two shards have learnt events of the actor "${actor.slice(0, 80)}"`,
    { help: 'send all events of an actor to one shard, and hand the day of each shard in once' },
  )
}
