import { buildExecutable } from '../runtime/executable.js'
import type { Program } from '../runtime/program.js'
import { measureCoverage } from './measure-coverage.js'
import { planCases } from './plan-cases.js'
import { readTests } from './read-tests.js'
import { runCase } from './run-case.js'
import type { CaseResult, TestReport } from './types.js'

/**
 * Runs the tests of a program, without a clock and without end: each case is one decision within its fuel.
 *
 * @throws KeelsonError `policy/invalid-bundle` for tests that the compiler does not write
 */
export function runTests(program: Program): TestReport {
  const executable = buildExecutable(program)
  const planned = planCases(readTests(program))
  const cases = planned.map((one): CaseResult => {
    const { name, module, span } = one
    const failures = runCase(one, executable)
    if (failures.length === 0) return { name, module, passed: true, failures, span }
    const message = failures.map((failure) => failure.message).join('\n')
    return { name, module, passed: false, message, failures, span }
  })
  const passed = cases.filter((result) => result.passed).length
  const coverage = measureCoverage(program, planned)
  return { passed, failed: cases.length - passed, cases, coverage }
}
