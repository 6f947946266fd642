import { compareCodePoints, type Span } from '../../core/index.js'
import type { RuleMatch } from './matches.js'
import type { PolicyFacts } from './policy-facts.js'
import type { DecisionError, Reason } from './types.js'
import type { Unknown } from './unknown.js'

/** What stands in a decision where a list is empty: one for all, so that it takes no memory. */
export const NOTHING: readonly never[] = Object.freeze([])

/** Reasons in their order, each once. */
export function sortReasons(
  matches: readonly RuleMatch[],
  spanAt: (number: number) => Span,
): readonly Reason[] {
  if (matches.length === 0) return NOTHING
  if (matches.length === 1) return [reasonOf(matches[0]!, spanAt)]
  const sorted = sortedOnce(matches, (one, other) => compareMatches(one, other, spanAt))
  return sorted.map((match) => reasonOf(match, spanAt))
}

/** Errors in their order, each once. */
export function sortErrors(
  faults: readonly { readonly policy: PolicyFacts; readonly unknown: Unknown }[],
  spanAt: (number: number) => Span,
): readonly DecisionError[] {
  if (faults.length === 0) return NOTHING
  const errors = faults.map(({ policy, unknown }) => ({
    policy: policy.name,
    code: unknown.code,
    message: unknown.message,
    ...(unknown.pointer === null ? {} : { pointer: unknown.pointer }),
    span: spanAt(unknown.at),
  }))
  return sortedOnce(errors, compareErrors)
}

function reasonOf(match: RuleMatch, spanAt: (number: number) => Span): Reason {
  if (match.reason !== null) return match.reason
  const { policy, effect, message, pointer } = match
  const span = spanAt(match.at)
  const { name, severity, controls } = policy
  const reason: Reason =
    pointer === null
      ? { policy: name, effect, message, span, severity, controls }
      : { policy: name, effect, message, pointer, span, severity, controls }
  if (match.isShared) {
    Object.freeze(span)
    match.reason = Object.freeze(reason)
  }
  return reason
}

function compareMatches(one: RuleMatch, other: RuleMatch, spanAt: (number: number) => Span): number {
  return (
    one.rank - other.rank ||
    (one.policy === other.policy ? 0 : compareCodePoints(one.policy.name, other.policy.name)) ||
    compareCodePoints(one.pointer ?? '', other.pointer ?? '') ||
    compareCodePoints(one.message, other.message) ||
    (one.at === other.at ? 0 : compareSpans(spanAt(one.at), spanAt(other.at)))
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

/** Up to so many items, putting each in its place takes less time than the engine's own sort. */
const FEW = 12

function sortedOnce<Item>(items: readonly Item[], compare: (one: Item, other: Item) => number): Item[] {
  const sorted = items.slice()
  if (items.length > FEW) sorted.sort(compare)
  else {
    for (let next = 1; next < sorted.length; next += 1) {
      const item = sorted[next]!
      let at = next
      for (; at > 0 && compare(sorted[at - 1]!, item) > 0; at -= 1) sorted[at] = sorted[at - 1]!
      sorted[at] = item
    }
  }
  let kept = 1
  for (let next = 1; next < sorted.length; next += 1) {
    const item = sorted[next]!
    if (compare(sorted[kept - 1]!, item) === 0) continue
    sorted[kept] = item
    kept += 1
  }
  if (kept < sorted.length) sorted.length = kept
  return sorted
}
