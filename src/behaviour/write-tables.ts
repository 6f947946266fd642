import type { ByteWriter } from '../core/index.js'
import type { CountTable } from './count-table.js'
import { TOTAL } from './lexicon.js'
import type { TextTable } from './text-table.js'

interface Placed {
  readonly field: number
  readonly context: number
  readonly value: number
}

function byPlace(left: Placed, right: Placed): number {
  return left.field - right.field || left.context - right.context || left.value - right.value
}

/**
 * Writes tables: runs of rows of one field in one context, fields, contexts and values by their distance from the one
 * before, so that there is no second spelling and most numbers take one byte.
 */
export class TableWriter {
  readonly #writer: ByteWriter
  readonly #texts: TextTable

  constructor(writer: ByteWriter, texts: TextTable) {
    this.#writer = writer
    this.#texts = texts
  }

  /** A table of many actors: counts, frozen counts, the note of each total, and hashes of actors. */
  writePopulation(table: CountTable): void {
    this.writeRows(table, (row) => {
      this.#writeCounts(table, row)
      if (table.valueOf(row) === TOTAL) this.#writer.varint(table.note(row))
      writeHashes(this.#writer, table.peers(row))
    })
  }

  /** A table of one actor: counts, frozen counts and notes, which `writeNote` takes apart. */
  writeActor(table: CountTable, writeNote: (note: number) => void): void {
    this.writeRows(table, (row) => {
      this.#writeCounts(table, row)
      writeNote(table.note(row))
    })
  }

  /** The places of a table's rows, and of each what `write` makes of it. */
  writeRows(table: CountTable, write: (row: number) => void): void {
    this.#writeRuns(this.#placedRows(table), ({ row }) => write(row))
  }

  /** What a day has counted: weights and hashes of actors. */
  writeOpen(table: CountTable): void {
    this.writeRows(table, (row) => {
      this.#writer.varint(table.count(row))
      writeHashes(this.#writer, table.peers(row))
    })
  }

  /** A frozen count that has not moved since, the usual case, takes one byte. */
  #writeCounts(table: CountTable, row: number): void {
    const count = table.count(row)
    const anchor = table.anchor(row)
    this.#writer.varint(count).varint(anchor === count ? 0 : anchor + 1)
  }

  #placedRows(table: CountTable): (Placed & { readonly row: number })[] {
    return Array.from({ length: table.size }, (_, row) => ({
      row,
      ...this.#place(table.fieldOf(row), table.contextOf(row), table.valueOf(row)),
    }))
  }

  #writeRuns<Row extends Placed>(rows: Row[], write: (row: Row) => void): void {
    rows.sort(byPlace)
    const starts: number[] = []
    rows.forEach(({ field, context }, at) => {
      const before = rows[at - 1]
      if (before === undefined || before.field !== field || before.context !== context) starts.push(at)
    })
    this.#writer.varint(starts.length)
    let last = { field: 0, context: -1 }
    starts.forEach((start, run) => {
      const { field, context } = rows[start]!
      const end = starts[run + 1] ?? rows.length
      this.#writer.varint(field - last.field)
      this.#writer.varint(field === last.field ? context - last.context - 1 : context)
      this.#writer.varint(end - start - 1)
      let value = -1
      for (const row of rows.slice(start, end)) {
        this.#writer.varint(row.value - value - 1)
        write(row)
        value = row.value
      }
      last = { field, context }
    })
  }

  #place(field: number, context: number, value: number): Placed {
    return { field, context: this.#texts.position(context), value: this.#texts.position(value) }
  }
}

export function writeHashes(writer: ByteWriter, ascending: readonly number[]): void {
  writer.varint(ascending.length)
  for (const hash of ascending) writer.u32(hash)
}
