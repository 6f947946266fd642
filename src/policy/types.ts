import type { Diagnostic, JsonValue } from '../core/index.js'
import type { Explains } from './explain/types.js'
import type { RuntimeBundle } from './runtime/types.js'
import type { KnownRequest, SpecializeOptions } from './specialize/types.js'
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
export interface PolicyBundle extends RuntimeBundle, Explains {
  /**
   * By what the policies of each target pattern are found, or why they run for every request of it (docs/keel.md §7.8).
   * An index changes no decision.
   *
   * @example
   * ```ts
   * import { compilePolicy } from 'keelson/policy'
   * const policies = Array.from(
   *   { length: 100 },
   *   (_, index) => `policy p${index} on tool.write { when resource.id == "r${index}" deny }`,
   * )
   * const { bundle } = compilePolicy(`mode gate  input resource: json  ${policies.join(' ')}`)
   * const [target] = bundle!.explainIndex().targets
   * target!.policies[0]!.facts // => [{ pointer: '/resource/id', kind: 'equals', values: ['r0'] }]
   * ```
   */
  explainIndex(): IndexExplanation

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
   * What is left of the program for requests of which a part is known: for a session of one principal, or for one
   * target. Decides every completion as this bundle does, but for `cost` and `policyDigest`; `residualOf` tells where it
   * is from. Requests are handed in whole, with what is known, and refused where they contradict it.
   *
   * @throws KeelsonError `policy/invalid-known`, `policy/invalid-options`, `policy/contradicts-known`; for roots that are
   * no JSON what `assertJson` and `canonicalize` throw
   *
   * @example
   * ```ts
   * import { compilePolicy } from 'keelson/policy'
   * const { bundle } = compilePolicy(`
   *   input principal: json
   *   input resource: json
   *   policy people on tool.* { when principal.kind == "human" allow }
   *   policy agents on tool.* { when principal.kind == "agent" && resource.environment == "staging" allow }
   * `)
   * const principal = { id: 'bot', kind: 'agent' }
   * const session = bundle!.specialize({ target: 'tool.*', principal })
   * const request = { target: 'tool.write', principal, resource: { environment: 'staging' } }
   * session.decide(request, { now: 0 }).effect // => 'allow'
   * session.residualOf === bundle!.policyDigest // => true
   * session.toBytes().length < bundle!.toBytes().length // => true
   * ```
   */
  specialize(known: KnownRequest, options?: SpecializeOptions): PolicyBundle

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

/** What {@link PolicyBundle.explainIndex} gives. JSON-shaped. */
export interface IndexExplanation {
  /** Ordered by pattern. */
  readonly targets: readonly IndexedTarget[]
}

/** The policies of one target pattern. */
export interface IndexedTarget {
  /** `a.b`, `a.*` or `*`. */
  readonly target: string
  /** Ordered by name. */
  readonly policies: readonly IndexedPolicy[]
}

export interface IndexedPolicy {
  readonly policy: string
  /** All of them must hold, or a value be missing or of another type, for the policy to run. */
  readonly facts: readonly IndexFact[]
  /**
   * Why there are none: a rule stands under no condition (or under an `else`); no condition begins with a comparison of
   * a place with constants; the conditions compare different places; too few policies to be worth a look-up.
   */
  readonly because: 'not-conditional' | 'no-comparison' | 'different-places' | 'few-policies' | null
}

export interface IndexFact {
  /** JSON Pointer relative to the request. */
  readonly pointer: string
  /** Whether the place holds the value, one of the values, or a text that begins with one of them. */
  readonly kind: 'equals' | 'in' | 'prefix'
  readonly values: readonly (null | boolean | number | string)[]
}

export interface CompileResult {
  /** There unless a diagnostic is an error. */
  readonly bundle?: PolicyBundle
  /**
   * Ordered by source and place. `formatDiagnostic` renders them with file, line, column and a caret. Where there is a
   * bundle, they are looked for when they are first read.
   */
  readonly diagnostics: readonly Diagnostic[]
}
