import type { Compiled, Evaluate, PatternMatcher } from './compiled.js'
import type { Expression } from './program.js'
import { regexFuel } from './regex-program.js'
import { Unknown, wrongType } from './unknown.js'

/** A text against a regular expression. What the matcher remembers changes no answer and no fuel. */
export function compileMatches(
  node: Expression & { readonly op: 'matches' },
  text: Compiled,
  { regex, matcher }: PatternMatcher,
): Compiled {
  const run: Evaluate = (context) => {
    const value = text.run(context)
    if (value instanceof Unknown) return value
    if (typeof value !== 'string') return wrongType('a string', value, node.text.at)
    context.spend(regexFuel(regex, value.length))
    return matcher.test(value)
  }
  return { run, cost: 1 + text.cost }
}
