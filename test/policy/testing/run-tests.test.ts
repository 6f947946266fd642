import { readFileSync } from 'node:fs'
import { compilePolicy, loadBundle } from 'keelson/policy'
import { expect, test } from 'vitest'
import { CompiledBundle } from '../../../src/policy/compiled-bundle.js'
import { ProgramBundle, readProgram } from '../../../src/policy/runtime/bundle.js'
import { expectCode } from '../../support/expect-code.js'

interface TestingCase {
  readonly name: string
  readonly policy: readonly string[]
  /** What each case comes to, in order: `null` for one that passes, else its message. */
  readonly results: readonly (readonly [name: string, message: string | null])[]
}

const cases = JSON.parse(
  readFileSync(new URL('./results.json', import.meta.url), 'utf8'),
) as readonly TestingCase[]

test.each(cases)('$name', ({ policy, results }) => {
  const { bundle, diagnostics } = compilePolicy(policy.join('\n'))
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const report = bundle!.test()
  expect(report.cases.map(({ name, message }) => [name, message ?? null])).toEqual(results)
  expect(report.passed).toBe(results.filter(([, message]) => message === null).length)
  expect(report.failed).toBe(results.length - report.passed)
  expect(structuredClone(report)).toEqual(report)
  expect(loadBundle(bundle!.toBytes()).test()).toEqual(report)
})

const POLICY = `mode gate
input a: json
let seldom = "x"
fn same(text: string): string = text
policy p on k.x { when a.b == "c" deny }
`
const TESTED = `${POLICY}
test "t" {
  given target = same("k.x")
  given a.b = same("c")
  given a.c = r == "x"
  expect deny
}
`.replace('r == "x"', 'seldom matches r"[a-z]+"')

test('tests are no part of what a program means, and can be left out of its bytes', () => {
  const plain = compilePolicy(POLICY).bundle!
  const tested = compilePolicy(TESTED).bundle!
  expect(tested.policyDigest).toBe(plain.policyDigest)
  expect(tested.toBytes()).not.toEqual(plain.toBytes())
  expect(tested.toBytes({ tests: false })).toEqual(plain.toBytes())
  expect(loadBundle(tested.toBytes({ tests: false })).test()).toMatchObject({
    passed: 0,
    failed: 0,
    cases: [],
  })
  expect(loadBundle(tested.toBytes()).toBytes()).toEqual(tested.toBytes())
})

test('a name that only tests use is not reported as unused', () => {
  expect(compilePolicy(TESTED).diagnostics).toEqual([])
})

test('failures say where their expectation stands', () => {
  const text = TESTED.replace('expect deny', 'expect allow\n  expect warn')
  const [result] = compilePolicy([{ path: 'p.keel', text }]).bundle!.test().cases
  expect(result!.failures.map(({ span }) => [span.path, span.line])).toEqual([
    ['p.keel', 11],
    ['p.keel', 12],
  ])
  expect(result!.span).toMatchObject({ path: 'p.keel', line: 7, column: 1 })
})

test('cases come in the order of modules and texts, and say their module', () => {
  const file = (module: string, name: string): string =>
    `module ${module}\nmode gate\ninput ${module}: json\npolicy p on * { when ${module}.x == 1 deny }\n` +
    `test "${name}" { given target = "x" given one.x = 0 given two.x = 1 expect deny from two.p }`
  const { bundle, diagnostics } = compilePolicy([
    { path: 'b.keel', text: file('two', 't') },
    { path: 'a.keel', text: file('one', 't') },
  ])
  expect(diagnostics).toEqual([])
  expect(bundle!.test().cases.map(({ module, name, passed }) => [module, name, passed])).toEqual([
    ['one', 't', true],
    ['two', 't', true],
  ])
})

/** A program with other tests than the compiler writes, as bytes may hold it. */
function withTests(tests: unknown): () => unknown {
  const { bundle } = compilePolicy(TESTED)
  const program = readProgram(bundle!.toBytes())
  const bytes = new ProgramBundle({ ...program, tests: tests as never }).toBytes()
  return () => loadBundle(bytes).test()
}

const SPAN = { offset: 0, length: 0, line: 1, column: 1 }
const BLOCK = { name: 'a', module: '', given: [], approvals: [], expected: [], cases: [], span: SPAN }

test.each([
  ['no list', {}],
  ['null', null],
  ['a test that is none', [1]],
  ['a member too many', [{ ...BLOCK, more: 1 }]],
  ['a step that is none', [{ ...BLOCK, given: [{ op: 'toString' }] }]],
  ['a step without a place', [{ ...BLOCK, given: [{ op: 'set', path: [], json: '1' }] }]],
  ['a place that cannot be there', [{ ...BLOCK, given: [{ op: 'set', path: ['a', 1], json: '1' }] }]],
  ['a value that is no JSON', [{ ...BLOCK, given: [{ op: 'set', path: ['a'], json: '{' }] }]],
  ['an index that is none', [{ ...BLOCK, given: [{ op: 'remove', path: ['a', -1] }] }]],
  ['an expectation that is none', [{ ...BLOCK, expected: [{ op: 'finding', span: SPAN }] }]],
  ['a span that is none', [{ ...BLOCK, span: {} }]],
])('tests that the compiler does not write are refused when they are run: %s', (_what, tests) => {
  const run = withTests(tests)
  expectCode('policy/invalid-bundle', run)
})

test('tests that are nested without end are refused when the bundle is loaded', () => {
  let tests: unknown = []
  for (let depth = 0; depth < 600; depth += 1) tests = [tests]
  expectCode('policy/invalid-bundle', withTests(tests))
})

test('a bundle keeps its class when it was loaded', () => {
  expect(loadBundle(compilePolicy(TESTED).bundle!.toBytes())).toBeInstanceOf(CompiledBundle)
})
