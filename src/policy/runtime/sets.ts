import { compareCodePoints, type JsonValue } from '../../core/index.js'
import { canonicalText } from './canonical-text.js'
import type { Context } from './context.js'

/** An item with the text that tells equal values from others. */
interface Item {
  readonly text: string
  readonly value: JsonValue
}

/**
 * The items of all lists as a set: each once, in code-point order of their canonical texts; so equal sets are equal
 * lists.
 */
export function setOf(lists: readonly JsonValue[], context: Context): JsonValue[] {
  return sorted(lists.flatMap((list) => itemsOf(list, context)))
}

/** The items of the first list that are in the second, or that are not, as a set. */
export function selected(lists: readonly JsonValue[], wanted: boolean, context: Context): JsonValue[] {
  const [list, other] = lists
  const known = new Set(itemsOf(other!, context).map(({ text }) => text))
  return sorted(itemsOf(list!, context).filter(({ text }) => known.has(text) === wanted))
}

/** Whether every item of the first list is in the second. */
export function isSubset(lists: readonly JsonValue[], _at: number, context: Context): boolean {
  const [list, other] = lists
  const known = new Set(itemsOf(other!, context).map(({ text }) => text))
  return itemsOf(list!, context).every(({ text }) => known.has(text))
}

function itemsOf(list: JsonValue, context: Context): Item[] {
  return (list as readonly JsonValue[]).map((value) => ({ text: canonicalText(value, context), value }))
}

function sorted(items: readonly Item[]): JsonValue[] {
  const ordered = [...items].sort((one, other) => compareCodePoints(one.text, other.text))
  return ordered
    .filter(({ text }, index) => index === 0 || ordered[index - 1]!.text !== text)
    .map(({ value }) => value)
}
