import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Compiled } from './compiled.js'
import { builtTextFuel, type Context } from './context.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Expression } from './program.js'
import { showValue } from './show-value.js'
import { Unknown, type Value } from './unknown.js'

/** Renders the message of a rule that fires in a state. */
export type Message = (context: Context, state: Unknown | null) => string

/**
 * Messages never fail: what is unknown is shown as such. A rule without a message has the documentation of its policy,
 * or else a sentence.
 */
export function compileMessage(parts: readonly Expression[], sentence: string, scope: ClosureScope): Message {
  const compiled: readonly Compiled[] = parts.map((part) => compileExpression(part, scope))
  const cost = compiled.reduce((sum, part) => sum + part.cost, 0)
  return (context, state) => {
    context.spend(cost)
    let text = compiled.length === 0 ? defaultText(context.policy!, sentence) : ''
    for (const part of compiled) text += showPart(part.run(context), context)
    context.spend(builtTextFuel(text.length))
    return state === null ? text : `${text} (undecided: ${state.message})`
  }
}

function defaultText({ documentation, name }: PolicyFacts, sentence: string): string {
  return documentation === '' ? `${sentence} by ${name}` : documentation
}

function showPart(value: Value, context: Context): string {
  if (value instanceof Unknown) return value.isMissing ? '(missing)' : '(error)'
  return showValue(value, context)
}
