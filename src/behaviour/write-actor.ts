import { type ByteWriter, compareCodePoints } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { RANKED } from './calibration.js'
import { dayOf, gainedOn, supportOf } from './row-note.js'
import type { PeersOption } from './types.js'
import type { TableWriter } from './write-tables.js'

/** @param openDay the open UTC day, -1 for none: what a value gained on another is of no account any more */
export function writeActor(
  writer: ByteWriter,
  tables: TableWriter,
  actor: ActorState,
  peers: PeersOption,
  openDay: number,
): void {
  if (peers === 'learnt') writer.string(actor.likeness)
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
  for (const word of actor.meter) writer.varint(word)
  tables.writeActor(actor.counts, (note) => {
    const support = supportOf(note)
    if (support === 0) {
      writer.varint(0)
      return
    }
    const day = dayOf(note)
    writer.varint((actor.lastDay - day) * 4 + support)
    if (day === openDay) writer.varint(gainedOn(note, day))
  })
  const { edges } = actor
  tables.writeRows(edges, (row) => {
    const note = edges.note(row)
    const [first, last] = [edges.anchor(row) - 1, note >>> 16]
    writer
      .varint(edges.count(row))
      .varint(actor.lastDay - last)
      .varint(last - first)
      .varint(note & 0xffff)
  })
}

export function writeNumbers(writer: ByteWriter, numbers: Iterable<number>): void {
  for (const number of numbers) writer.signedVarint(number)
}

/** Entries in the order of their names. */
export function writeSorted<Value>(
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
