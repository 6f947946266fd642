import type { Span } from '../../core/index.js'

/** What became of one case. */
export interface CaseResult {
  /** Names of the test and of the cases in one another, joined by ` / `. */
  readonly name: string
  /** The module that the test stands in; `''` for the module without a name. */
  readonly module: string
  readonly passed: boolean
  /** What was expected and what came, a line for each; there where the case failed. */
  readonly message?: string
  readonly failures: readonly CaseFailure[]
  /** Of the case. */
  readonly span: Span
}

/** One thing that was expected and did not come. */
export interface CaseFailure {
  readonly message: string
  /** Of the expectation; of the case, where nothing in it says what came. */
  readonly span: Span
}

/** What the tests of a bundle came to. */
export interface TestReport {
  readonly passed: number
  readonly failed: number
  /** In the order of modules and texts; a block without expectations of its own is only the frame of its cases. */
  readonly cases: readonly CaseResult[]
}
