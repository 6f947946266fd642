import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import type { RegexMode } from '../../../src/policy/regex/types.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'

function table<Row>(name: string): readonly Row[] {
  return JSON.parse(readFileSync(new URL(`./conformance/${name}.json`, import.meta.url), 'utf8'))
}

interface MatchRow {
  readonly pattern: string
  readonly whole: readonly string[]
  readonly notWhole: readonly string[]
  readonly anywhere: readonly string[]
  readonly notAnywhere: readonly string[]
}

describe('what a pattern matches', () => {
  test.each(table<MatchRow>('matches'))('$pattern', (row) => {
    const matching = (mode: RegexMode, texts: readonly string[]): string[] => {
      const matcher = new RegexMatcher(compileRegex(row.pattern, mode).program!)
      return texts.filter((text) => matcher.test(text))
    }
    expect(matching('whole', row.whole)).toEqual(row.whole)
    expect(matching('whole', row.notWhole)).toEqual([])
    // What matches as a whole is found too.
    const found = [...row.whole, ...row.anywhere]
    expect(matching('anywhere', found)).toEqual(found)
    expect(matching('anywhere', row.notAnywhere)).toEqual([])
  })
})

interface FaultRow {
  readonly pattern: string
  readonly mode?: RegexMode
  readonly code?: string
  readonly message: string
  /** Carets under the place in the pattern. */
  readonly marks: string
  readonly help: string
}

const placeOf = (marks: string): { readonly offset: number; readonly length: number } => {
  const offset = marks.lastIndexOf(' ') + 1
  return { offset, length: marks.length - offset }
}

describe('what is refused', () => {
  test.each(table<FaultRow>('refusals'))('$pattern', ({ pattern, code, message, marks, help }) => {
    const diagnostic = { severity: 'error', code, message, ...placeOf(marks), help }
    expect(compileRegex(pattern, 'whole')).toEqual({ diagnostics: [diagnostic] })
    expect(compileRegex(pattern, 'anywhere')).toEqual({ diagnostics: [diagnostic] })
  })
})

describe('what is suspicious', () => {
  const code = 'policy/suspicious-regex'
  test.each(table<FaultRow>('warnings'))('$pattern', ({ pattern, mode, message, marks, help }) => {
    const { program, diagnostics } = compileRegex(pattern, mode ?? 'anywhere')
    expect(program).toBeDefined()
    expect(diagnostics).toEqual([{ severity: 'warning', code, message, ...placeOf(marks), help }])
  })

  test.each(table<{ pattern: string; mode?: RegexMode }>('near-misses'))('but not $pattern', (row) => {
    expect(compileRegex(row.pattern, row.mode ?? 'anywhere').diagnostics).toEqual([])
  })
})

interface FactsRow {
  readonly pattern: string
  readonly mode: RegexMode
  readonly prefix: string
  readonly isLiteral?: boolean
  readonly matchesEmpty?: boolean
}

describe('what is known of all matches', () => {
  test.each(table<FactsRow>('facts'))(
    '$mode $pattern',
    ({ pattern, mode, prefix, isLiteral, matchesEmpty }) => {
      const expected = { prefix, isLiteral: isLiteral ?? false, matchesEmpty: matchesEmpty ?? false }
      expect(compileRegex(pattern, mode).facts).toEqual(expected)
    },
  )
})
