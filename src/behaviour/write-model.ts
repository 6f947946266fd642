import { ByteWriter, compareCodePoints } from '../core/index.js'
import { packBinaryForm } from '../hash/index.js'
import type { ActorState } from './actor-state.js'
import { type Calibration, KINDS, RANKED } from './calibration.js'
import type { CountTable } from './count-table.js'
import type { Lexicon } from './lexicon.js'
import { MODEL_FORM, NUMBERED_LIMITS } from './model-form.js'
import type { ModelState } from './model-state.js'
import type { ActorDay, OpenDay } from './open-day.js'
import type { PeerGroup } from './population.js'
import type { OpenCount } from './population-table.js'
import type { ScoreRing } from './score-ring.js'

/** Writes a model. Everything without an order of its own is sorted, so that equal states give equal bytes. */
export function writeModel(state: ModelState): Uint8Array {
  const writer = new ByteWriter()
  const { options, population } = state
  writer.varint(options.warmupMs)
  for (const name of NUMBERED_LIMITS) writer.varint(options.limits[name])
  writer.varint(state.latest)
  const texts = new TextTable(state)
  texts.write(writer)
  const tables = new TableWriter(writer, state.lexicon, texts)

  writer.varint(population.firstDay + 1).u8(Number(population.frozen))
  writer.varint(population.slots.size)
  for (const name of population.slots.keys()) writer.string(name)
  tables.write(population.all, true)
  writeSorted(writer, population.groups, (group) => writeGroup(writer, tables, group))
  writeCalibration(writer, population.calibration)
  writeSorted(writer, state.actors, (actor) => writeActor(writer, tables, actor))
  writer.u8(Number(state.open !== undefined))
  if (state.open !== undefined) writeOpenDay(writer, tables, state.open)
  return packBinaryForm(MODEL_FORM, writer.finish())
}

function writeSorted<Value>(
  writer: ByteWriter,
  entries: ReadonlyMap<string, Value>,
  write: (value: Value) => void,
): void {
  writer.varint(entries.size)
  for (const name of [...entries.keys()].sort(compareCodePoints)) {
    writer.string(name)
    write(entries.get(name)!)
  }
}

function writeGroup(writer: ByteWriter, tables: TableWriter, group: PeerGroup): void {
  writer.varint(group.firstDay).varint(group.lastDay).u8(Number(group.frozen))
  writeNumbers(writer, group.expectation)
  writeNumbers(writer, group.movement)
  tables.write(group.counts, true)
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
}

function writeRing(writer: ByteWriter, ring: ScoreRing): void {
  writer.varint(ring.days.length)
  for (const { bins, weights } of ring.days) {
    writer.varint(bins.length)
    for (let at = 0; at < bins.length; at += 1) writer.varint(bins[at]!).varint(weights[at]!)
  }
}

function writeActor(writer: ByteWriter, tables: TableWriter, actor: ActorState): void {
  writer.varint(actor.firstAt).varint(actor.lastDay).varint(actor.activeDays)
  writeNumbers(writer, actor.expectation)
  for (const samples of actor.samples) writer.u8(samples)
  writer.u8(Number(actor.frozen)).string(actor.baseline)
  writeNumbers(writer, actor.frozenExpectation)
  writeNumbers(writer, actor.frozenMovement)
  writer.varint(actor.approvals.length)
  for (const { reference, fields, from, until } of actor.approvals) {
    writer
      .string(reference)
      .varint(from)
      .varint(until)
      .varint(fields === null ? 0 : fields.length + 1)
    for (const field of fields ?? []) writer.varint(field)
  }
  writer.string(actor.previousAction).string(actor.previousSession).varint(actor.previousAt)
  writer.varint(actor.sessionSteps).signedVarint(actor.sessionSum).signedVarint(actor.sessionLargest)
  writer.varint(actor.surge.minute).varint(actor.surge.count).varint(actor.surge.past)
  for (const ranked of RANKED) writer.u8(actor.exceedances[ranked])
  const { hour, group, events, pairs } = actor.window
  writer
    .varint(hour + 1)
    .string(group)
    .varint(events)
  writeSorted(writer, pairs, (count) => writer.varint(count))
  tables.write(actor.counts, false)
}

function writeOpenDay(writer: ByteWriter, tables: TableWriter, open: OpenDay): void {
  writer.varint(open.day)
  writeSorted(writer, open.counts, (counts) => tables.writeOpen([...counts.values()]))
  writeSorted(writer, open.actors, (actor) => writeActorDay(writer, actor))
  for (const kind of KINDS) {
    for (const ranked of RANKED) {
      const scores = [...open.scores[kind][ranked]].sort(([left], [right]) => left - right)
      writer.varint(scores.length)
      for (const [bin, weight] of scores) writer.varint(bin).varint(weight)
    }
    writer.varint(open.checks[kind].events).varint(open.checks[kind].low)
  }
  writeSorted(writer, open.candidates, (actors) => writeHashes(writer, actors))
}

function writeActorDay(writer: ByteWriter, actor: ActorDay): void {
  writer.u8(KINDS.indexOf(actor.kind)).string(actor.group)
  for (const ranked of RANKED) writer.varint(actor.added[ranked])
  for (const values of actor.newValues) writer.u8(values)
  writeNumbers(writer, actor.expectation)
  writeNumbers(writer, actor.events)
  writeNumbers(writer, actor.surprisal)
  writeNumbers(writer, actor.movement)
  writeSorted(writer, actor.sessions, (evidence) => writer.varint(evidence))
}

function writeNumbers(writer: ByteWriter, numbers: Iterable<number>): void {
  for (const number of numbers) writer.signedVarint(number)
}

function writeHashes(writer: ByteWriter, ascending: readonly number[]): void {
  writer.varint(ascending.length)
  for (const hash of ascending) writer.u32(hash)
}

/** The texts that tables hold, sorted, each once: rows refer to them by position. */
class TextTable {
  readonly #texts: readonly string[]
  readonly #positions: ReadonlyMap<string, number>

  constructor({ lexicon, population, actors, open }: ModelState) {
    const held = new Set<string>([''])
    const hold = (context: number, value: number): void => {
      held.add(lexicon.textOf(context)).add(lexicon.textOf(value))
    }
    const holdTable = (table: CountTable): void => {
      for (let row = 0; row < table.size; row += 1) hold(table.contextOf(row), table.valueOf(row))
    }
    holdTable(population.all)
    for (const group of population.groups.values()) holdTable(group.counts)
    for (const actor of actors.values()) holdTable(actor.counts)
    for (const counts of open?.counts.values() ?? []) {
      for (const { context, value } of counts.values()) hold(context, value)
    }
    this.#texts = [...held].sort(compareCodePoints)
    this.#positions = new Map(this.#texts.map((text, position) => [text, position]))
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#texts.length)
    for (const text of this.#texts) writer.string(text)
  }

  position(text: string): number {
    return this.#positions.get(text)!
  }
}

interface Placed {
  readonly field: number
  readonly context: number
  readonly value: number
}

function byPlace(left: Placed, right: Placed): number {
  return left.field - right.field || left.context - right.context || left.value - right.value
}

class TableWriter {
  readonly #writer: ByteWriter
  readonly #lexicon: Lexicon
  readonly #texts: TextTable

  constructor(writer: ByteWriter, lexicon: Lexicon, texts: TextTable) {
    this.#writer = writer
    this.#lexicon = lexicon
    this.#texts = texts
  }

  write(table: CountTable, withPeers: boolean): void {
    const rows = Array.from({ length: table.size }, (_, row) => ({
      row,
      ...this.#place(table.fieldOf(row), table.contextOf(row), table.valueOf(row)),
    }))
    this.#writer.varint(rows.length)
    for (const { row, field, context, value } of rows.sort(byPlace)) {
      this.#writer.varint(field).varint(context).varint(value)
      this.#writer.varint(table.count(row)).varint(table.anchor(row)).varint(table.note(row))
      if (withPeers) writeHashes(this.#writer, table.peers(row))
    }
  }

  writeOpen(counts: readonly OpenCount[]): void {
    const placed = counts.map(({ field, context, value, weight, actors }) => ({
      ...this.#place(field, context, value),
      weight,
      actors,
    }))
    this.#writer.varint(placed.length)
    for (const { field, context, value, weight, actors } of placed.sort(byPlace)) {
      this.#writer.varint(field).varint(context).varint(value).varint(weight)
      writeHashes(this.#writer, actors)
    }
  }

  #place(field: number, context: number, value: number): Placed {
    return {
      field,
      context: this.#texts.position(this.#lexicon.textOf(context)),
      value: this.#texts.position(this.#lexicon.textOf(value)),
    }
  }
}
