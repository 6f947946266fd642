import { decode, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { expect } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import { parseRegex } from '../../../src/policy/regex/parse-regex.js'
import { instructionsOf } from '../../../src/policy/regex/program-size.js'
import type { RegexMode } from '../../../src/policy/regex/types.js'
import { isRegexProgram } from '../../../src/policy/runtime/is-regex-program.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'
import type { RegexProgram } from '../../../src/policy/runtime/regex-program.js'
import { law } from '../../support/law.js'
import { referenceMatches } from './support/reference-matcher.js'
import { anyPattern, anyPatternText, subjectsFor } from './support/regex-arbitraries.js'

const anyMode = (): fc.Arbitrary<RegexMode> => fc.constantFrom('whole', 'anywhere')

/** Halves of surrogate pairs and whole ones, as JSON texts may hold them. */
const anyBrokenText = (): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('\ud83d', '\ude00', 'a', '_', '\n', '\uffff', '\u{1f600}'), { maxLength: 6 })
    .map((units) => units.join(''))

law(
  'a program matches what its tree means, on ill-formed texts too',
  fc.tuple(anyPattern(), anyMode(), fc.integer(), anyBrokenText()),
  ([pattern, mode, seed, broken]) => {
    const tree = parseRegex(pattern).tree!
    const matcher = new RegexMatcher(compileRegex(pattern, mode).program!)
    for (const text of [broken, ...subjectsFor(tree, seed, 4)]) {
      expect(matcher.test(text), JSON.stringify([pattern, text])).toBe(referenceMatches(tree, text, mode))
    }
  },
)

law(
  'any text is a program, or a fault with a place inside it; never a throw',
  fc.tuple(anyPatternText(), anyMode()),
  ([pattern, mode]) => {
    const { program, facts, diagnostics } = compileRegex(pattern, mode)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.length).toBe(program === undefined ? 1 : 0)
    expect(facts === undefined).toBe(program === undefined)
    for (const { code, message, offset, length, help } of diagnostics) {
      expect(code).toMatch(/^policy\/(?:[a-z]+-regex|regex-too-large)$/)
      expect(message.length * help.length).toBeGreaterThan(0)
      expect(offset).toBeGreaterThanOrEqual(0)
      expect(length).toBeGreaterThanOrEqual(program === undefined ? 1 : 0)
      expect(offset + length).toBeLessThanOrEqual(pattern.length)
    }
  },
  { runs: 10_000 },
)

law(
  'a program is JSON that comes back from MessagePack as it was, and passes the check',
  fc.tuple(anyPattern(), anyMode(), fc.integer()),
  ([pattern, mode, seed]) => {
    const { program } = compileRegex(pattern, mode)
    const loaded = decode(encode(program))
    expect(loaded).toEqual(program)
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
    expect(isRegexProgram(loaded)).toBe(true)
    const [one, other] = [new RegexMatcher(program!), new RegexMatcher(loaded as RegexProgram)]
    for (const text of subjectsFor(parseRegex(pattern).tree!, seed, 3))
      expect(other.test(text)).toBe(one.test(text))
    expect(program!.code.length / 3).toBeGreaterThan(instructionsOf(parseRegex(pattern).tree!))
  },
)

law('the number of instructions is told before they are made', anyPattern(), (pattern) => {
  const made = compileRegex(pattern, 'whole').program!.code.length / 3
  expect(made).toBe(instructionsOf(parseRegex(pattern).tree!) + 1)
})

law(
  'facts hold for every text that matches',
  fc.tuple(anyPattern(), anyMode(), fc.integer()),
  ([pattern, mode, seed]) => {
    const { program, facts } = compileRegex(pattern, mode)
    const { tree } = parseRegex(pattern)
    const matcher = new RegexMatcher(program!)
    const { prefix, isLiteral, matchesEmpty } = facts!
    expect(matchesEmpty).toBe(referenceMatches(tree!, '', mode))
    for (const text of [prefix, ...subjectsFor(tree!, seed, 6)]) {
      const matches = matcher.test(text)
      if (matches) expect(text.startsWith(prefix)).toBe(true)
      if (isLiteral) expect(matches).toBe(text === prefix)
    }
  },
)

law(
  'a matcher answers the same whatever it matched before',
  fc.tuple(anyPattern(), anyMode(), fc.integer()),
  ([pattern, mode, seed]) => {
    const { program } = compileRegex(pattern, mode)
    const used = new RegexMatcher(program!)
    const texts = subjectsFor(parseRegex(pattern).tree!, seed, 8)
    const first = texts.map((text) => used.test(text))
    expect(texts.toReversed().map((text) => used.test(text))).toEqual(first.toReversed())
    expect(texts.map((text) => new RegexMatcher(program!).test(text))).toEqual(first)
  },
)

/** A program with one number of it changed, dropped or doubled, or one member replaced. */
const anyForged = (): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      anyPattern(),
      anyMode(),
      fc.array(
        fc.tuple(
          fc.constantFrom('anywhere', 'start', 'code', 'sets', 'bounds', 'columns'),
          fc.nat(),
          fc.constantFrom<(value: unknown) => unknown>(
            () => -1,
            () => 0,
            () => 1,
            () => 2,
            () => 3,
            () => 4,
            () => 1e9,
            () => 0.5,
            () => Number.NaN,
            () => null,
            () => 'length',
            () => [],
            () => undefined,
            (value) => (typeof value === 'number' ? value + 1 : [value]),
            (value) => (typeof value === 'number' ? value ^ 0xff : value),
          ),
          fc.constantFrom('set', 'set', 'set', 'cut', 'double', 'replace'),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([pattern, mode, changes]) => {
      const forged: Record<string, unknown> = structuredClone({ ...compileRegex(pattern, mode).program })
      for (const [member, place, change, way] of changes) {
        const value = forged[member]
        if (!Array.isArray(value) || way === 'replace') forged[member] = change(value)
        else if (way === 'cut') value.length = place % (value.length + 1)
        else if (way === 'double') forged[member] = [...value, ...value]
        else if (value.length > 0) value[place % value.length] = change(value[place % value.length])
      }
      return forged
    })

law(
  'what passes the check is matched to its end, however it was forged',
  fc.tuple(
    anyForged(),
    fc.array(fc.constantFrom('a', 'b', '_', '\n', '\u{10ffff}', '\ud800'), { maxLength: 20 }),
  ),
  ([forged, characters]) => {
    if (!isRegexProgram(forged)) return
    const matcher = new RegexMatcher(forged)
    expect(matcher.test(characters.join(''))).toBe(new RegexMatcher(forged).test(characters.join('')))
  },
  { runs: 5000 },
)
