import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { expect, test } from 'vitest'
import { beginningOfJson, JsonMeter } from '../../src/diff/json-text.js'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import { canonical } from './reference-applier.js'

law('a value is measured as JSON.stringify would write it', anyJson(), (value) => {
  return new JsonMeter().measure(value) === JSON.stringify(value).length
})

law(
  'one meter says of a value and of those around it whether they reach a length, asked in any order',
  fc.tuple(anyJson(), fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 12 })),
  ([value, lengths]) => {
    const nested = [value, [0, value], { a: [0, value], b: value }]
    const meter = new JsonMeter()
    return lengths.every((units, at) => {
      const asked = nested[at % nested.length]!
      return meter.reaches(asked, units) === JSON.stringify(asked).length >= units
    })
  },
)

test('whether a value reaches a length is found in a part of it', () => {
  const read: string[] = []
  const watched = (name: string): JsonValue =>
    Object.defineProperty({}, 'a', { enumerable: true, get: () => read.push(name) }) as JsonValue
  const value = [watched('first'), 'x'.repeat(100), watched('second')]
  expect(new JsonMeter().reaches(value, 50)).toBe(true)
  expect(read).toEqual(['first'])
})

law('lone surrogates and quotes are measured as they are escaped', fc.string({ unit: 'binary' }), (text) => {
  const broken = `${text.slice(1)}\ud800"\\\n`
  return new JsonMeter().measure([broken]) === JSON.stringify([broken]).length
})

law(
  'the beginning of a JSON text is its beginning',
  fc.tuple(anyJson(), fc.nat({ max: 60 })),
  ([value, units]) => {
    const whole = beginningOfJson(value, Number.MAX_SAFE_INTEGER)
    const beginning = beginningOfJson(value, units)
    return (
      canonical(JSON.parse(whole) as JsonValue) === canonical(value) &&
      whole.startsWith(beginning) &&
      (beginning.length > units || beginning === whole)
    )
  },
)
