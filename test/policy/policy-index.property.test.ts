import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { compilePolicy, type Decision, type PolicyRequest } from 'keelson/policy'
import { expect, test, vi } from 'vitest'
import { readProgram } from '../../src/policy/runtime/bundle.js'
import { decide } from '../../src/policy/runtime/decide.js'
import { buildExecutable, type Executable } from '../../src/policy/runtime/executable.js'
import { Lazy } from '../../src/policy/runtime/lazy.js'
import type { PolicyGroup } from '../../src/policy/runtime/policy-group.js'
import { type PlanIndex, planOf } from '../../src/policy/runtime/target-plan.js'
import { law } from '../support/law.js'
import { anyRequest } from './support/keel-arbitraries.js'

function executableOf(policies: readonly string[], mode: string = 'guard'): Executable {
  const text = `mode ${mode}\ninput m: json\ninput n: json\nlet names = ["x", "xy"]\n${policies.join('\n')}`
  const { bundle, diagnostics } = compilePolicy(text)
  // A failing case should show the program and what the compiler said.
  if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${text}`)
  return buildExecutable(readProgram(bundle.toBytes()))
}

/** The same program with nothing looked up and nothing in tables: every policy runs as closures. */
function unindexed(executable: Executable): Executable {
  const group = (from: PolicyGroup): PolicyGroup => ({ ...from, keys: [], table: [], always: from.policies })
  const groups = (from: readonly Lazy<PolicyGroup>[]): Lazy<PolicyGroup>[] => {
    return from.map(({ value }) => new Lazy(() => group(value)))
  }
  const mapped = <From, To>(map: ReadonlyMap<string, From>, change: (from: From) => To): Map<string, To> =>
    new Map([...map].map(([key, from]) => [key, change(from)]))
  const { patterns, none } = executable.index
  const index: PlanIndex = {
    known: new Map(),
    patterns: {
      exact: mapped(patterns.exact, groups),
      prefix: mapped(patterns.prefix, groups),
      every: groups(patterns.every),
    },
    none,
  }
  // After its groups: whether there are variables is known of what was made ready.
  return { ...executable, index }
}

const decideBy = (executable: Executable, request: PolicyRequest, fuel: number = 1_000_000): Decision =>
  decide(executable, 'ks1:sha256:', request, { now: 0, fuel })

const WORDS: readonly string[] = ['"x"', '"xy"', '"xyz"', '"a.x"', '1', '0', 'true', 'null']
const PATHS: readonly string[] = ['m.p', 'm.q', 'm.name', 'n.p', 'm.r.p', 'm?.p', 'm', 'm["p"]', 'm.list[0]']

function anyAtom(): fc.Arbitrary<string> {
  const path = fc.constantFrom(...PATHS)
  const word = fc.constantFrom(...WORDS)
  const text = fc.constantFrom('"x"', '"xy"', '"a."', '""')
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.oneof(
        fc.tuple(path, word).map(([one, other]) => `${one} == ${other}`),
        fc.tuple(path, word).map(([one, other]) => `${other} == ${one}`),
        fc
          .tuple(path, fc.array(word, { maxLength: 3 }))
          .map(([one, others]) => `${one} in [${others.join(', ')}]`),
        path.map((one) => `${one} in names`),
        fc.tuple(path, word, word).map(([one, other, third]) => `(${one} ?? ${third}) == ${other}`),
        fc.tuple(path, text).map(([one, other]) => `${one} startsWith ${other}`),
        fc
          .tuple(path, fc.constantFrom('"x*"', '"x*y"', '"xy"', '"*"', '"a.*"'))
          .map(([one, other]) => `${one} like ${other}`),
        text.map((one) => `target startsWith ${one}`),
      ),
    },
    fc.tuple(path, word).map(([one, other]) => `${one} != ${other}`),
    fc.tuple(path, fc.constantFrom('<', '<=', '>', '>=')).map(([one, sign]) => `${one} ${sign} 1`),
    path.map((one) => `has(${one === 'm' ? 'm.p' : one})`),
    path.map((one) => `size(${one}) > 1`),
    path.map((one) => `not ${one}`),
    path,
    fc.constant('(any v in m.list: v == "x")'),
  )
}

/** Most begin with what an index is made of, on few places: enough policies share one. */
function anyCondition(): fc.Arbitrary<string> {
  const path = fc.constantFrom('m.p', 'm.p', 'm.p', 'm.name')
  const guard = fc.oneof(
    fc.tuple(path, fc.constantFrom(...WORDS)).map(([one, word]) => `${one} == ${word}`),
    path.map((one) => `${one} in names`),
    fc.tuple(path, fc.constantFrom('"x"', '"xy"', '"a."')).map(([one, text]) => `${one} startsWith ${text}`),
    fc.tuple(path, fc.constantFrom('"x*"', '"xy*z"')).map(([one, text]) => `${one} like ${text}`),
  )
  const first = fc.oneof({ weight: 8, arbitrary: guard }, anyAtom())
  const guarded = fc
    .tuple(first, fc.array(anyAtom(), { maxLength: 2 }))
    .map(([one, more]) => `(${[one, ...more].join(' && ')})`)
  const behind = fc.tuple(anyAtom(), guard).map((both) => `(${both.join(' && ')})`)
  return fc.oneof(
    { weight: 4, arbitrary: guarded },
    behind,
    fc.tuple(guarded, guarded).map((both) => both.join(' || ')),
  )
}

function anyRule(): fc.Arbitrary<string> {
  const effect = fc.constantFrom(
    'allow',
    'deny',
    'deny "no {m.q}" at m.p',
    'deny "no" at m.p',
    'warn',
    'verdict review',
    'require approvals 1 from group("g")',
  )
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(anyCondition(), effect).map(([test, rule]) => `when ${test} ${rule}`) },
    fc
      .tuple(anyCondition(), effect, effect)
      .map(([test, rule, other]) => `when ${test} { ${rule} ${other} }`),
    fc
      .tuple(anyCondition(), anyCondition(), effect)
      .map(([test, inner, rule]) => `when ${test} { when ${inner} ${rule} }`),
    fc
      .tuple(anyCondition(), effect, effect)
      .map(([test, rule, other]) => `when ${test} ${rule} else ${other}`),
    fc.tuple(anyCondition(), effect).map(([test, rule]) => `unless ${test} ${rule}`),
  )
}

/** Enough policies for an index on one target, most of them guarded by comparisons with constants. */
function anyPolicies(): fc.Arbitrary<readonly string[]> {
  const body = fc.oneof(
    { weight: 8, arbitrary: anyRule() },
    anyRule().map((rule) => `let w = m.q ${rule} when w == 1 warn`),
    fc.tuple(anyRule(), anyRule()).map((rules) => rules.join('\n')),
  )
  return fc
    .array(fc.tuple(fc.constantFrom('a.x', 'a.x', 'a.x', '*', 'a.*'), body), { minLength: 40, maxLength: 60 })
    .map((found) => found.map(([target, rules], index) => `policy p${index} on ${target} {\n${rules}\n}`))
}

const anyIndexedRequest: fc.Arbitrary<PolicyRequest> = fc
  .tuple(
    anyRequest(),
    fc.dictionary(
      fc.constantFrom('p', 'q', 'name', 'r', 'list'),
      fc.oneof(
        fc.constantFrom<JsonValue>('x', 'xy', 'xyz', 'a.x', '', 1, 0, true, null, [], ['x'], {}, { p: 'x' }),
        fc.constantFrom(undefined, Number.NaN).map((odd) => odd as never),
      ),
      { maxKeys: 5 },
    ),
    fc.boolean(),
  )
  .map(([request, m, usual]) => (usual ? { ...request, target: 'a.x', m } : { ...request, target: 'a.x' }))

law(
  'an index changes no decision and no cost, with much fuel or little',
  fc.tuple(
    anyPolicies(),
    fc.array(anyIndexedRequest, { minLength: 5, maxLength: 8 }),
    fc.integer({ min: 1, max: 700 }),
  ),
  ([policies, requests, fuel]) => {
    const indexed = executableOf(policies)
    const plain = unindexed(indexed)
    for (const request of requests) {
      expect(decideBy(indexed, request)).toEqual(decideBy(plain, request))
      expect(decideBy(indexed, request, fuel)).toEqual(decideBy(plain, request, fuel))
    }
  },
  { runs: 150 },
)

law(
  'the order of indexed policies changes no decision',
  fc.tuple(anyPolicies(), anyIndexedRequest, fc.array(fc.nat(), { minLength: 60, maxLength: 60 })),
  ([policies, request, picks]) => {
    const withoutSpans = (decision: Decision): unknown =>
      JSON.parse(JSON.stringify(decision, (key, value: unknown) => (key === 'span' ? undefined : value)))
    const left = [...policies]
    const shuffled = policies.map((_, index) => left.splice(picks[index]! % left.length, 1)[0]!)
    expect(withoutSpans(decideBy(executableOf(shuffled), request))).toEqual(
      withoutSpans(decideBy(executableOf(policies), request)),
    )
  },
  { runs: 100 },
)

test('of 1,000 policies on one target only those run that a request can meet', () => {
  const tests = [
    (at: number) => `m.path == "/srv/${at}"`,
    (at: number) => `n.z == 1 && m.path in ["/srv/${at}", "/opt/${at}"]`,
    (at: number) => `m.path startsWith "/srv/${at}/"`,
    (at: number) => `m.path like "/srv/${at}:*"`,
  ]
  const policies = Array.from({ length: 1000 }, (_, index) => {
    const condition = tests[index % tests.length]!(index)
    return `policy p${index} on a.x { when ${condition} deny "{m.path} is kept" }`
  })
  const executable = executableOf(policies, 'gate')
  const all = planOf(executable.index, 'a.x').groups[0]!.policies
  // A policy that is told from a table to hold runs what stands under its condition, and not the condition again.
  const runs = all.map((policy) => [
    vi.spyOn(policy, 'run'),
    ...(policy.simple === null ? [] : [vi.spyOn(policy.simple, 'acts')]),
  ])
  const ranFor = (m: JsonValue): number => {
    for (const run of runs.flat()) run.mockClear()
    decideBy(executable, { target: 'a.x', m, n: { z: 1 } })
    return runs.filter((spies) => spies.some((run) => run.mock.calls.length > 0)).length
  }
  expect(ranFor({ path: '/srv/4' })).toBe(1)
  expect(ranFor({ path: '/opt/5' })).toBe(1)
  expect(ranFor({ path: '/srv/6/x' })).toBe(1)
  expect(ranFor({ path: '/srv/7:x' })).toBe(1)
  expect(ranFor({ path: 'elsewhere' })).toBe(0)
  expect(ranFor({ path: {} })).toBe(500)
  expect(ranFor({})).toBe(1000)
  expect(ranFor({ path: undefined as never })).toBe(1000)
})

test('what costs more or less by the request is never looked past', () => {
  const executable = executableOf(
    Array.from(
      { length: 20 },
      (_, index) => `policy p${index} on a.x { when (any v in m.list: v == 1) && m.p == "x${index}" allow }`,
    ),
  )
  const request = { target: 'a.x', m: { p: 'y', list: [0, 0, 0] } }
  expect(decideBy(executable, request)).toEqual(decideBy(unindexed(executable), request))
})
