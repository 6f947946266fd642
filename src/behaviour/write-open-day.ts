import type { ByteWriter } from '../core/index.js'
import { KINDS, RANKED } from './calibration.js'
import type { ActorDay, OpenDay } from './open-day.js'
import { type RememberedEvent, VERDICTS } from './remembered-event.js'
import { writeNumbers, writeSorted } from './write-actor.js'
import { type TableWriter, writeHashes } from './write-tables.js'

/** Writes what has been learnt in a day, without which day it is. */
export function writeOpenDay(writer: ByteWriter, tables: TableWriter, open: OpenDay): void {
  writeSorted(writer, open.counts, (counts) => tables.writeOpen(counts))
  writeSorted(writer, open.actors, (actor) => writeActorDay(writer, actor))
  for (const kind of KINDS) {
    for (const ranked of RANKED) writeAscending(writer, open.scores[kind][ranked])
    writer.varint(open.checks[kind].events).varint(open.checks[kind].low)
  }
  writeSorted(writer, open.candidates, (actors) => writeHashes(writer, actors))
  const corrections = [...open.corrections].sort(([left], [right]) => left - right)
  writer.varint(corrections.length)
  for (const [key, change] of corrections) writer.varint(key).signedVarint(change)
}

function writeAscending(writer: ByteWriter, sums: ReadonlyMap<number, number>): void {
  const ascending = [...sums].sort(([left], [right]) => left - right)
  writer.varint(ascending.length)
  for (const [key, sum] of ascending) writer.varint(key).varint(sum)
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
  writer.varint(actor.remembered.length)
  for (const event of actor.remembered) writeRemembered(writer, event)
}

/** Writes a remembered event, but for its actor. */
export function writeRemembered(writer: ByteWriter, event: RememberedEvent): void {
  const { id, day, kind, evidence, weight, session, bins, entered, verdict } = event
  writer.string(id).varint(day).u8(KINDS.indexOf(kind)).varint(evidence).varint(weight).string(session)
  for (const ranked of RANKED) writer.varint(bins[ranked] + 1).u8(Number(entered[ranked]))
  writer.u8(VERDICTS.indexOf(verdict))
}
