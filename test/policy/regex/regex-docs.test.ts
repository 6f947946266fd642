import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import { POSIX_CLASSES } from '../../../src/policy/regex/named-classes.js'
import { MAX_GROUP_DEPTH, MAX_PATTERN_LENGTH, MAX_REPETITION } from '../../../src/policy/regex/regex-tree.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'
import { MAX_REGEX_COLUMNS, MAX_REGEX_INSTRUCTIONS } from '../../../src/policy/runtime/regex-program.js'

const page = readFileSync(new URL('../../../docs/regular-expressions.md', import.meta.url), 'utf8')

/** The rows of the table with these headings, as the code in each cell. */
function tableWith(...headings: readonly string[]): readonly (readonly string[][])[] {
  const lines = page.split('\n')
  const head = lines.indexOf(`| ${headings.join(' | ')} |`)
  const rows: string[][][] = []
  for (let at = head + 2; lines[at]!.startsWith('|'); at += 1) {
    const cells = lines[at]!.replaceAll('\\|', '\u0000').split('|').slice(1, -1)
    rows.push(
      cells.map((cell) =>
        [...cell.matchAll(/`([^`]*)`/g)].map(([, code]) => code!.replaceAll('\u0000', '|')),
      ),
    )
  }
  return rows
}

describe('docs/regular-expressions.md', () => {
  const examples = tableWith('pattern', 'whole text', 'anywhere', 'nowhere')
  test.each(examples)('the example %j holds', ([pattern], whole, anywhere, nowhere) => {
    const asWhole = new RegexMatcher(compileRegex(pattern!, 'whole').program!)
    const search = new RegexMatcher(compileRegex(pattern!, 'anywhere').program!)
    expect([whole[0], anywhere[0], nowhere[0]].map((text) => search.test(text!))).toEqual([true, true, false])
    expect([whole[0], nowhere[0]].map((text) => asWhole.test(text!))).toEqual([true, false])
  })

  test.each(tableWith('construct', 'instead'))('%j are not supported', (constructs) => {
    for (const construct of constructs) {
      const [fault] = compileRegex(construct, 'whole').diagnostics
      expect([construct, fault?.code]).toEqual([construct, 'policy/unsupported-regex'])
    }
  })

  test.each(tableWith('pattern', 'why'))('%j is suspicious', ([pattern]) => {
    const codes = compileRegex(pattern!, 'anywhere').diagnostics.map(({ code }) => code)
    expect(codes).toEqual(['policy/suspicious-regex'])
  })

  test('what it calls invalid is invalid', () => {
    const listed = /^`policy\/invalid-regex`.*$/m.exec(page)![0]
    const patterns = [...listed.matchAll(/`([^`]+)`/g)]
      .map(([, code]) => code!)
      .filter((code) => /[\\[{]/.test(code))
    expect(patterns).toEqual(['x{,3}', 'x{3,1}', '[\\d-z]', '[a-c-e]', '\\0', '\\u0041'])
    for (const pattern of patterns) {
      expect(compileRegex(pattern, 'whole').diagnostics[0]!.code).toBe('policy/invalid-regex')
    }
  })

  test('tells the limits', () => {
    const rows = [...page.matchAll(/^\| [^|]+ \| ([0-9,]+) \|$/gm)].map(([, limit]) =>
      Number(limit!.replace(',', '')),
    )
    expect(rows).toEqual([
      MAX_PATTERN_LENGTH,
      MAX_REPETITION,
      MAX_GROUP_DEPTH,
      MAX_REGEX_INSTRUCTIONS,
      MAX_REGEX_COLUMNS,
    ])
  })

  test('names every class and counts instructions as they are', () => {
    const names = page.slice(page.indexOf('name       ='), page.indexOf('```\n\n1. In a class'))
    expect([...names.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual([...POSIX_CLASSES.keys()])
    expect(compileRegex('(?:[a-z]{63}\\.){4}', 'whole').program!.code.length / 3).toBe(257)
  })
})
