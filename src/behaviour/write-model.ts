import { ByteWriter } from '../core/index.js'
import { packBinaryForm } from '../hash/index.js'
import { type Calibration, KINDS, RANKED } from './calibration.js'
import type { CountTable } from './count-table.js'
import type { Lexicon } from './lexicon.js'
import { MODEL_FORM, NUMBERED_LIMITS } from './model-form.js'
import type { ModelState } from './model-state.js'
import type { CompleteOptions } from './options.js'
import type { PeerGroup, Population } from './population.js'
import type { ScoreRing } from './score-ring.js'
import { TextTable } from './text-table.js'
import { writeActor, writeNumbers, writeSorted } from './write-actor.js'
import { writeOpenDay, writeRemembered } from './write-open-day.js'
import { TableWriter } from './write-tables.js'

/** Writes a model. Everything without an order of its own is sorted, so that equal states give equal bytes. */
export function writeModel(state: ModelState): Uint8Array {
  const writer = new ByteWriter()
  const { actors, lexicon, open, population } = state
  writeOptions(writer, state.options)
  writer.varint(state.latest).varint(open === undefined ? 0 : open.day + 1)
  const texts = new TextTable(lexicon, tablesOf(state), open)
  texts.write(writer)
  const tables = new TableWriter(writer, texts)
  writePopulation(writer, tables, population)
  writer.varint(state.remembered.length)
  for (const event of state.remembered) {
    writer.string(event.actor)
    writeRemembered(writer, event)
  }
  writeSorted(writer, actors, (actor) =>
    writeActor(writer, tables, actor, state.options.peers, open?.day ?? -1),
  )
  if (open !== undefined) writeOpenDay(writer, tables, open)
  return packBinaryForm(MODEL_FORM, writer.finish())
}

/** What shards have in common: options and population, in a form of their own. */
export function writeCommon(options: CompleteOptions, population: Population, lexicon: Lexicon): Uint8Array {
  const writer = new ByteWriter()
  writeOptions(writer, options)
  const texts = new TextTable(lexicon, populationTables(population), undefined)
  texts.write(writer)
  writePopulation(writer, new TableWriter(writer, texts), population)
  return writer.finish()
}

function* tablesOf({ population, actors }: ModelState): Generator<CountTable> {
  yield* populationTables(population)
  for (const { counts, edges } of actors.values()) {
    yield counts
    yield edges
  }
}

function* populationTables({ all, groups }: Population): Generator<CountTable> {
  yield all
  for (const group of groups.values()) yield group.counts
}

function writeOptions(writer: ByteWriter, options: CompleteOptions): void {
  writer.varint(options.warmupMs).u8(Number(options.peers === 'learnt'))
  for (const name of NUMBERED_LIMITS) writer.varint(options.limits[name])
}

function writePopulation(writer: ByteWriter, tables: TableWriter, population: Population): void {
  writer
    .varint(population.firstDay + 1)
    .u8(Number(population.frozen))
    .varint(population.frozenFrom + 1)
  writer.varint(population.slots.size)
  for (const name of population.slots.keys()) writer.string(name)
  tables.writePopulation(population.all)
  writeSorted(writer, population.groups, (group) => writeGroup(writer, tables, group))
  writeCalibration(writer, population.calibration)
}

function writeGroup(writer: ByteWriter, tables: TableWriter, group: PeerGroup): void {
  writer.varint(group.firstDay).varint(group.lastDay).u8(Number(group.frozen))
  writeNumbers(writer, group.expectation)
  writeNumbers(writer, group.movement)
  tables.writePopulation(group.counts)
}

function writeCalibration(writer: ByteWriter, calibration: Calibration): void {
  for (const ranked of RANKED) {
    for (const kind of KINDS) writeRing(writer, calibration.rings[kind][ranked])
    writeRing(writer, calibration.pooled[ranked])
  }
  for (const kind of KINDS) {
    writer.varint(calibration.checks[kind].length)
    for (const { events, low } of calibration.checks[kind]) writer.varint(events).varint(low)
  }
  writeRing(writer, calibration.alerts)
}

function writeRing(writer: ByteWriter, ring: ScoreRing): void {
  writer.varint(ring.days.length)
  for (const { day, bins, weights } of ring.days) {
    writer.varint(day).varint(bins.length)
    for (let at = 0; at < bins.length; at += 1) writer.varint(bins[at]!).varint(weights[at]!)
  }
}
