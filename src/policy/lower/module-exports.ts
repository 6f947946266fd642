import type { FunctionFacts } from './function-table.js'
import type { Binding } from './name-scope.js'

/** A name of a module, and whether others may use it. */
export interface ModuleMember<What> {
  readonly what: What
  readonly exported: boolean
}

/** What other modules may ask a module for: constants and enums by name, and functions. */
export interface ModuleExports {
  readonly module: string
  readonly values: ReadonlyMap<string, ModuleMember<Binding>>
  readonly functions: ReadonlyMap<string, ModuleMember<FunctionFacts>>
}
