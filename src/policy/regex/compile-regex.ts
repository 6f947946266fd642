/**
 * Regular expressions of Keel (docs/regular-expressions.md is normative): a pattern to a tree, to facts and warnings,
 * to the automaton that `../runtime/regex-matcher.ts` runs without any of this.
 *
 * Guarantees: any text is answered, by a program or by diagnostics whose places lie inside it; what is accepted means
 * what it means in RE2, but that characters and cases are as §3 of the page says; a program is small enough that each
 * character of a text costs a bounded amount of work. No pattern reaches the engine's own regular expressions.
 *
 * @module
 */
import { MAX_REGEX_COLUMNS, MAX_REGEX_INSTRUCTIONS } from '../runtime/regex-program.js'
import { buildProgram, INSTRUCTIONS_AROUND } from './build-program.js'
import { parseRegex } from './parse-regex.js'
import { instructionsOf } from './program-size.js'
import { factsOf } from './regex-facts.js'
import { suspicionsOf } from './suspicious-regex.js'
import type { RegexMode, RegexResult } from './types.js'

/**
 * Compiles a pattern: its program and facts, or an error; warnings besides. Never throws.
 *
 * @param mode `whole` for `matches`, `anywhere` for `contains`
 */
export function compileRegex(pattern: string, mode: RegexMode): RegexResult {
  const { tree, diagnostics } = parseRegex(pattern)
  if (tree === undefined) return { diagnostics }
  const instructions = instructionsOf(tree) + INSTRUCTIONS_AROUND
  if (instructions > MAX_REGEX_INSTRUCTIONS) {
    const message = `the pattern needs more than ${MAX_REGEX_INSTRUCTIONS} instructions`
    return tooLarge(pattern, message, 'repeat less often: repetitions inside repetitions multiply')
  }
  const program = buildProgram(tree, mode)
  if (program === null) {
    const message = `the pattern tells more than ${MAX_REGEX_COLUMNS} classes of characters apart`
    return tooLarge(pattern, message, 'use several patterns')
  }
  const warnings = [...diagnostics, ...suspicionsOf(tree, mode)].sort(
    (one, other) => one.offset - other.offset,
  )
  return { program, facts: factsOf(tree, program), diagnostics: warnings }
}

function tooLarge(pattern: string, message: string, help: string): RegexResult {
  const place = { offset: 0, length: pattern.length }
  return { diagnostics: [{ severity: 'error', code: 'policy/regex-too-large', message, ...place, help }] }
}
