import { type ByteReader, compareCodePoints } from '../core/index.js'
import { CountTable } from './count-table.js'
import { Lexicon, TOTAL } from './lexicon.js'
import { MOST_PEERS, type OpenCount, openCountKey } from './population-table.js'

const UINT32 = 0xffffffff

interface Place {
  readonly field: number
  /** Ids in the lexicon of the model that is read. */
  readonly context: number
  readonly value: number
}

/** Reads the tables of a model and fills its lexicon with the texts that they hold. */
export class TableReader {
  readonly lexicon: Lexicon = new Lexicon()
  readonly #reader: ByteReader
  readonly #fields: number
  /** Ids by position in the written list of texts. */
  readonly #ids: number[] = []

  constructor(reader: ByteReader, fields: number) {
    this.#reader = reader
    this.#fields = fields
    const count = reader.varint()
    let last: string | undefined
    for (let position = 0; position < count; position += 1) {
      const text = reader.string()
      if (last === undefined ? text !== '' : compareCodePoints(last, text) >= 0) {
        throw reader.fail('texts are not in order')
      }
      const id = this.lexicon.intern(text)
      if (id < 0) throw reader.fail('there are too many texts')
      this.#ids.push(id)
      last = text
    }
  }

  readTable(withPeers: boolean): CountTable {
    const table = new CountTable()
    for (const { field, context, value } of this.#readPlaces()) {
      const row = table.open(field, context, value)
      table.setCount(row, this.#readUint32())
      table.setAnchor(row, this.#readUint32())
      table.setNote(row, this.#readUint32())
      if (withPeers) table.setPeers(row, this.readHashes())
      if (value === TOTAL) continue
      // INVARIANT: no value counts more than its total. Probabilities above one would follow.
      const total = table.find(field, context, TOTAL)
      if (total < 0 || table.count(total) < table.count(row) || table.anchor(total) < table.anchor(row)) {
        throw this.#reader.fail('a value counts more than its total')
      }
    }
    return table
  }

  readOpenCounts(): Map<number, OpenCount> {
    const counts = new Map<number, OpenCount>()
    for (const { field, context, value } of this.#readPlaces()) {
      const weight = this.#readUint32()
      const actors = this.readHashes()
      counts.set(openCountKey(field, context, value), { field, context, value, weight, actors })
    }
    return counts
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

  /** Gives each place before its row is read; they must be in order and each there once. */
  *#readPlaces(): Generator<Place> {
    const reader = this.#reader
    const count = reader.varint()
    let last = [-1, -1, -1]
    for (let position = 0; position < count; position += 1) {
      const place = [reader.varint(), reader.varint(), reader.varint()]
      const step = place.findIndex((part, at) => part !== last[at])
      if (step < 0 || place[step]! < last[step]!) throw reader.fail('rows are not in order')
      const [field, context, value] = [place[0]!, this.#ids[place[1]!], this.#ids[place[2]!]]
      if (field >= this.#fields || context === undefined || value === undefined) {
        throw reader.fail('a row names a field or a text that is not there')
      }
      yield { field, context, value }
      last = place
    }
  }

  #readUint32(): number {
    const number = this.#reader.varint()
    if (number > UINT32) throw this.#reader.fail('a number does not fit 32 bits')
    return number
  }
}
