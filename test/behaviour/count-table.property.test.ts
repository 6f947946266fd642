import fc from 'fast-check'
import { expect } from 'vitest'
import { CountTable } from '../../src/behaviour/count-table.js'
import { law } from '../support/law.js'

const place = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 5 }), fc.nat({ max: 40 }))
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ add: place, amount: fc.nat({ max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ keep: fc.nat({ max: 2 }) }) },
)

law('a table of counts holds what a map of them holds', fc.array(step, { maxLength: 120 }), (steps) => {
  const table = new CountTable(1)
  const model = new Map<string, number>()
  for (const one of steps) {
    if ('add' in one) {
      const row = table.open(...one.add)
      table.setCount(row, table.count(row) + one.amount)
      table.setAnchor(row, one.amount)
      table.setPeers(row, [one.amount])
      model.set(one.add.join(), (model.get(one.add.join()) ?? 0) + one.amount)
    } else {
      table.retain((row) => table.count(row) % 3 !== one.keep)
      for (const [key, count] of model) if (count % 3 === one.keep) model.delete(key)
    }
  }
  const copy = table.clone()
  table.retain(() => false)
  expect(table.size).toBe(0)
  expect(copy.size).toBe(model.size)
  for (const [key, count] of model) {
    const [field, context, value] = key.split(',').map(Number) as [number, number, number]
    const row = copy.find(field, context, value)
    expect([copy.fieldOf(row), copy.contextOf(row), copy.valueOf(row)]).toEqual([field, context, value])
    expect(copy.count(row)).toBe(count)
    expect(copy.peers(row)).toEqual([copy.anchor(row)])
  }
})
