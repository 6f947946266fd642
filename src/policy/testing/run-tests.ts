import { buildExecutable } from '../runtime/executable.js'
import type { Program } from '../runtime/program.js'
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
  const cases = planCases(readTests(program)).map((planned): CaseResult => {
    const { name, module, span } = planned
    const failures = runCase(planned, executable)
    if (failures.length === 0) return { name, module, passed: true, failures, span }
    const message = failures.map((failure) => failure.message).join('\n')
    return { name, module, passed: false, message, failures, span }
  })
  const passed = cases.filter((result) => result.passed).length
  return { passed, failed: cases.length - passed, cases }
}
