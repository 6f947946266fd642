import { readFileSync } from 'node:fs'
import { compilePolicy, loadBundle, type Mutant } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'

interface MutantCase {
  readonly name: string
  readonly policy: readonly string[]
  /** Every change, in order, with what is written where it is made. */
  readonly mutants: readonly string[]
}

const cases = JSON.parse(
  readFileSync(new URL('./mutants.json', import.meta.url), 'utf8'),
) as readonly MutantCase[]

test.each(cases)('$name', ({ policy, mutants }) => {
  const text = policy.join('\n')
  const { bundle } = compilePolicy(text)
  const report = bundle!.mutate()
  const written = ({ operator, change, policy: of, span }: Mutant): string =>
    `${of ?? '-'} ${operator}: ${change} | ${text.slice(span.offset, span.offset + span.length)}`
  expect(report.survivors.map(written)).toEqual(mutants)
  expect(report).toMatchObject({ killed: 0, survived: mutants.length, score: 0, skipped: 0 })
  expect(loadBundle(bundle!.toBytes()).mutate()).toEqual(report)
})

test('every operator has a case', () => {
  const found = new Set(cases.flatMap(({ mutants }) => mutants.map((line) => line.split(/[ :]/)[1])))
  expect([...found].sort()).toEqual(OPERATORS)
})

const OPERATORS: readonly string[] = [
  'boundary',
  'constant',
  'drop-condition',
  'drop-distinct',
  'drop-escalation',
  'drop-fix',
  'drop-including',
  'drop-operand',
  'drop-rule',
  'drop-where',
  'negate',
  'quantifier',
  'quota',
  'swap-logic',
  'weaken-effect',
]

const POLICY = `mode gate
input a: json
policy p on x.y { when a.n > 5 && a.on deny "too many" }
policy q on x.z { when a.on deny }
`
const WHOLE = `
test "p" {
  given target = "x.y"
  given a = { n: 6, on: true }
  expect deny from p
  case "5" { given a.n = 5 expect allow }
  case "off" { given a.on = false expect allow }
}
`

describe('what tests notice', () => {
  test('tests of both sides of each boundary notice every change of their policy', () => {
    const { survivors } = compilePolicy(POLICY + WHOLE).bundle!.mutate()
    expect(survivors.filter(({ policy }) => policy !== 'q')).toEqual([])
    expect(survivors.map(({ operator }) => operator)).toEqual([
      'drop-condition',
      'negate',
      'drop-rule',
      'weaken-effect',
    ])
  })

  test('a case that fails anyway notices nothing', () => {
    const text = `${POLICY}test "p" { given target = "x.y" given a = { n: 6, on: true } expect allow }`
    expect(compilePolicy(text).bundle!.mutate().killed).toBe(0)
  })

  test('a change of a function is noticed by the cases of whoever calls it', () => {
    const text = `mode gate
input a: json
fn odd(n: json): bool = n == 1
policy p on x.y { when odd(a.n) deny }
test "p" { given target = "x.y" given a.n = 1 expect deny case "2" { given a.n = 2 expect allow } }`
    expect(compilePolicy(text).bundle!.mutate()).toMatchObject({ survived: 0, score: 1 })
  })

  test('a change that another policy hides is not noticed', () => {
    const text = `mode gate
input a: json
policy p on x.y { when a.n == 1 deny }
policy q on x.* { deny }
test "p" { given target = "x.y" given a.n = 1 expect deny case "2" { given a.n = 2 expect deny } }`
    const { survivors } = compilePolicy(text).bundle!.mutate()
    expect(new Set(survivors.map(({ policy }) => policy))).toEqual(new Set(['p']))
  })

  test('the bundle stays as it is', () => {
    const { bundle } = compilePolicy(POLICY + WHOLE)
    const before = bundle!.toBytes()
    const report = bundle!.mutate()
    expect(bundle!.toBytes()).toEqual(before)
    expect(bundle!.mutate()).toEqual(report)
  })
})

test('changes beyond the limit are counted and not tried', () => {
  const { bundle } = compilePolicy(POLICY + WHOLE)
  const all = bundle!.mutate()
  const some = bundle!.mutate({ limit: 3 })
  expect(some.killed + some.survived).toBe(3)
  expect(some.skipped).toBe(all.killed + all.survived - 3)
})

test('a program without anything to change has the whole score', () => {
  expect(compilePolicy('mode gate').bundle!.mutate()).toMatchObject({ score: 1, killed: 0, survived: 0 })
})

test.each([
  ['/limit', { limit: 0 }],
  ['/limit', { limit: 1.5 }],
  ['/limits', { limits: 1 }],
  ['', null],
])('options that are none are refused: %s %o', (path, options) => {
  const { bundle } = compilePolicy(POLICY)
  expect(expectCode('policy/invalid-options', () => bundle!.mutate(options as never)).path).toBe(path)
})
