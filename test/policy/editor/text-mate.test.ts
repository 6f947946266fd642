import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  INFIX_WORDS,
  isReserved,
  QUANTIFIER_WORDS,
  STATEMENT_WORDS,
  TEST_WORDS,
  TYPE_WORDS,
} from '../../../src/policy/syntax/words.js'

interface Rule {
  readonly name?: string
  readonly match?: string
  readonly begin?: string
  readonly end?: string
  readonly include?: string
  readonly patterns?: readonly Rule[]
}

const grammar = JSON.parse(
  readFileSync(new URL('../../../docs/editors/keel.tmLanguage.json', import.meta.url), 'utf8'),
) as {
  readonly scopeName: string
  readonly patterns: readonly Rule[]
  readonly repository: Record<string, Rule>
}

const rules: Rule[] = []
const pending: Rule[] = [...grammar.patterns, ...Object.values(grammar.repository)]
for (let rule = pending.pop(); rule !== undefined; rule = pending.pop()) {
  rules.push(rule)
  pending.push(...(rule.patterns ?? []))
}

/** The scope of the first rule that matches all of a text, in the order of the grammar. */
function scopeOf(text: string): string | undefined {
  const order = ['statements', 'strings', 'expressions'].flatMap(
    (part) => grammar.repository[part]!.patterns ?? [],
  )
  return order.find(({ match }) => match !== undefined && new RegExp(`^(?:${match})$`).test(text))?.name
}

test('every rule that is included exists, and every pattern is a regular expression', () => {
  for (const { include, match, begin, end } of rules) {
    if (include !== undefined) expect(Object.keys(grammar.repository)).toContain(include.slice(1))
    for (const pattern of [match, begin, end]) if (pattern !== undefined) new RegExp(pattern)
  }
  expect(grammar.scopeName).toBe('source.keel')
})

test('every word of the language has a scope', () => {
  const words = [
    ...STATEMENT_WORDS,
    ...INFIX_WORDS,
    ...QUANTIFIER_WORDS,
    ...TYPE_WORDS,
    ...TEST_WORDS,
    'not',
    'if',
    'then',
    'else',
    'escalate',
    'after',
    'since',
  ]
  for (const word of words) expect([word, scopeOf(word)]).toEqual([word, expect.any(String)])
  expect(isReserved('when')).toBe(true)
})

test.each([
  ['15m', 'constant.numeric.duration.keel'],
  ['1d12h', 'constant.numeric.duration.keel'],
  ['512Mi', 'constant.numeric.size.keel'],
  ['6.02e23', 'constant.numeric.keel'],
  ['r"a\\"b"', 'string.regexp.keel'],
  ['raw"C:\\x"', 'string.quoted.raw.keel'],
  ['q"500m"', 'constant.numeric.quantity.keel'],
  ['??', 'keyword.operator.keel'],
  ['deny', 'keyword.control.effect.keel'],
])('%s is %s', (text, scope) => {
  expect(scopeOf(text)).toBe(scope)
})
