import type { JsonValue } from '../../core/index.js'
import type { Requirement } from './count-approvals.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Fix } from './program.js'
import type { ReasonEffect } from './types.js'

/** A rule that fired, before reasons are sorted. */
export interface RuleMatch {
  readonly policy: PolicyFacts
  readonly effect: ReasonEffect
  readonly message: string
  readonly pointer: string | null
  readonly at: number
}

/** A `require approvals` that fired, with its operands known. */
export interface RequirementMatch extends Requirement {
  readonly policy: PolicyFacts
  readonly message: string
  readonly pointer: string | null
  readonly at: number
}

/** A `require "name"` that fired. */
export interface NamedMatch {
  readonly policy: PolicyFacts
  readonly name: string
  readonly data: JsonValue
  readonly message: string
  readonly pointer: string | null
  readonly at: number
}

/** A fix that a rule proposes, with its place and value known. */
export interface FixMatch {
  readonly policy: PolicyFacts
  readonly operation: Fix['operation']
  /** Relative to the request. */
  readonly pointer: string
  /** `null` for `remove`. */
  readonly value: JsonValue
  readonly at: number
}
