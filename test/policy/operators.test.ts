import { readFileSync } from 'node:fs'
import { compilePolicy, type Decision } from 'keelson/policy'
import { describe, expect, test } from 'vitest'

type Outcome = true | false | 'missing' | 'error'

interface OperatorTable {
  readonly now: number
  readonly inputs: readonly string[]
  readonly request: { readonly target: string }
  readonly cases: readonly {
    readonly operator: string
    readonly expression: string
    readonly outcome: Outcome
  }[]
}

const table = JSON.parse(
  readFileSync(new URL('./conformance/operators.json', import.meta.url), 'utf8'),
) as OperatorTable

/** What docs/keel.md §6 promises for an effect alone in its policy. */
interface Promise {
  readonly statement: string
  readonly mode: 'guard' | 'gate'
  readonly expected: (
    outcome: Outcome,
  ) => Partial<Record<'effect' | 'verdict' | 'errors' | 'warnings', unknown>>
}

const isUnknown = (outcome: Outcome): boolean => outcome === 'missing' || outcome === 'error'

const restrictive =
  (fires: 'deny' | 'pending') =>
  (outcome: Outcome): ReturnType<Promise['expected']> => ({
    effect: outcome === 'error' ? 'deny' : outcome === false ? 'allow' : fires,
    errors: isUnknown(outcome) ? 1 : 0,
    warnings: 0,
  })

const verdict =
  (name: string, whenUnknown: string | null) =>
  (outcome: Outcome): ReturnType<Promise['expected']> => ({
    effect: 'allow',
    verdict: outcome === true ? name : outcome === false ? null : whenUnknown,
    errors: 0,
    warnings: isUnknown(outcome) ? 1 : 0,
  })

const PROMISES: readonly Promise[] = [
  {
    statement: 'allow',
    mode: 'guard',
    expected: (outcome) => ({
      effect: outcome === true ? 'allow' : 'deny',
      errors: isUnknown(outcome) ? 1 : 0,
      warnings: 0,
    }),
  },
  { statement: 'deny', mode: 'gate', expected: restrictive('deny') },
  { statement: 'require approvals 1 from group("g")', mode: 'gate', expected: restrictive('pending') },
  { statement: 'require "ticket"', mode: 'gate', expected: restrictive('pending') },
  {
    statement: 'warn',
    mode: 'gate',
    // The rule itself, and besides what could not be evaluated.
    expected: (outcome) => ({
      effect: 'allow',
      errors: 0,
      warnings: outcome === true ? 1 : outcome === false ? 0 : 2,
    }),
  },
  { statement: 'verdict review', mode: 'gate', expected: verdict('review', 'review') },
  { statement: 'verdict revert', mode: 'gate', expected: verdict('revert', null) },
  { statement: 'verdict accept', mode: 'gate', expected: verdict('accept', null) },
]

function decide(expression: string, statement: string, mode: string): Decision {
  const inputs = table.inputs.map((name) => `input ${name}: json`).join('\n')
  const text = `mode ${mode}\n${inputs}\npolicy p on t.run { when ${expression} ${statement} }`
  const { bundle, diagnostics } = compilePolicy(text)
  // Conditions of literals alone are what the checker warns of.
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return bundle!.decide(table.request, { now: table.now })
}

describe.each([...new Set(table.cases.map(({ operator }) => operator))])('operator %s', (operator) => {
  const cases = table.cases.filter((candidate) => candidate.operator === operator)

  test.each(cases)('$expression is $outcome, in every effect', ({ expression, outcome }) => {
    for (const { statement, mode, expected } of PROMISES) {
      const decision = decide(expression, statement, mode)
      const wanted = expected(outcome)
      const found = {
        effect: decision.effect,
        verdict: decision.verdict,
        errors: decision.errors.length,
        warnings: decision.warnings.length,
      }
      expect({ statement, ...found }).toMatchObject({ statement, ...wanted })
    }
  })

  test.each(cases)('$expression, negated by unless and swapped by else', ({ expression, outcome }) => {
    const swapped = outcome === true ? false : outcome === false ? true : outcome
    for (const { statement, mode, expected } of PROMISES.filter(({ statement }) => statement !== 'warn')) {
      const unless = decide(`not (${expression})`, statement, mode)
      expect({ statement, effect: unless.effect }).toMatchObject({
        statement,
        effect: expected(swapped).effect,
      })
    }
  })
})
