import type { Span } from '../../core/index.js'
import { invalidProgram } from '../runtime/compiled.js'
import type { GivenApproval, ProgramExpectation, ProgramTest } from '../runtime/program-test.js'
import { applyStep, type DraftRequest, EMPTY_DRAFT } from './change-request.js'

/** A case that is decided: what the blocks around it give it is in it. */
export interface PlannedCase {
  /** Names joined by ` / `. */
  readonly name: string
  readonly module: string
  readonly draft: DraftRequest
  readonly approvals: readonly GivenApproval[]
  readonly expected: readonly ProgramExpectation[]
  readonly span: Span
}

/**
 * The cases of tests, in their order. Requests share what they have in common, so a case costs what it changes.
 *
 * @throws KeelsonError `policy/invalid-bundle` for steps that the compiler does not write
 */
export function planCases(tests: readonly ProgramTest[]): PlannedCase[] {
  const planned: PlannedCase[] = []
  for (const test of tests) plan(test, '', test.module, EMPTY_DRAFT, [], planned)
  return planned
}

// Recursion is bounded by the depth of what a bundle may hold.
function plan(
  block: ProgramTest,
  outer: string,
  module: string,
  inherited: DraftRequest,
  given: readonly GivenApproval[],
  planned: PlannedCase[],
): void {
  const name = outer === '' ? block.name : `${outer} / ${block.name}`
  let draft = inherited
  for (const step of block.given) {
    const changed = applyStep(draft, step)
    if (typeof changed === 'string') throw invalidProgram(`the test "${name}" cannot be set up: ${changed}`)
    draft = changed
  }
  const approvals = [...given, ...block.approvals]
  const { expected, span } = block
  if (expected.length > 0) planned.push({ name, module, draft, approvals, expected, span })
  for (const inner of block.cases) plan(inner, name, module, draft, approvals, planned)
}
