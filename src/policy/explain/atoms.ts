import { compareCodePoints, type JsonValue, type Span } from '../../core/index.js'
import { Unknown } from '../runtime/unknown.js'
import { keyOf } from './alternatives.js'
import type { FoundValue, Leaf } from './formula.js'
import type { Atom, AtomValue } from './types.js'

const MOST_PARTS = 20

/** Leaves as atoms, each once, in the order of the source. */
export function atomsOf(leaves: readonly Leaf[], spanAt: (number: number) => Span): Atom[] {
  const distinct = new Map(leaves.map((leaf) => [`${leaf.at} ${keyOf(leaf)} ${String(leaf.outcome)}`, leaf]))
  return [...distinct.values()]
    .map((leaf) => toAtom(leaf, spanAt))
    .sort(
      (one, other) =>
        compareCodePoints(one.span.path ?? '', other.span.path ?? '') || one.span.offset - other.span.offset,
    )
}

export function toAtom(leaf: Leaf, spanAt: (number: number) => Span): Atom {
  const { kind, text, outcome } = leaf
  const seen = new Set<string>()
  const values = leaf.values.filter(({ text: name }) => !seen.has(name) && seen.add(name))
  return { kind, text, span: spanAt(leaf.at), outcome, values: values.map(toValue) }
}

function toValue({ text, value, pointer }: FoundValue): AtomValue {
  const place = pointer ?? (value instanceof Unknown ? value.pointer : null)
  const copied = value instanceof Unknown ? undefined : copySmall(value, { parts: MOST_PARTS })
  return {
    text,
    ...(copied === undefined ? {} : { value: copied }),
    ...(place === null ? {} : { pointer: place }),
  }
}

/** A copy, keys in code-point order, unless there is too much of it or it is no JSON. */
function copySmall(value: JsonValue, left: { parts: number }): JsonValue | undefined {
  left.parts -= 1
  if (left.parts < 0) return undefined
  if (typeof value === 'string') return value.length > 1000 ? undefined : value
  if (typeof value === 'number') return Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object') return undefined
  const isList = Array.isArray(value)
  const keys = Object.keys(value)
  if (keys.length > left.parts || (isList && keys.length !== value.length)) return undefined
  const list: JsonValue[] = []
  const object: Record<string, JsonValue> = {}
  for (const key of isList ? keys : keys.sort(compareCodePoints)) {
    const copy = copySmall((value as Record<string, JsonValue>)[key]!, left)
    if (copy === undefined) return undefined
    if (isList) list.push(copy)
    else
      Object.defineProperty(object, key, {
        value: copy,
        enumerable: true,
        writable: true,
        configurable: true,
      })
  }
  return isList ? list : object
}
