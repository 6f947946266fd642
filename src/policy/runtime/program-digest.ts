import { compareCodePoints, type JsonObject, type JsonValue } from '../../core/index.js'
import { canonicalize, seal } from '../../hash/index.js'
import type { Program } from './program.js'

/**
 * Seal over what a program means. Spans are left out, and the statements of a block are ordered by their own text,
 * since their order means nothing; so the digest survives comments, layout and rearranging, and nothing else.
 */
export function digestProgram(program: Program): string {
  const { language, fallback, constants, policies } = program
  return seal(meaningOf({ language, fallback, constants, policies } as unknown as JsonValue))
}

// The program's own keys are fixed, so these names are never a user's; recursion is bounded by the height limits.
const SPAN_KEY = 'at'
const UNORDERED: ReadonlySet<string> = new Set(['body', 'otherwise', 'constants'])

function meaningOf(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(meaningOf)
  const object = value as JsonObject
  const meaning: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    if (key === SPAN_KEY) continue
    const member = meaningOf(object[key]!)
    meaning[key] =
      UNORDERED.has(key) && Array.isArray(member) ? orderByText(member as readonly JsonValue[]) : member
  }
  return meaning
}

function orderByText(items: readonly JsonValue[]): JsonValue[] {
  if (items.length < 2) return [...items]
  return items
    .map((item) => ({ item, text: canonicalize(item) }))
    .sort((one, other) => compareCodePoints(one.text, other.text))
    .map(({ item }) => item)
}
