import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Compiled } from './compiled.js'
import { builtTextFuel, type Context } from './context.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Expression } from './program.js'
import { showValue } from './show-value.js'
import { foldedOnce } from './strict-operands.js'
import { Unknown, type Value } from './unknown.js'

/** The message of a rule. */
export interface Message {
  /** Renders it for a rule that fires in a state. */
  readonly text: (context: Context, state: Unknown | null) => string
  /** What it is in every decision where the state is true, and what it then costs; else `null`. */
  readonly constant: string | null
  readonly cost: number
}

/**
 * Messages never fail: what is unknown is shown as such. A rule without a message has the documentation of its policy,
 * or else a sentence.
 */
export function compileMessage(parts: readonly Expression[], sentence: string, scope: ClosureScope): Message {
  const compiled: readonly Compiled[] = parts.map((part) => compileExpression(part, scope))
  const partsCost = compiled.reduce((sum, part) => sum + part.cost, 0)
  const start = compiled.length === 0 ? defaultText(scope.policy!, sentence) : ''
  const render = (context: Context): string => {
    context.spend(partsCost)
    let text = start
    for (const part of compiled) text += showPart(part.run(context), context)
    context.spend(builtTextFuel(text.length))
    return text
  }
  const text: Message['text'] = (context, state) => {
    const rendered = render(context)
    return state === null ? rendered : `${rendered} (undecided: ${state.message})`
  }
  if (compiled.some((part) => part.constant === undefined)) return { text, constant: null, cost: 0 }
  const known = foldedOnce(render)
  return known === null
    ? { text, constant: null, cost: 0 }
    : { text, constant: known.value, cost: known.cost }
}

function defaultText({ documentation, name }: PolicyFacts, sentence: string): string {
  return documentation === '' ? `${sentence} by ${name}` : documentation
}

function showPart(value: Value, context: Context): string {
  if (value instanceof Unknown) return value.isMissing ? '(missing)' : '(error)'
  return showValue(value, context)
}
