import type { Diagnostic, JsonValue } from '../core/index.js'
import type { RuntimeBundle } from './runtime/types.js'
import type { MutationOptions, MutationReport, TestReport } from './testing/types.js'

/** One text of policies. */
export interface PolicySource {
  /** Name of the file, for spans; unique among the sources. */
  readonly path: string
  readonly text: string
}

export interface CompileOptions {
  /** Values for parameters: a bare name for every parameter of that name, `policy.parameter` for one. */
  readonly parameters?: { readonly [key: string]: JsonValue }
  /** JSON Schemas by the name of the type that each gives to all modules. */
  readonly schemas?: { readonly [name: string]: JsonValue }
}

/** A compiled program. */
export interface PolicyBundle extends RuntimeBundle {
  /**
   * Runs the tests that stand in the policies (docs/keel.md §11), each case by itself: pure, and the same each time.
   *
   * @throws KeelsonError `policy/invalid-bundle` for tests in a bundle that the compiler does not write
   *
   * @example
   * ```ts
   * import { compilePolicy } from 'keelson/policy'
   * const { bundle } = compilePolicy(`
   *   mode gate
   *   input principal: json
   *   policy agents on deploy.apply { when principal.kind == "agent" deny "no agents" }
   *   test "agents" {
   *     given target = "deploy.apply"
   *     given principal.kind = "agent"
   *     expect deny "no agents"
   *     case "and people" { given principal.kind = "human"  expect allow }
   *   }
   * `)
   * const { passed, cases } = bundle!.test()
   * passed // => 2
   * cases[1]!.name // => 'agents / and people'
   * ```
   */
  test(): TestReport

  /**
   * Changes the program in one small way after the other and tells the changes that no test notices (docs/keel.md
   * §11.5). The bundle stays as it is. Takes a decision for each change and case, so it is for a build, not for a
   * service.
   *
   * @throws KeelsonError `policy/invalid-options`, and as `test`
   *
   * @example
   * ```ts
   * import { compilePolicy } from 'keelson/policy'
   * const { bundle } = compilePolicy(`
   *   mode gate
   *   input change: json
   *   policy large on change.apply { when change.lines > 5 deny "too large" }
   *   test "large" {
   *     given target = "change.apply"
   *     given change.lines = 9
   *     expect deny
   *     case "small" { given change.lines = 1  expect allow }
   *   }
   * `)
   * const { score, survivors } = bundle!.mutate()
   * score // => 0.5714285714285714
   * survivors.map(({ change }) => change) // => ['`>` became `>=`', '5 became 6', '5 became 4']
   * ```
   */
  mutate(options?: MutationOptions): MutationReport
}

export interface CompileResult {
  /** There unless a diagnostic is an error. */
  readonly bundle?: PolicyBundle
  /** Ordered by source and place. `formatDiagnostic` renders them with file, line, column and a caret. */
  readonly diagnostics: readonly Diagnostic[]
}
