import fc from 'fast-check'
import { compilePolicy, formatPolicy, loadBundle, type PolicyBundle } from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../../support/law.js'
import { treeOf } from '../format/tree-of.js'
import { anyProgram, anyRequest, programText } from '../support/keel-arbitraries.js'
import { anyTest, testOf } from '../support/keel-tests.js'

const anyTested = fc
  .tuple(anyProgram(), anyTest())
  .map(([program, test]) => `${programText(program)}\n${test}\n`)

law(
  'whatever stands in a test, it is reported or run, and never thrown',
  anyTested,
  (text) => {
    const { bundle, diagnostics } = compilePolicy(text)
    expect(bundle === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    if (bundle === undefined) return
    const report = bundle.test()
    expect(report.passed + report.failed).toBe(report.cases.length)
    for (const { passed, message, failures } of report.cases) {
      expect(passed).toBe(failures.length === 0)
      expect(message?.split('\n').length ?? 0).toBe(failures.length)
    }
    expect(bundle.test()).toEqual(report)
    expect(loadBundle(bundle.toBytes()).test()).toEqual(report)
  },
  { runs: 500 },
)

law(
  'a formatted test is not changed again, and means what it meant',
  anyTested,
  (text) => {
    const formatted = formatPolicy(text)
    expect(formatPolicy(formatted)).toBe(formatted)
    expect(treeOf(formatted)).toEqual(treeOf(text))
  },
  { runs: 500 },
)

const anyDecided = fc.tuple(anyProgram(), anyRequest(), fc.integer({ min: -10, max: 10 }))

law('a test that expects what was decided passes', anyDecided, ([program, request, now]) => {
  const text = programText(program)
  const decision = compilePolicy(text).bundle!.decide(request, { now })
  const { bundle, diagnostics } = compilePolicy(`${text}\n${testOf('t', request, now, decision)}`)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(bundle!.test().cases.map(({ message }) => message ?? 'passed')).toEqual(['passed'])
})

law('the rules that are covered are those that are told and not undecided', anyDecided, (drawn) => {
  const [program, request, now] = drawn
  const text = programText(program)
  const plain = compilePolicy(text).bundle!
  const decision = plain.decide(request, { now })
  const { bundle } = compilePolicy(`${text}\n${testOf('t', request, now, decision)}`)
  const all = missedRules(plain)
  const missed = missedRules(bundle!)
  const told = [...decision.reasons, ...decision.warnings]
  const known = told.filter(({ message }) => !/^cannot be evaluated|^the fix |\(undecided: /.test(message))
  expect(known.filter(({ span }) => missed.has(span.offset))).toEqual([])
  const places = new Set(told.map(({ span }) => span.offset))
  const isTold = (offset: number): boolean => places.has(offset) || text.startsWith('fix', offset)
  expect([...all].filter((offset) => !missed.has(offset) && !isTold(offset))).toEqual([])
})

function missedRules(bundle: PolicyBundle): Set<number> {
  const { uncovered } = bundle.test().coverage
  return new Set(uncovered.filter(({ kind }) => kind === 'rule').map(({ span }) => span.offset))
}

law(
  'every change of a program can be decided with, and changes nothing of the program',
  anyDecided,
  ([program, request, now]) => {
    const text = programText(program)
    const decision = compilePolicy(text).bundle!.decide(request, { now })
    const { bundle } = compilePolicy(`${text}\n${testOf('t', request, now, decision)}`)
    const before = bundle!.toBytes()
    const { killed, survived, survivors, score } = bundle!.mutate()
    expect(survivors.length).toBe(survived)
    expect(score).toBe(killed + survived === 0 ? 1 : killed / (killed + survived))
    expect(bundle!.toBytes()).toEqual(before)
  },
  { runs: 200 },
)
