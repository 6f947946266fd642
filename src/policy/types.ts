import type { Diagnostic, JsonValue } from '../core/index.js'
import type { RuntimeBundle } from './runtime/types.js'

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
  /** Ordered by source and place. `formatDiagnostic` renders them with file, line, column and a caret. */
  readonly diagnostics: readonly Diagnostic[]
}
