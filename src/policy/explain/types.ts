import type { JsonValue, Span } from '../../core/index.js'
import type { Effect, Obligation, PolicyRequest, TargetedRequest } from '../runtime/types.js'

/** What a condition, or a part of one, was found to be. */
export type AtomOutcome = true | false | 'missing' | 'error'

/** Something that an atom read. */
export interface AtomValue {
  /** As the language writes it, from the compiled rule. */
  readonly text: string
  /** There unless it is unknown or has more than 20 parts. */
  readonly value?: JsonValue
  /** Where the request holds it, or would. */
  readonly pointer?: string
}

/** A condition without `&&`, `||`, `not`, `if` or a quantifier around its parts, or what a loop goes through. */
export interface Atom {
  /**
   * `item`: there is this item in the list of a `for`. `list`: the list has no other items. `operand`: the operand of a
   * `require approvals` is known. `true` says that it is so.
   */
  readonly kind: 'condition' | 'item' | 'list' | 'operand'
  /** As the language writes it, from the compiled rule: the same whether a bundle was compiled or loaded. */
  readonly text: string
  readonly span: Span
  readonly outcome: AtomOutcome
  readonly values: readonly AtomValue[]
}

/** A rule that decided, or an `allow` that did not fire where nothing else decided. */
export interface ExplainedRule {
  readonly policy: string
  readonly effect: Effect
  /**
   * `undecided`: it fired since its condition is unknown. `error`: a condition of the policy, or an operand of the rule,
   * cannot be computed.
   */
  readonly outcome: 'fired' | 'undecided' | 'error' | 'not-fired'
  /** Of the rule; of what cannot be computed in `error`. */
  readonly span: Span
  /** As the reason has it, without the count of approvals; `null` of a rule that did not fire. */
  readonly message: string | null
  readonly pointer?: string
  /** Subset-minimal: without any of them the others do not force the outcome. In the order of the source. */
  readonly atoms: readonly Atom[]
}

/** An atom that would have to be otherwise. */
export interface AtomChange extends Atom {
  /** `known` of what is missing or cannot be computed and would have to have a value. */
  readonly wanted: boolean | 'known'
}

/** Why a request is decided as it is. JSON-shaped; the same bytes for the same program, request and options. */
export interface Explanation {
  readonly effect: Effect
  /** `default`: no rule decided, but the mode. `fuel`: the decision had not enough of it. */
  readonly basis: 'rules' | 'default' | 'fuel'
  /** In the order of the reasons of the decision; those that did not fire by policy and place. */
  readonly rules: readonly ExplainedRule[]
  /** What is still to be done, as the decision has it. */
  readonly obligations: readonly Obligation[]
  /** Of a denial: sets of changes each of which would end it, the smallest first; at most 5. */
  readonly wouldAllow: readonly (readonly AtomChange[])[]
  /** There was more than the limits allow to tell. */
  readonly truncated: boolean
  readonly policyDigest: string
}

export interface ExplainOptions {
  /** Epoch milliseconds; as `decide` takes it. */
  readonly now: number
  /** Most work for the decision, and as much again to explain it; 1,000,000 where not said. */
  readonly fuel?: number
}

/** What a bundle that can explain itself has. */
export interface Explains {
  /**
   * Why a request is decided as it is: the atoms of the compiled rules that decided, with their values, and for a denial
   * what would have to be true.
   *
   * @throws KeelsonError what `decide` throws
   *
   * @example
   * ```ts
   * import { compilePolicy } from 'keelson/policy'
   * const { bundle } = compilePolicy(`
   *   mode gate
   *   input agent: json
   *   policy p on tool.write { when agent.env == "prod" && (agent.new || not agent.trusted) deny }
   * `)
   * const agent = { env: 'prod', new: false, trusted: false }
   * const { rules } = bundle!.explain({ target: 'tool.write', agent }, { now: 0 })
   * rules[0]!.atoms.map(({ text, outcome }) => `${text} is ${outcome}`)
   * // => ['agent.env == "prod" is true', 'agent.trusted is false']
   * ```
   */
  explain(request: PolicyRequest | TargetedRequest, options: ExplainOptions): Explanation
}
