import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import { parseRegex } from '../../../src/policy/regex/parse-regex.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'
import { law } from '../../support/law.js'
import { anyPattern, anyPatternText, subjectsFor } from './support/regex-arbitraries.js'

/**
 * RE2 ignores case in all of Unicode, Keel in ASCII: there the two differ on purpose, on texts with cased letters
 * beyond ASCII. `é` is let through, since no pattern here spells its capital.
 */
function isFoldedBeyondAscii(pattern: string, subject: string): boolean {
  const isCased = (letter: string): boolean =>
    letter > '\x7f' && letter !== 'é' && letter.toLowerCase() !== letter.toUpperCase()
  return /\(\?[a-z]*i/.test(pattern) && [...subject].some(isCased)
}

function expectAgreement(pattern: string, subjects: readonly string[]): void {
  const oracle = RE2JS.compile(pattern)
  const whole = new RegexMatcher(compileRegex(pattern, 'whole').program!)
  const anywhere = new RegexMatcher(compileRegex(pattern, 'anywhere').program!)
  for (const subject of subjects) {
    if (isFoldedBeyondAscii(pattern, subject)) continue
    const about = `${JSON.stringify(pattern)} on ${JSON.stringify(subject)}`
    expect(whole.test(subject), `whole ${about}`).toBe(oracle.matcher(subject).matches())
    expect(anywhere.test(subject), `anywhere ${about}`).toBe(oracle.matcher(subject).find())
  }
}

law(
  'a pattern matches what RE2 matches, as a whole and anywhere',
  fc.tuple(anyPattern(), fc.integer()),
  ([pattern, seed]) => {
    const { tree, diagnostics } = parseRegex(pattern)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expectAgreement(pattern, subjectsFor(tree!, seed, 10))
  },
  { runs: 5000 },
)

law(
  'what is accepted of any text, RE2 accepts too and takes for the same',
  fc.tuple(anyPatternText(), fc.integer()),
  ([pattern, seed]) => {
    const { tree } = parseRegex(pattern)
    if (tree !== undefined && compileRegex(pattern, 'whole').program !== undefined) {
      expectAgreement(pattern, subjectsFor(tree, seed, 5))
    }
  },
  { runs: 6000 },
)
