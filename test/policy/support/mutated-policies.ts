import fc from 'fast-check'
import { DiagnosticSink } from '../../../src/policy/syntax/diagnostic-sink.js'
import { tokenize } from '../../../src/policy/syntax/lexer.js'
import { readFiles } from '../../support/source-files.js'

/** Every policy of the examples. */
export const EXAMPLES: readonly string[] = readFiles('docs/examples', ['.keel']).map(({ text }) => text)

/** With the texts that hold every form of the language. */
const CORPUS: readonly string[] = [
  ...EXAMPLES,
  ...readFiles('test/policy/format', ['.keel']).map(({ text }) => text),
]

/** Texts of the conformance cases: small, and most of them wrong in one way each. */
const CASES: readonly string[] = readFiles('test/policy', ['.json']).flatMap(({ text }) => {
  return textsIn(JSON.parse(text) as unknown)
})

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const lines: readonly unknown[] = value
    const isText = lines.length > 1 && lines.every((line) => typeof line === 'string')
    return isText && lines.some((line) => line.includes('policy '))
      ? [lines.join('\n')]
      : lines.flatMap(textsIn)
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return typeof value === 'string' && value.includes('policy ') ? [value] : []
}

/** Characters that decoders, lexers and counters of lines take for others. */
const STRANGE: readonly string[] = [
  ...['\u0000', '\r', '\r\n', '\t', '\u000b', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u2028', '\ufeff'],
  ...[
    '\ud800',
    '\udc00',
    '\ud83d\ude00',
    'e\u0301',
    'ﬁ',
    'Ⅷ',
    '٣',
    '＂',
    '‮',
    '"',
    '"""',
    '{',
    '}',
    '\\',
    '//',
  ],
]

const BRACKETS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{ a: ', ' }'],
  ['"{', '}"'],
  ['not (', ')'],
  ['size([', '])'],
  ['if true then ', ' else 1'],
  ['(any v in [1]: ', ')'],
  ['when true { ', ' }'],
  ['for i in a { ', ' }'],
  ['-(', ')'],
]

type Mutation = (text: string) => string

function pickFrom<Item>(items: readonly Item[], at: number): Item {
  return items[at % items.length]!
}

/** Where the tokens of a text stand; at least one place. */
function tokenRanges(text: string): readonly (readonly [start: number, end: number])[] {
  const tokens = tokenize(text, undefined, new DiagnosticSink())
  return tokens.length === 0 ? [[0, text.length]] : tokens.map(({ index, end }) => [index, end] as const)
}

function anyMutation(): fc.Arbitrary<Mutation> {
  const place = fc.nat(1_000_000)
  const token = (
    change: (text: string, range: readonly [number, number], other: readonly [number, number]) => string,
  ) =>
    fc.tuple(place, place).map(([first, second]): Mutation => {
      return (text) => {
        const ranges = tokenRanges(text)
        return change(text, pickFrom(ranges, first), pickFrom(ranges, second))
      }
    })
  return fc.oneof(
    token((text, [start, end]) => text.slice(0, start) + text.slice(end)),
    token((text, [start, end]) => `${text.slice(0, end)} ${text.slice(start)}`),
    token((text, one, other) => {
      const [[start, end], [from, to]] = one[0] <= other[0] ? [one, other] : [other, one]
      if (end > from) return text
      return (
        text.slice(0, start) +
        text.slice(from, to) +
        text.slice(end, from) +
        text.slice(start, end) +
        text.slice(to)
      )
    }),
    // A stretch between two tokens goes, or stands twice.
    token((text, [start], [, end]) => text.slice(0, Math.min(start, end)) + text.slice(Math.max(start, end))),
    token((text, [start], [, end]) => (end > start ? text.slice(0, end) + text.slice(start) : text)),
    // The beginning of one text before the end of another.
    fc.tuple(place, place, fc.constantFrom(...CORPUS, ...CASES)).map(([first, second, other]): Mutation => {
      return (text) => {
        return (
          text.slice(0, pickFrom(tokenRanges(text), first)[1]) +
          other.slice(pickFrom(tokenRanges(other), second)[0])
        )
      }
    }),
    fc.tuple(place, fc.integer({ min: 0, max: 7 })).map(([at, bit]): Mutation => {
      return (text) => {
        const bytes = new TextEncoder().encode(text)
        if (bytes.length === 0) return text
        bytes[at % bytes.length]! ^= 1 << bit
        return new TextDecoder().decode(bytes)
      }
    }),
    place.map(
      (at): Mutation =>
        (text) =>
          text.slice(0, at % (text.length + 1)),
    ),
    fc.tuple(place, fc.constantFrom(...STRANGE)).map(([at, strange]): Mutation => {
      return (text) => text.slice(0, at % (text.length + 1)) + strange + text.slice(at % (text.length + 1))
    }),
    fc
      .tuple(place, fc.constantFrom(...BRACKETS), fc.constantFrom(2, 30, 127, 128, 129, 400), fc.boolean())
      .map(([at, [open, close], depth, closes]): Mutation => {
        return (text) => {
          const [start, end] = pickFrom(tokenRanges(text), at)
          const closing = closes ? close.repeat(depth) : ''
          return (
            text.slice(0, start) + open.repeat(depth) + text.slice(start, end) + closing + text.slice(end)
          )
        }
      }),
  )
}

/** A policy that somebody wrote, in which something went wrong up to four times. */
export function anyMutatedPolicy(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom(...CORPUS) },
        { weight: 3, arbitrary: fc.constantFrom(...CASES) },
      ),
      fc.array(anyMutation(), { minLength: 1, maxLength: 4 }),
    )
    .map(([text, mutations]) => mutations.reduce((mutated, mutate) => mutate(mutated), text))
}

/** Bytes of any kind, as a file that is no policy is read. */
export function anyBytesAsText(): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength: 400 }).map((bytes) => new TextDecoder().decode(bytes))
}
