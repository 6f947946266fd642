import type { Diagnostic, JsonValue } from '../core/index.js'
import type { RuntimeBundle } from './runtime/types.js'
import type { TestReport } from './testing/types.js'

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
}

export interface CompileResult {
  /** There unless a diagnostic is an error. */
  readonly bundle?: PolicyBundle
  /** Ordered by source and place. `formatDiagnostic` renders them with file, line, column and a caret. */
  readonly diagnostics: readonly Diagnostic[]
}
