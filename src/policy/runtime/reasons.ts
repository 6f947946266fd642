import { compareCodePoints, type Span } from '../../core/index.js'
import type { RuleMatch } from './matches.js'
import type { PolicyFacts } from './policy-facts.js'
import type { DecisionError, Reason, ReasonEffect, Severity } from './types.js'
import type { Unknown } from './unknown.js'

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

/** Reasons in their order, each once. */
export function sortReasons(matches: readonly RuleMatch[], spanAt: (number: number) => Span): Reason[] {
  const reasons = matches.map((match) => reasonOf(match, spanAt(match.at)))
  return sortedOnce(reasons, compareReasons)
}

/** Errors in their order, each once. */
export function sortErrors(
  faults: readonly { readonly policy: PolicyFacts; readonly unknown: Unknown }[],
  spanAt: (number: number) => Span,
): DecisionError[] {
  const errors = faults.map(({ policy, unknown }) => ({
    policy: policy.name,
    code: unknown.code,
    message: unknown.message,
    ...(unknown.pointer === null ? {} : { pointer: unknown.pointer }),
    span: spanAt(unknown.at),
  }))
  return sortedOnce(errors, compareErrors)
}

function reasonOf(match: RuleMatch, span: Span): Reason {
  const { policy, effect, message, pointer } = match
  return {
    policy: policy.name,
    effect,
    message,
    ...(pointer === null ? {} : { pointer }),
    span,
    severity: policy.severity,
    controls: policy.controls,
  }
}

function compareReasons(one: Reason, other: Reason): number {
  return (
    EFFECT_ORDER[one.effect] - EFFECT_ORDER[other.effect] ||
    SEVERITY_ORDER[one.severity] - SEVERITY_ORDER[other.severity] ||
    compareCodePoints(one.policy, other.policy) ||
    compareCodePoints(one.pointer ?? '', other.pointer ?? '') ||
    compareCodePoints(one.message, other.message) ||
    compareSpans(one.span, other.span)
  )
}

type SpannedError = DecisionError & { readonly policy: string; readonly span: Span }

function compareErrors(one: SpannedError, other: SpannedError): number {
  return (
    compareCodePoints(one.policy, other.policy) ||
    compareCodePoints(one.pointer ?? '', other.pointer ?? '') ||
    compareCodePoints(one.code, other.code) ||
    compareCodePoints(one.message, other.message) ||
    compareSpans(one.span, other.span)
  )
}

function compareSpans(one: Span, other: Span): number {
  return (
    compareCodePoints(one.path ?? '', other.path ?? '') ||
    one.offset - other.offset ||
    one.length - other.length
  )
}

function sortedOnce<Item>(items: readonly Item[], compare: (one: Item, other: Item) => number): Item[] {
  if (items.length < 2) return [...items]
  const sorted = [...items].sort(compare)
  return sorted.filter((item, index) => index === 0 || compare(sorted[index - 1]!, item) !== 0)
}
