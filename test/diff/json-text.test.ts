import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { beginningOfJson, JsonMeter } from '../../src/diff/json-text.js'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import { canonical } from './reference-applier.js'

law('a value is measured as JSON.stringify would write it', anyJson(), (value) => {
  return new JsonMeter().measure(value) === JSON.stringify(value).length
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
