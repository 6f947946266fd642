import { assertJson } from 'keelson/core'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'

law('every JSON value is accepted and left as it is', anyJson(), (value) => {
  const before = JSON.stringify(value)
  assertJson(value)
  return JSON.stringify(value) === before
})
