import { compareCodePoints, type Span } from '../../core/index.js'
import type { RuleMatch } from './matches.js'
import type { PolicyFacts } from './policy-facts.js'
import type { DecisionError, Reason } from './types.js'
import type { Unknown } from './unknown.js'

/** What stands in a decision where a list is empty: one for all, so that it takes no memory. */
export const NOTHING: readonly never[] = Object.freeze([])

/**
 * Those of the first `count` matches that have one of the effects, as reasons in their order, each once.
 *
 * @param all whether that is every one of them
 */
export function sortReasons(
  matches: readonly RuleMatch[],
  count: number,
  effects: number,
  all: boolean,
  spanAt: SpanAt,
): readonly Reason[] {
  if (count === 1) return [reasonOf(matches[0]!, spanAt)]
  const first = matches.slice(0, count)
  const sorted = sortOnce(
    all ? first : first.filter(({ bit }) => (bit & effects) !== 0),
    compareMatches,
    spanAt,
  )
  // In their own list: a decision takes no memory but what it hands out.
  const reasons: (RuleMatch | Reason)[] = sorted
  for (let index = 0; index < sorted.length; index += 1) reasons[index] = reasonOf(sorted[index]!, spanAt)
  return reasons as Reason[]
}

type SpanAt = (number: number) => Span

/** Errors in their order, each once. */
export function sortErrors(
  faults: readonly { readonly policy: PolicyFacts; readonly unknown: Unknown }[],
  spanAt: SpanAt,
): readonly DecisionError[] {
  if (faults.length === 0) return NOTHING
  const errors = faults.map(({ policy, unknown }) => ({
    policy: policy.name,
    code: unknown.code,
    message: unknown.message,
    ...(unknown.pointer === null ? {} : { pointer: unknown.pointer }),
    span: copyOf(spanAt(unknown.at)),
  }))
  return sortOnce(errors, compareErrors, spanAt)
}

function reasonOf(match: RuleMatch, spanAt: SpanAt): Reason {
  if (match.reason !== null) return match.reason
  const { policy, effect, message, pointer } = match
  const span = match.isShared ? spanAt(match.at) : copyOf(spanAt(match.at))
  const { name, severity, controls } = policy
  const reason: Reason =
    pointer === null
      ? { policy: name, effect, message, span, severity, controls }
      : { policy: name, effect, message, pointer, span, severity, controls }
  if (match.isShared) match.reason = Object.freeze(reason)
  return reason
}

/** Written out: the engine is slow at spreading what is frozen. */
function copyOf({ path, offset, length, line, column }: Span): Span {
  return path === undefined ? { offset, length, line, column } : { path, offset, length, line, column }
}

function compareMatches(one: RuleMatch, other: RuleMatch, spanAt: SpanAt): number {
  return (
    one.rank - other.rank ||
    compareTexts(one.pointer ?? '', other.pointer ?? '') ||
    compareTexts(one.message, other.message) ||
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

const SURROGATE = /[\ud800-\udfff]/

/** By code point. The engine compares units, which is the same where there are no pairs of them, and sooner done. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  if (SURROGATE.test(one) || SURROGATE.test(other)) return compareCodePoints(one, other)
  return one < other ? -1 : 1
}

/** Sorts a list, and takes out what is equal to what stands before it. */
function sortOnce<Item>(
  items: Item[],
  compare: (one: Item, other: Item, spanAt: SpanAt) => number,
  spanAt: SpanAt,
): Item[] {
  if (items.length > FEW) items.sort((one, other) => compare(one, other, spanAt))
  let kept = Math.min(1, items.length)
  for (let next = 1; next < items.length; next += 1) {
    const item = items[next]!
    let at = kept
    let order = 1
    for (; at > 0; at -= 1) {
      order = compare(item, items[at - 1]!, spanAt)
      if (order >= 0) break
    }
    if (order === 0) continue
    for (let moved = kept; moved > at; moved -= 1) items[moved] = items[moved - 1]!
    items[at] = item
    kept += 1
  }
  if (kept < items.length) items.length = kept
  return items
}
