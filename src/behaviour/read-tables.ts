import type { ByteReader } from '../core/index.js'
import { CountTable } from './count-table.js'
import { type Lexicon, TOTAL } from './lexicon.js'
import { MOST_PEERS } from './peers.js'
import { readTexts } from './text-table.js'

const UINT32 = 0xffffffff

/** Reads the tables of a model and gives the texts that they hold to a lexicon. */
export class TableReader {
  readonly #reader: ByteReader
  readonly #fields: number
  /** Ids by position in the written list of texts. */
  readonly #ids: readonly number[]

  constructor(reader: ByteReader, fields: number, lexicon: Lexicon) {
    this.#reader = reader
    this.#fields = fields
    this.#ids = readTexts(reader, lexicon)
  }

  readPopulation(): CountTable {
    const table = new CountTable()
    this.#readRuns(this.#fields, (field, context, value) => {
      const row = this.#readCounts(table, field, context, value)
      if (value === TOTAL) table.setNote(row, this.#readUint32())
      table.setPeers(row, this.readHashes())
    })
    return table
  }

  readActor(readNote: () => number): CountTable {
    const table = new CountTable()
    this.#readRuns(this.#fields, (field, context, value) => {
      const row = this.#readCounts(table, field, context, value)
      table.setNote(row, readNote())
    })
    return table
  }

  /** Rows of which `read` reads what follows the place. */
  readRows(fields: number, read: (table: CountTable, row: number) => void): CountTable {
    const table = new CountTable()
    this.#readRuns(fields, (field, context, value) => read(table, table.open(field, context, value)))
    return table
  }

  readOpen(): CountTable {
    return this.readRows(this.#fields, (table, row) => {
      table.setCount(row, this.#readUint32())
      table.setPeers(row, this.readHashes())
    })
  }

  readHashes(): number[] {
    const count = this.#reader.varint()
    if (count > MOST_PEERS) throw this.#reader.fail(`${count} actors, the most is ${MOST_PEERS}`)
    const hashes: number[] = []
    for (let position = 0; position < count; position += 1) {
      const hash = this.#reader.u32()
      if (position > 0 && hash <= hashes[position - 1]!) throw this.#reader.fail('actors are not in order')
      hashes.push(hash)
    }
    return hashes
  }

  #readCounts(table: CountTable, field: number, context: number, value: number): number {
    const row = table.open(field, context, value)
    const count = this.#readUint32()
    const coded = this.#readUint32()
    if (coded === count + 1) throw this.#reader.fail('a number has another spelling than its one')
    table.setCount(row, count)
    table.setAnchor(row, coded === 0 ? count : coded - 1)
    if (value === TOTAL) return row
    // INVARIANT: no value counts more than its total. Probabilities above one would follow.
    const total = table.find(field, context, TOTAL)
    if (total < 0 || table.count(total) < count || table.anchor(total) < table.anchor(row)) {
      throw this.#reader.fail('a value counts more than its total')
    }
    return row
  }

  #readRuns(fields: number, read: (field: number, context: number, value: number) => void): void {
    const reader = this.#reader
    const runs = reader.varint()
    let field = 0
    let context = -1
    for (let run = 0; run < runs; run += 1) {
      const distance = reader.varint()
      field += distance
      context = distance === 0 ? context + 1 + reader.varint() : reader.varint()
      const last = reader.varint()
      let value = -1
      for (let position = 0; position <= last; position += 1) {
        value += 1 + reader.varint()
        const [contextId, valueId] = [this.#ids[context], this.#ids[value]]
        if (field >= fields || contextId === undefined || valueId === undefined) {
          throw reader.fail('a row names a field or a text that is not there')
        }
        read(field, contextId, valueId)
      }
    }
  }

  #readUint32(): number {
    const number = this.#reader.varint()
    if (number > UINT32) throw this.#reader.fail('a number does not fit 32 bits')
    return number
  }
}
