import type { JsonValue, Operation, Span } from '../../core/index.js'

/** What is decided; `deny` over `pending` over `allow`. */
export type Effect = 'allow' | 'pending' | 'deny'

/** What to do about a drift that was found; `review` over `revert` over `accept`. Never changes the effect. */
export type Verdict = 'review' | 'revert' | 'accept'

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** What fired. `pending` is a `require` that is not satisfied, `approved` one that is. */
export type ReasonEffect = Effect | 'approved' | 'warn' | Verdict

/** One rule that fired. */
export interface Reason {
  /** Full name: `module.policy`, or `policy` in the module without a name. */
  readonly policy: string
  readonly effect: ReasonEffect
  readonly message: string
  /** JSON Pointer relative to the request, where the rule names a place or a missing value has one. */
  readonly pointer?: string
  /** Of the rule in its source. */
  readonly span: Span
  readonly severity: Severity
  /** Sorted and unique. */
  readonly controls: readonly string[]
}

/** A value that could not be read or computed while a policy ran. */
export interface DecisionError {
  /** `null` where the whole decision is concerned. */
  readonly policy: string | null
  /**
   * `policy/missing-value`, `policy/wrong-type`, `policy/arithmetic`, `policy/invalid-argument`, `policy/not-json` or
   * `policy/fuel-exhausted`.
   */
  readonly code: string
  readonly message: string
  readonly pointer?: string
  readonly span?: Span
}

/** One person's consent to one subject. The caller has authenticated `by` and `groups`. */
export interface Approval {
  readonly by: string
  readonly groups: readonly string[]
  /** Epoch milliseconds. */
  readonly at: number
  /** The `subject` of the decision that asked for it. */
  readonly subject: string
}

/** Why an approval was not counted. */
export type NotCounted =
  | 'other-subject'
  | 'expired'
  | 'in-the-future'
  | 'not-distinct'
  | 'other-group'
  /** A member of a group that the requirement has not been escalated to yet. */
  | 'not-escalated'
  | 'duplicate'
  | 'not-needed'

/** Approvals that are still needed, merged over all policies that ask the same groups. */
export interface ApprovalObligation {
  readonly kind: 'approvals'
  /** How many people, those of `including` among them: those who fill a place and those who are needed. */
  readonly quota: number
  /** One of these groups is enough. */
  readonly from: readonly string[]
  /** Each entry takes one place of the quota, for a member of one of its groups. */
  readonly including: readonly (readonly string[])[]
  readonly distinctFrom: readonly string[]
  /** Oldest age of an approval that counts, in ms. */
  readonly within: number
  /** Groups whose members can fill the places of `from` too, once it is escalated; absent where it never is. */
  readonly escalateTo?: readonly string[]
  /** Epoch milliseconds; this and whether it was before `now` stand beside `escalateTo`. */
  readonly escalatesAt?: number
  readonly escalated?: boolean
  /** Who fills a place. */
  readonly approvedBy: readonly string[]
  /** The last millisecond for which they count; absent where nobody fills a place. */
  readonly approvedUntil?: number
  /** Places that are still open: at least 1. */
  readonly needed: number
  readonly notCounted: readonly { readonly by: string; readonly because: NotCounted }[]
  /** The policies that ask for it. */
  readonly policies: readonly string[]
}

/** An obligation of the caller's own kind: `require "name" { … }`. Never satisfied by approvals. */
export interface NamedObligation {
  readonly kind: 'named'
  readonly name: string
  readonly data: JsonValue
  readonly policies: readonly string[]
}

export type Obligation = ApprovalObligation | NamedObligation

/** The part of a request that is the same for all policies. */
export interface TargetedRequest {
  /** Such as `k8s.Pod.create`: the last segment is the action, the rest the type. */
  readonly target: string
  readonly approvals?: readonly Approval[]
}

/** What `decide` is asked about: beside target and approvals the roots that the policies declare as inputs. */
export interface PolicyRequest extends TargetedRequest {
  /** JSON-shaped. Roots that no policy declares are not read, but are sealed with the subject. */
  readonly [root: string]: unknown
}

export interface DecideOptions {
  /** Epoch milliseconds; what policies read as `now` and what ages approvals. */
  readonly now: number
  /** Most work to spend, a deterministic count; 1,000,000 where not said. What needs more is denied. */
  readonly fuel?: number
  /** Also seal the whole request as `inputDigest`. */
  readonly digest?: boolean
}

/**
 * The answer of a bundle to one request. JSON-shaped; the same bytes for the same program, request and options. What is
 * the same in every decision (an empty list, the reason of a rule with a plain message) is shared between them, and
 * frozen.
 */
export interface Decision {
  readonly effect: Effect
  readonly verdict: Verdict | null
  /** All that fired but warnings, ordered by effect, severity, policy, pointer and message. */
  readonly reasons: readonly Reason[]
  /** What is still to be done before a pending request can be allowed. */
  readonly obligations: readonly Obligation[]
  /** RFC 6902 operations on the request that the rules that fired propose; none where nothing is to be mended. */
  readonly patches: readonly Operation[]
  /** Every `warn` that fired, and the faults of policies that cannot decide. */
  readonly warnings: readonly Reason[]
  readonly errors: readonly DecisionError[]
  /** Fuel used. */
  readonly cost: number
  readonly policyDigest: string
  /** Seal of the request; `null` unless asked for. */
  readonly inputDigest: string | null
  /** What approvals must name; present where a policy asks for approvals. */
  readonly subject?: string
  /** The last millisecond for which the approvals that were handed in are enough; present where they are. */
  readonly approvedUntil?: number
}

export interface BytesOptions {
  /** `false` leaves the tests of the program out: they are no part of what it means. */
  readonly tests?: boolean
}

/** A program that is ready to decide. */
export interface RuntimeBundle {
  /**
   * Decides one request, also one of an interface type of the caller's own. Total: every request that is JSON gets a decision, within its fuel.
   *
   * @throws KeelsonError `policy/missing-now`, `policy/invalid-options`, `policy/missing-target`,
   * `policy/invalid-request`, `policy/invalid-approvals`; with `digest: true` also what `seal` throws; of a residual
   * bundle `policy/contradicts-known`
   */
  decide(request: PolicyRequest | TargetedRequest, options: DecideOptions): Decision
  /** The program as bytes that `loadBundle` takes: MessagePack in a `KSPB` form. Equal programs give equal bytes. */
  toBytes(options?: BytesOptions): Uint8Array
  /** What its policies stand on: exact targets, prefixes `a.*` and `*`, each once, in code-point order. */
  readonly targets: readonly string[]
  /** Seal over what the program means; layout, comments and order are not in it. */
  readonly policyDigest: string
  /** Of a residual bundle the `policyDigest` of the bundle that it was made from, however often; else `null`. */
  readonly residualOf: string | null
}

/**
 * Checks one signature: the host's own, such as Ed25519 by WebCrypto. Gets the exact bytes that were signed, which are
 * those of `bundleStatement`, and the signature.
 */
export type BundleVerifier = (
  statement: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
) => boolean | Promise<boolean>
