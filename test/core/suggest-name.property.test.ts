import fc from 'fast-check'
import { suggestName } from 'keelson/core'
import { law } from '../support/law.js'

const anyName = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 })

law(
  'the suggestion does not depend on the order of the known names',
  fc.tuple(anyName, fc.array(anyName, { maxLength: 8 })),
  ([misspelt, known]) => suggestName(misspelt, known) === suggestName(misspelt, [...known].reverse()),
)

law(
  'a known name with one letter wrong, of four or more, is met with a suggestion',
  fc.tuple(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 10 }),
    fc.array(anyName, { maxLength: 6 }),
    fc.nat(),
  ),
  ([name, others, pick]) => {
    const at = pick % name.length
    const misspelt = `${name.slice(0, at)}x${name.slice(at + 1)}`
    return suggestName(misspelt, [...others, name]) !== undefined
  },
)
