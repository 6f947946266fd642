import { isJsonObject, type JsonValue, sortedKeys } from '../../core/index.js'
import { type Context, textFuel } from './context.js'

const WIDEST = 200
const DEEPEST = 3

/**
 * A value as a template shows it: a string as it is, the rest as JSON with sorted keys, cut to 200 characters and
 * three levels. Total: also what is not JSON has a text.
 */
export function showValue(value: JsonValue, context: Context): string {
  if (typeof value === 'string') {
    context.spend(textFuel(value.length))
    return value
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const text = showPart(value, DEEPEST, WIDEST, context)
  context.spend(textFuel(text.length))
  return text.length > WIDEST ? `${cutText(text)}…` : text
}

// Half of a surrogate pair must not survive the cut: decisions are sealed, and seals refuse it.
function cutText(text: string): string {
  const last = text.charCodeAt(WIDEST - 1)
  return text.slice(0, (last & 0xfc00) === 0xd800 ? WIDEST - 1 : WIDEST)
}

/** Stops adding once there is more than `budget`, so a large value costs no more than what is shown of it. */
function showPart(value: JsonValue, levels: number, budget: number, context: Context): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > WIDEST ? value.slice(0, WIDEST + 1) : value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (levels === 0) return '…'
  // Sorting looks at every key, shown or not.
  if (isJsonObject(value)) context.spend(Object.keys(value).length)
  const members = isJsonObject(value) ? sortedKeys(value) : value
  let text = ''
  for (const member of members) {
    if (text.length > budget) break
    const room = budget - text.length
    const shown = isJsonObject(value)
      ? `${JSON.stringify(member)}:${showPart(value[member as string]!, levels - 1, room, context)}`
      : showPart(member as JsonValue, levels - 1, room, context)
    text += text === '' ? shown : `,${shown}`
  }
  return isJsonObject(value) ? `{${text}}` : `[${text}]`
}
