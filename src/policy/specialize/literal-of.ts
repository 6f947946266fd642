import { isJsonObject, type JsonValue, sortedKeys } from '../../core/index.js'
import type { Expression } from '../runtime/program.js'

/** A value as an expression. */
export function literalOf(value: JsonValue, at: number): Expression {
  if (typeof value !== 'object' || value === null) return { op: 'literal', value, at }
  if (Array.isArray(value)) {
    return { op: 'list', items: (value as readonly JsonValue[]).map((item) => literalOf(item, at)), at }
  }
  const keys = isJsonObject(value) ? sortedKeys(value) : []
  const object = value as { readonly [key: string]: JsonValue }
  return { op: 'object', keys, items: keys.map((key) => literalOf(object[key]!, at)), at }
}

/**
 * Most items of a list that is written out in a residual: each costs fuel whenever the list is read, and a path to it
 * costs little. Enough for the roles of a person, which a set of constants then answers at once.
 */
const MOST_ITEMS = 64

/** A value that is worth writing out: a scalar, or a short list of scalars, which adds one level to a tree. */
export function isSmall(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return true
  return (
    Array.isArray(value) &&
    value.length <= MOST_ITEMS &&
    (value as readonly JsonValue[]).every((item) => typeof item !== 'object' || item === null)
  )
}
