import type { BehaviourModel, BehaviourScore } from '../behaviour/index.js'
import type { JsonObject, JsonValue, Limits } from '../core/index.js'
import type { Operation, Profile, ThreeWayChangeSet, ThreeWayOptions } from '../diff/index.js'
import type { DriftMonitor, DriftReport } from '../drift/index.js'
import type { Ledger, Receipt } from '../ledger/index.js'
import type { Approval, Decision, Obligation, RuntimeBundle } from '../policy/runtime/index.js'
import type { ChangeVocabulary } from './change-vocabulary.js'

/** The part of `diff3`'s options that depends on whose documents are compared. */
export type DiffRules = Omit<ThreeWayOptions, 'profile' | 'limits'>

/** What decides; a bundle from `keelson/policy` or from `keelson/policy/runtime`. */
export type EnginePolicy = Pick<RuntimeBundle, 'decide'>

/** A bundle that says what it is about and what it is, so that a swap can be checked and seen in the next decision. */
export type PolicyOfTargets = Pick<RuntimeBundle, 'decide' | 'targets' | 'policyDigest'>

/** What an engine is made of; each part is optional, and what is absent is left out of the assessments. */
export interface EngineOptions {
  readonly policy?: EnginePolicy
  /** How documents are compared; `plain()` where not said. */
  readonly profile?: Profile
  /** Declared owners of fields and ignore rules, as `diff3` takes them; a function chooses them by event. */
  readonly diff?: DiffRules | ((input: AssessmentInput) => DiffRules)
  readonly drift?: DriftMonitor
  /**
   * Tells the drift monitor of the changes that assessments find, in those features of `changeFeatures()` that it
   * declares: `true`, or a vocabulary of your own. They count from the next assessment on, as measurements do. Not
   * where absent.
   */
  readonly observeChanges?: boolean | ChangeVocabulary
  readonly behaviour?: BehaviourModel
  /** Alerts a day that there is room for, as `score` of the behaviour model takes it; policies read `behaviour.alert`. */
  readonly alertsADay?: number
  readonly ledger?: Ledger
  readonly limits?: Partial<Limits>
}

/** One change, or one look at a resource: who did what to what, when, and the documents where there are any. */
export interface AssessmentInput {
  /** Epoch milliseconds; never earlier than the event before. */
  readonly at: number
  readonly actor: string
  /** Dotted; the last segment is the verb and the rest the type: `k8s.Deployment.update`. */
  readonly action: string
  /** `namespace/kind/name`, or any other stable name. */
  readonly resource: string
  readonly kind?: 'human' | 'service' | 'agent'
  readonly role?: string
  /** What the actor declared to be doing. */
  readonly intent?: string
  readonly onBehalfOf?: string
  readonly session?: string
  readonly id?: string
  readonly provenance?: { readonly [argument: string]: 'prompt' | 'policy' | 'tool' }
  /** What was approved; `null` where the resource should not exist. */
  readonly desired?: JsonValue
  /** What runs; `null` where the resource does not exist. */
  readonly live?: JsonValue
  /** What was last applied; `desired` where not said. */
  readonly base?: JsonValue
  readonly approvals?: readonly Approval[]
  /** Facts for policy; behaviour sees those that are scalars. */
  readonly attributes?: JsonObject
  /** Values for the drift monitor's features at `at`; `null` is a missing value. */
  readonly measurements?: { readonly [feature: string]: number | null }
}

export interface AssessOptions {
  /**
   * `false` looks without touching: nothing is learned, observed or recorded. It is how a caller gets the subject that
   * approvers sign before the event is assessed for good. Default `true`.
   */
  readonly commit?: boolean
}

/** What a policy reads as `principal`. */
export interface AssessmentPrincipal {
  readonly id: string
  readonly kind?: 'human' | 'service' | 'agent'
  readonly role?: string
  readonly intent?: string
  readonly onBehalfOf?: string
}

/** What a policy reads as `resource`; the parts are there where the name is `namespace/kind/name`. */
export interface AssessmentResource {
  readonly id: string
  readonly namespace?: string
  readonly kind?: string
  readonly name?: string
}

/** The request that the engine puts to the policy. A policy declares the roots that it reads (`input changes: json`). */
export interface AssessmentRequest {
  readonly target: string
  readonly principal: AssessmentPrincipal
  readonly resource: AssessmentResource
  readonly attributes: JsonObject
  readonly changes?: ThreeWayChangeSet
  readonly drift?: DriftReport
  readonly behaviour?: BehaviourScore
  readonly approvals?: readonly Approval[]
}

/** The answer to one event. */
export interface Assessment {
  readonly at: number
  /** `null` where the engine has no policy. */
  readonly decision: Decision | null
  /** Where both `desired` and `live` were given. */
  readonly changes?: ThreeWayChangeSet
  readonly drift?: DriftReport
  readonly behaviour?: BehaviourScore
  /** RFC 6902: applied to `live`, it takes back what drifted and touches nothing else. */
  readonly remediation: readonly Operation[]
  readonly obligations: readonly Obligation[]
  /** Where the engine has a ledger and the assessment was committed. */
  readonly record?: Receipt
  /** `ks1` seal over everything above but `record`. */
  readonly digest: string
}

export interface StreamProgress {
  /** Events assessed so far. */
  readonly assessed: number
}

/** The part of an `AbortSignal` that is read; any platform's signal fits. */
export interface StopSignal {
  readonly aborted: boolean
}

export interface AssessStreamOptions {
  /** Checked before each event; once aborted the stream ends with `engine/aborted`. */
  readonly signal?: StopSignal
  /** Called after each event. */
  readonly onProgress?: (progress: StreamProgress) => void
}

export interface Engine {
  /**
   * Assesses one event.
   *
   * @throws KeelsonError `engine/invalid-event`, `engine/time-backwards`, `engine/no-monitor`, and what the rooms
   * throw; nothing has changed when it throws
   */
  assess(input: AssessmentInput, options?: AssessOptions): Assessment
  /**
   * Puts another bundle in the place of the policy, between two assessments: the one that is under way is decided by
   * the old one, and every later one by the new one. All or nothing: what is refused leaves the old one in place. Drift,
   * behaviour and ledger go on.
   *
   * @throws KeelsonError `engine/invalid-policy` for what is no bundle, or one that is about no target
   *
   * @example
   * ```ts
   * import { compilePolicy, createEngine } from 'keelson'
   * const [open, closed] = ['allow', 'deny "frozen"'].map((rule) => compilePolicy(`policy p on deploy.apply { ${rule} }`))
   * const event = { at: 1790812800000, actor: 'ana', action: 'deploy.apply', resource: 'shop' }
   * const engine = createEngine({ policy: open!.bundle! })
   * engine.assess(event).decision?.effect // => 'allow'
   * engine.usePolicy(closed!.bundle!)
   * engine.assess(event).decision?.effect // => 'deny'
   * ```
   */
  usePolicy(policy: PolicyOfTargets): void
  /** Assesses the events of an iterable one by one; see {@link assessStream}. */
  assessStream(
    events: Iterable<AssessmentInput> | AsyncIterable<AssessmentInput>,
    options?: AssessStreamOptions,
  ): AsyncIterable<Assessment>
}
