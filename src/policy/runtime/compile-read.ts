import { type JsonValue, parseDuration, parseTime } from '../../core/index.js'
import { missing } from './compile-path.js'
import { type Compiled, type Evaluate, placesOf } from './compiled.js'
import { type Context, textFuel } from './context.js'
import type { Expression } from './program.js'
import { readQuantity } from './quantity.js'
import { Unknown, type Value, wrongType } from './unknown.js'

type ReadNode = Expression & { readonly op: 'read' }

/** A JSON value read as what JSON has no form for. It still stands for the place that it was read from. */
export function compileRead(node: ReadNode, value: Compiled): Compiled {
  const run: Evaluate = (context) => {
    const found = value.run(context)
    if (found instanceof Unknown || (found === null && node.nullable)) return found
    return READERS[node.as](found, node.at, context)
  }
  return { run, cost: 1 + value.cost, ...placesOf(value) }
}

const READERS: Readonly<Record<ReadNode['as'], (value: JsonValue, at: number, context: Context) => Value>> = {
  int: (value, at) => (Number.isSafeInteger(value) ? value : wrongType('a whole number', value, at)),
  time: amountReader('a time', parseTime),
  duration: amountReader('a duration', durationOf),
  quantity: amountReader('a quantity', readQuantity),
}

function amountReader(
  what: string,
  read: (text: string) => number | null,
): (value: JsonValue, at: number, context: Context) => Value {
  return (value, at, context) => {
    if (typeof value === 'number') return value
    if (typeof value !== 'string') return wrongType(`${what}, as a number or a text`, value, at)
    context.spend(textFuel(value.length))
    return read(value) ?? new Unknown('policy/invalid-argument', `the text is not ${what}`, at)
  }
}

function durationOf(text: string): number | null {
  try {
    return parseDuration(text)
  } catch {
    return null
  }
}

/** The value, where null counts as missing. */
export function compileRequired(node: Expression & { readonly op: 'required' }, value: Compiled): Compiled {
  const run: Evaluate = (context) => {
    const found = value.run(context)
    return found === null ? missing('a required value', node.at, value.pointer?.(context) ?? null) : found
  }
  return { run, cost: 1 + value.cost, ...placesOf(value) }
}
