import type { JsonValue } from 'keelson/core'
import type { Decision } from 'keelson/policy'

/** A decision without what points into the text. */
export function withoutSpans(decision: Decision): unknown {
  return JSON.parse(JSON.stringify(decision, (key, value: unknown) => (key === 'span' ? undefined : value)))
}

/** The items in an order that numbers choose. */
export function shuffle<Item>(items: readonly Item[], picks: readonly number[]): Item[] {
  const left = [...items]
  return items.map((_item, index) => left.splice(picks[index % picks.length]! % left.length, 1)[0]!)
}

/** The same value, its members in the other order, at any depth. */
export function reverseKeys<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reverseKeys) as Value
  if (typeof value !== 'object' || value === null) return value
  const reversed: Record<string, JsonValue> = {}
  for (const [key, member] of Object.entries(value).reverse()) {
    const descriptor = { value: reverseKeys(member), enumerable: true, writable: true, configurable: true }
    Object.defineProperty(reversed, key, descriptor)
  }
  return reversed as Value
}
