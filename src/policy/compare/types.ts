import type { JsonObject, JsonValue, Span } from '../../core/index.js'
import type { Effect, Obligation, ReasonEffect, Verdict } from '../runtime/types.js'

export interface CompareOptions {
  /** Most decisions that the search may take; 20,000 where not said. What is not searched by then is told. */
  readonly decisions?: number
  /** Only requests for these targets; all that either bundle tells apart where not said. */
  readonly targets?: readonly string[]
}

/** How two bundles differ in what they decide. JSON-shaped; the same for the same bundles and options. */
export interface BundleComparison {
  /** `false` where there is a witness, `true` where it is shown that there is none, `'unknown'` where none was found. */
  readonly equal: boolean | 'unknown'
  /** Every class of requests that the policies can tell apart was looked at. */
  readonly exhaustive: boolean
  /** What kept the search from being exhaustive, in words; none where it was. */
  readonly limits: readonly string[]
  /** Decisions that the search took of each side, at most. */
  readonly decisions: number
  /** One of each kind, what is newly allowed first. */
  readonly changes: readonly DecisionChange[]
}

/** One way in which decisions change, with a request that shows it. */
export interface DecisionChange {
  /** `loosened`: after has the weaker effect; `tightened`: the stronger; `changed`: the same with other duties. */
  readonly kind: 'loosened' | 'tightened' | 'changed'
  /** The witness: both bundles decide it, and differently. Nothing can be taken from it without losing the change. */
  readonly request: { readonly target: string } & JsonObject
  /** The time of the decisions; 0 where no policy reads it. */
  readonly now: number
  readonly before: DecisionSummary
  readonly after: DecisionSummary
  /** The rules that fire on one side and not on the other. */
  readonly because: readonly RuleChange[]
}

/** What of a decision is compared: who words it, where and how does not count. */
export interface DecisionSummary {
  readonly effect: Effect
  readonly verdict: Verdict | null
  readonly obligations: readonly Obligation[]
  readonly patches: readonly JsonValue[]
}

export interface RuleChange {
  readonly side: 'before' | 'after'
  readonly policy: string
  readonly effect: ReasonEffect
  readonly message: string
  readonly span: Span
}
