import type { Span } from '../../core/index.js'
import type { Type } from '../typing/type.js'

/** What is known of a declared function where it is called. */
export interface FunctionFacts {
  /** Its name in the program: `module.name`. */
  readonly programName: string
  readonly parameters: readonly { readonly name: string; readonly type: Type }[]
  readonly result: Type
  /** What it gives may be missing. */
  readonly absent: boolean
  /** What it gives stands for a place in the request where its arguments do. */
  readonly onRequest: boolean
  readonly readsRequest: boolean
  readonly height: number
  readonly size: number
  readonly documentation: string
  readonly span: Span
}
