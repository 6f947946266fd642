import fc from 'fast-check'
import {
  assertJson,
  isKeelsonError,
  type JsonValue,
  type KeelsonError,
  parseJson,
  scanJson,
} from 'keelson/core'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'

/** JSON texts as they are met: compact or with white space of every kind between tokens. */
const anyJsonText: fc.Arbitrary<string> = fc
  .tuple(anyJson(), fc.constantFrom('', ' ', '\t', '  '), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([value, indent, lineEnd]) => JSON.stringify(value, null, indent).replaceAll('\n', lineEnd))

const FRAGMENTS = [
  ...'[]{},:"\\/-+.eE019tfnu \t\n\r\u0000\ufeff\ud800\u2028a',
  '1e999',
  '-1E+400',
  '\\u00',
  '\\ud800',
  'true',
  'null',
  '""',
  '"__proto__":',
  '//',
  '[]',
  '{}',
  'é',
  '😀',
]

interface Mutation {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  remove: fc.constantFrom(0, 0, 1, 1, 3),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...FRAGMENTS), fc.constantFrom(...FRAGMENTS)),
})

/** Texts close to JSON: valid ones with a few characters put in, left out or replaced. */
const anyNearJsonText: fc.Arbitrary<string> = fc
  .tuple(anyJsonText, fc.array(anyMutation, { minLength: 1, maxLength: 3 }))
  .map(([text, mutations]) =>
    mutations.reduce((mutated, { at, remove, insert }) => {
      const place = at % (mutated.length + 1)
      return mutated.slice(0, place) + insert + mutated.slice(place + remove)
    }, text),
  )

const anyText: fc.Arbitrary<string> = fc.oneof(
  anyJsonText,
  anyNearJsonText,
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 12 }).map((parts) => parts.join('')),
)

function attempt(run: () => JsonValue): { readonly value: JsonValue } | { readonly error: unknown } {
  try {
    return { value: run() }
  } catch (error) {
    return { error }
  }
}

/** Of a valid JSON text: does any number in it overflow? Also one that a later member of its name overwrites. */
function hasOverflow(text: string): boolean {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? []
  return numbers.some((number) => !Number.isFinite(Number(number)))
}

law(
  'parseJson accepts exactly what JSON.parse accepts, less numbers that overflow, with the same value',
  anyText,
  (text) => {
    const ours = attempt(() => parseJson(text))
    const theirs = attempt(() => JSON.parse(text) as JsonValue)
    if ('value' in ours)
      return (
        'value' in theirs && !hasOverflow(text) && JSON.stringify(ours.value) === JSON.stringify(theirs.value)
      )
    if (!isKeelsonError(ours.error)) return false
    if ('error' in theirs) return true
    return ours.error.code === 'core/number-overflow' && hasOverflow(text)
  },
  { runs: 5000 },
)

law('parseJson gives back what JSON.stringify wrote', anyJson(), (value) => {
  const text = JSON.stringify(value)
  return JSON.stringify(parseJson(text)) === text
})

/** Half of a surrogate pair cannot be encoded: U+FFFD stands for it, as in TextEncoder. */
function wellFormed(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text))
}

law('bytes are parsed as the text they encode', anyNearJsonText, (text) => {
  const fromText = attempt(() => parseJson(wellFormed(text)))
  const fromBytes = attempt(() => parseJson(new TextEncoder().encode(text)))
  if ('value' in fromText) {
    return 'value' in fromBytes && JSON.stringify(fromText.value) === JSON.stringify(fromBytes.value)
  }
  if ('value' in fromBytes) return false
  return JSON.stringify(fromText.error) === JSON.stringify(fromBytes.error)
})

law(
  'every fault lies inside the text, and its span is the line and column of its offset',
  anyNearJsonText,
  (text) => {
    const outcome = attempt(() => parseJson(text))
    if ('value' in outcome) return true
    const { span } = outcome.error as KeelsonError
    if (span === undefined || span.offset < 0 || span.offset > text.length) return false
    const before = text.slice(0, span.offset)
    const line = before.split('\n').length
    const column = span.offset - before.lastIndexOf('\n')
    return span.line === line && span.column === column && span.length === 0
  },
)

law(
  'the fault is the first one: nothing after it moves it',
  fc.tuple(anyNearJsonText, fc.constantFrom('\u0000', ']]]]', '"', 'é')),
  ([text, rest]) => {
    const fault = scanJson(text, 1000)
    if (fault === null || fault.code !== 'core/invalid-json' || fault.offset === text.length) return true
    const cut = text.slice(0, fault.offset + 1)
    return scanJson(cut + rest, 1000)?.offset === fault.offset
  },
)

law(
  'assertJson and parseJson count values and depth alike',
  fc.tuple(anyJson(), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 20 })),
  ([value, maxDepth, maxNodes]) => {
    const limits = { maxDepth, maxNodes }
    const asserted = attempt(() => {
      assertJson(value, limits)
      return value
    })
    const parsed = attempt(() => parseJson(JSON.stringify(value), { limits }))
    if ('value' in asserted || 'value' in parsed) return 'value' in asserted && 'value' in parsed
    return (asserted.error as KeelsonError).code === (parsed.error as KeelsonError).code
  },
)
