import type { JsonValue } from '../../core/index.js'
import type { Requirement } from './count-approvals.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Fix } from './program.js'
import type { Reason, ReasonEffect, Severity } from './types.js'

const EFFECT_ORDER: Readonly<Record<ReasonEffect, number>> = {
  deny: 0,
  pending: 1,
  review: 2,
  revert: 3,
  accept: 4,
  approved: 5,
  warn: 6,
  allow: 7,
}

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  info: 4,
}

/** More than a program can hold, so that a rank with the policy in it is exact. */
const MOST_POLICIES = 0x1000000

/** Sets of effects are numbers with a bit for each. */
export function effectBit(effect: ReasonEffect): number {
  return 1 << EFFECT_ORDER[effect]
}

/** A rule that fired, before reasons are sorted. */
export class RuleMatch {
  readonly policy: PolicyFacts
  readonly effect: ReasonEffect
  readonly message: string
  readonly pointer: string | null
  readonly at: number
  /** Whether it is the same in every decision in which it fires: then it has one reason, which is frozen and shared. */
  readonly isShared: boolean
  readonly bit: number
  /** Orders matches by effect, then severity, then policy. */
  readonly rank: number
  /** Of a shared match, once it was asked for. */
  reason: Reason | null = null

  constructor(
    policy: PolicyFacts,
    effect: ReasonEffect,
    message: string,
    pointer: string | null,
    at: number,
    isShared: boolean = false,
  ) {
    this.policy = policy
    this.effect = effect
    this.message = message
    this.pointer = pointer
    this.at = at
    this.isShared = isShared
    this.bit = effectBit(effect)
    this.rank = (EFFECT_ORDER[effect] * 8 + SEVERITY_ORDER[policy.severity]) * MOST_POLICIES + policy.rank
  }
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
