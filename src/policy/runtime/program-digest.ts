import { compareCodePoints, type JsonObject, type JsonValue } from '../../core/index.js'
import { canonicalize, seal } from '../../hash/index.js'
import type { Program, ProgramPattern } from './program.js'

/**
 * Seal over what a program means. Spans are left out, and the statements of a block are ordered by their own text,
 * since their order means nothing; so the digest survives comments, layout and rearranging, and nothing else.
 */
export function digestProgram(program: Program): string {
  const { language, fallback, functions, constants, policies, patterns, residual } = program
  const meaning = { language, fallback, functions, constants, policies, ...(residual && { residual }) }
  return seal(meaningOf(meaning as unknown as JsonValue, patterns))
}

// The program's own keys are fixed, so these names are never a user's; recursion is bounded by the height limits.
const SPAN_KEY = 'at'
const PATTERN_KEY = 'pattern'
const UNORDERED: ReadonlySet<string> = new Set(['body', 'otherwise', 'constants', 'functions'])

function meaningOf(value: JsonValue, patterns: readonly ProgramPattern[]): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => meaningOf(item, patterns))
  const object = value as JsonObject
  const meaning: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    if (key === SPAN_KEY) continue
    // Numbers of patterns depend on the order of the rules.
    const member =
      key === PATTERN_KEY ? meaningOfPattern(object[key], patterns) : meaningOf(object[key]!, patterns)
    meaning[key] =
      UNORDERED.has(key) && Array.isArray(member) ? orderByText(member as readonly JsonValue[]) : member
  }
  return meaning
}

function meaningOfPattern(number: JsonValue | undefined, patterns: readonly ProgramPattern[]): JsonValue {
  const { text, regex } = patterns[number as number]!
  return { text, anywhere: regex.anywhere }
}

function orderByText(items: readonly JsonValue[]): JsonValue[] {
  if (items.length < 2) return [...items]
  return items
    .map((item) => ({ item, text: canonicalize(item) }))
    .sort((one, other) => compareCodePoints(one.text, other.text))
    .map(({ item }) => item)
}
