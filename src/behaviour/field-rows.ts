import { type CountTable, PLACE, packPlace, VALUE, WORDS } from './count-table.js'
import type { FieldScores } from './field-scores.js'
import { TOTAL } from './lexicon.js'

/** As many fields as a row can tell apart. */
const FIELDS = 256

/** A place that no row has. */
const NOWHERE = -1

/**
 * The rows that an actor's table has in the contexts of an event's fields, found in one pass over the table: memory in
 * the order in which it lies comes several times as fast as two look-ups for each field do.
 */
export class FieldRows {
  /** Rows of values, without those of totals. */
  size = 0
  rows: Int32Array = new Int32Array(256)
  /** Of the field that each belongs to. */
  positions: Uint8Array = new Uint8Array(256)
  /** By field, the field and context that its rows carry, and its position. INVARIANT: nowhere between two calls. */
  readonly #places: Float64Array = new Float64Array(FIELDS).fill(NOWHERE)
  readonly #positionOf: Uint8Array = new Uint8Array(FIELDS)

  /** Fills in the row of each field's value and that of its total, -1 for none, and lists all rows beside them. */
  locate(fields: FieldScores, table: CountTable): void {
    const { contextId, field: numbers, row: rowOf, total: totalOf, valueId } = fields
    const places = this.#places
    const positionOf = this.#positionOf
    for (let position = 0; position < fields.size; position += 1) {
      rowOf[position] = -1
      totalOf[position] = -1
      const context = contextId[position]!
      if (context < 0) continue
      const field = numbers[position]!
      places[field] = packPlace(field, context)
      positionOf[field] = position
    }
    const count = table.size
    if (count > this.rows.length) this.#grow(count)
    const { positions, rows } = this
    const { words } = table
    let size = 0
    for (let row = 0, at = 0; row < count; row += 1, at += WORDS) {
      const place = words[at + PLACE]!
      const field = place >>> 24
      if (places[field] !== place) continue
      const position = positionOf[field]!
      const value = words[at + VALUE]!
      if (value === TOTAL) {
        totalOf[position] = row
        continue
      }
      if (value === valueId[position]) rowOf[position] = row
      rows[size] = row
      positions[size] = position
      size += 1
    }
    this.size = size
    for (let position = 0; position < fields.size; position += 1) places[numbers[position]!] = NOWHERE
  }

  #grow(count: number): void {
    this.rows = new Int32Array(count * 2)
    this.positions = new Uint8Array(count * 2)
  }
}
