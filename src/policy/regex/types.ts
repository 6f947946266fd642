import type { RegexProgram } from '../runtime/regex-program.js'

/** What a pattern is asked: to match the whole text (`matches`), or any part of it (`contains`). */
export type RegexMode = 'whole' | 'anywhere'

/** A fault in a pattern, or something suspicious; offset and length count UTF-16 units of the pattern. */
export interface RegexDiagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly message: string
  readonly offset: number
  readonly length: number
  readonly help: string
}

/** What is known of every text that a pattern matches, for the checker and for the index of policies. */
export interface RegexFacts {
  /** The empty text matches. */
  readonly matchesEmpty: boolean
  /** Every text that matches begins with this; `''` where nothing is known. */
  readonly prefix: string
  /** The text that matches, and there is no other: a comparison with `prefix` would do. */
  readonly isLiteral: boolean
}

/** `program` and `facts` are there unless an error is. */
export interface RegexResult {
  readonly program?: RegexProgram
  readonly facts?: RegexFacts
  readonly diagnostics: readonly RegexDiagnostic[]
}
