import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Compiled } from './compiled.js'
import { builtTextFuel, type Context } from './context.js'
import type { Expression } from './program.js'
import { showValue } from './show-value.js'
import { Unknown, type Value } from './unknown.js'

/** Renders the message of a rule that fires in a state. */
export type Message = (context: Context, state: Unknown | null) => string

/** Messages never fail: what is unknown is shown as such. */
export function compileMessage(parts: readonly Expression[], scope: ClosureScope): Message {
  const compiled: readonly Compiled[] = parts.map((part) => compileExpression(part, scope))
  const cost = compiled.reduce((sum, part) => sum + part.cost, 0)
  return (context, state) => {
    context.spend(cost)
    let text = ''
    for (const part of compiled) text += showPart(part.run(context), context)
    context.spend(builtTextFuel(text.length))
    return state === null ? text : `${text} (undecided: ${state.message})`
  }
}

function showPart(value: Value, context: Context): string {
  if (value instanceof Unknown) return value.isMissing ? '(missing)' : '(error)'
  return showValue(value, context)
}
