import { isJsonObject, type JsonValue, MAX_DEPTH, sortedKeys } from '../../core/index.js'
import { builtTextFuel, type Context, OutOfFuel } from './context.js'

/** A text that equal values have in common and others have not: JSON with sorted keys. Paid for as text that is made. */
export function canonicalText(value: JsonValue, context: Context): string {
  return write(value, MAX_DEPTH, context)
}

// Recursion is bounded by the depth limit; what is deeper is no JSON value anywhere in Keelson.
function write(value: JsonValue, levels: number, context: Context): string {
  if (levels === 0) throw new OutOfFuel()
  if (typeof value !== 'object' || value === null) {
    // What is no JSON value equals none.
    const isJson = typeof value !== 'number' || Number.isFinite(value)
    const text = (isJson ? JSON.stringify(value === 0 ? 0 : value) : undefined) ?? '!'
    context.spend(builtTextFuel(text.length))
    return text
  }
  context.spend(1)
  if (!isJsonObject(value)) return `[${value.map((item) => write(item, levels - 1, context)).join(',')}]`
  const members = sortedKeys(value).map(
    (key) => `${JSON.stringify(key)}:${write(value[key]!, levels - 1, context)}`,
  )
  return `{${members.join(',')}}`
}
