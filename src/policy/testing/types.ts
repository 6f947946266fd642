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
  readonly coverage: Coverage
}

/** How much of a program its cases reach. */
export interface Coverage {
  /** Share of the rules that ran in some case with all conditions around them true; 1 where there are none. */
  readonly rules: number
  /** Share of the outcomes of atoms that were seen, two for each atom; 1 where there are none. */
  readonly conditions: number
  /** By policy, in the order of their names, then what stands in functions and constants. */
  readonly policies: readonly PolicyCoverage[]
  /** By source and place. */
  readonly uncovered: readonly Uncovered[]
}

export interface PolicyCoverage {
  /** `null` for functions and constants. */
  readonly policy: string | null
  readonly rules: { readonly covered: number; readonly total: number }
  /** Of atoms. */
  readonly outcomes: { readonly covered: number; readonly total: number }
}

/** A rule that never ran, or an atom that was never true, or never false. */
export type Uncovered =
  | { readonly kind: 'rule'; readonly policy: string | null; readonly span: Span }
  | {
      readonly kind: 'outcome'
      readonly outcome: boolean
      readonly policy: string | null
      readonly span: Span
    }

export interface MutationOptions {
  /** How many changes are tried at most; 10,000 where not said. */
  readonly limit?: number
}

/** What a mutation does to a program. */
export type MutationOperator =
  | 'negate'
  | 'swap-logic'
  | 'drop-operand'
  | 'drop-condition'
  | 'boundary'
  | 'constant'
  | 'quantifier'
  | 'drop-where'
  | 'drop-rule'
  | 'weaken-effect'
  | 'quota'
  | 'drop-including'
  | 'drop-distinct'
  | 'drop-escalation'
  | 'drop-fix'

/** One small change of a program that its tests were to find. */
export interface Mutant {
  readonly operator: MutationOperator
  /** What became of what, in words: `` `deny` became `warn` ``. */
  readonly change: string
  /** The policy whose rules or parameters were changed; `null` for a function or constant of a module. */
  readonly policy: string | null
  /** Of what was changed. */
  readonly span: Span
}

/** How well tests find changes of what they test. */
export interface MutationReport {
  /** Changes that made some case fail. */
  readonly killed: number
  /** Changes that no case noticed. */
  readonly survived: number
  /** Killed of all that were tried; 1 where there are none. */
  readonly score: number
  /** Changes beyond the limit, which were not tried. */
  readonly skipped: number
  /** In the order of the program: policies by name, functions, constants. */
  readonly survivors: readonly Mutant[]
}
