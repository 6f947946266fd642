import fc from 'fast-check'
import { compareCodePoints } from 'keelson/core'
import { expect } from 'vitest'
import { CountTable, ONE_EVENT } from '../../src/behaviour/count-table.js'
import { FieldRows } from '../../src/behaviour/field-rows.js'
import { FieldScores } from '../../src/behaviour/field-scores.js'
import { FrequentValues } from '../../src/behaviour/frequent-values.js'
import { Lexicon, TOTAL, UNKNOWN } from '../../src/behaviour/lexicon.js'
import type { Term } from '../../src/behaviour/vocabulary.js'
import { law } from '../support/law.js'

const FIELDS = 5
const TEXTS = ['', 'a', 'b', 'c', 'd', 'e', 'f', 'ｚ', '😀']

/** Rows of a table: field, context, value, live and frozen count. */
const anyRows = fc.array(
  fc.tuple(
    fc.nat(FIELDS - 1),
    fc.nat(3),
    fc.integer({ min: 1, max: TEXTS.length - 1 }),
    fc.nat(4),
    fc.nat(4),
  ),
  { maxLength: 60 },
)

/** What an event shows: for each field a context and a value, some of them without an id. */
const anyShown = fc.array(fc.tuple(fc.integer({ min: -1, max: 3 }), fc.integer({ min: -1, max: 8 })), {
  minLength: 1,
  maxLength: FIELDS,
})

const located = new FieldRows()
const frequent = new FrequentValues(FIELDS)

law(
  'one pass over a table finds the rows that look-ups find, and the most frequent values that sorting finds',
  fc.tuple(anyRows, anyShown, fc.boolean()),
  ([rows, shown, frozen]) => {
    const lexicon = new Lexicon()
    for (const text of TEXTS) lexicon.intern(text)
    const table = new CountTable()
    for (const [field, context, value, count, anchor] of rows) {
      const total = table.open(field, context, TOTAL)
      table.setCount(total, table.count(total) + count)
      const row = table.open(field, context, value)
      table.setCount(row, count * ONE_EVENT)
      table.setAnchor(row, anchor * ONE_EVENT)
    }
    const fields = new FieldScores(FIELDS)
    const term = (id: number): Term => ({ text: TEXTS[id] ?? '?', id })
    shown.forEach(([context, value], field) => {
      const position = fields.add(field, term(context), term(value))
      fields.contextId[position] = context
      fields.valueId[position] = value === TOTAL ? UNKNOWN : value
    })
    located.locate(fields, table)
    const isFrozen = new Uint8Array(FIELDS).fill(Number(frozen))
    frequent.find(located, table, lexicon, isFrozen)
    for (let position = 0; position < fields.size; position += 1) {
      const [field, context] = [fields.field[position]!, fields.contextId[position]!]
      expect(fields.row[position]).toBe(table.find(field, context, fields.valueId[position]!))
      expect(fields.total[position]).toBe(table.find(field, context, TOTAL))
      const counts: { value: string; count: number }[] = []
      for (let row = 0; row < table.size; row += 1) {
        if (table.fieldOf(row) !== field || table.contextOf(row) !== context || table.isTotal(row)) continue
        const count = (frozen ? table.anchor(row) : table.count(row)) / ONE_EVENT
        if (count > 0) counts.push({ value: lexicon.textOf(table.valueOf(row)), count })
      }
      counts.sort((left, right) => right.count - left.count || compareCodePoints(left.value, right.value))
      expect(frequent.valuesOf(position, table, lexicon, isFrozen)).toEqual(counts.slice(0, 3))
    }
  },
)
