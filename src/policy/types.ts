import type { Diagnostic, JsonValue } from '../core/index.js'
import type { Explains } from './explain/types.js'
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
export type PolicyBundle = RuntimeBundle & Explains

export interface CompileResult {
  /** There unless a diagnostic is an error. */
  readonly bundle?: PolicyBundle
  /** Ordered by source and place. `formatDiagnostic` renders them with file, line, column and a caret. */
  readonly diagnostics: readonly Diagnostic[]
}
