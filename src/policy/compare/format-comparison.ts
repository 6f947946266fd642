import { escapeInvisibleLine, formatTime, isJsonObject, type JsonValue } from '../../core/index.js'
import type { Obligation } from '../runtime/types.js'
import { otherText } from './candidates.js'
import type { BundleComparison, DecisionChange, DecisionSummary, RuleChange } from './types.js'

/** Limits of a search that are spelt out. */
const MOST_LIMITS = 8

/**
 * A comparison as text for a person who reviews a change of policy: for each kind of change what happens to which
 * requests, and by which rules; and at the end how far it was looked.
 *
 * @example
 * ```ts
 * import { compareBundles, compilePolicy, formatComparison } from 'keelson/policy'
 * const [before, after] = ['deny', 'warn'].map((rule) =>
 *   compilePolicy(`mode gate  input resource: json
 *     policy prod on tool.* { when resource.environment == "prod" ${rule} "not in production" }`),
 * )
 * formatComparison(compareBundles(before!.bundle!, after!.bundle!)).split('\n').slice(0, 2)
 * // => ['newly allowed: tool.other when resource.environment is "prod"', '  before: deny']
 * ```
 */
export function formatComparison(comparison: BundleComparison): string {
  const { changes, exhaustive, limits, decisions } = comparison
  const lines = changes.flatMap(describeChange)
  if (changes.length === 0) lines.push(exhaustive ? 'nothing is decided differently' : 'no change was found')
  if (exhaustive) {
    lines.push(
      `every class of requests that the policies can tell apart was looked at, in ${decisions} decisions`,
    )
  } else {
    lines.push(`the search was bounded (${decisions} decisions):`)
    lines.push(...limits.slice(0, MOST_LIMITS).map((limit) => `  ${limit}`))
    if (limits.length > MOST_LIMITS) lines.push(`  and ${limits.length - MOST_LIMITS} more`)
  }
  return lines.map(escapeInvisibleLine).join('\n')
}

function describeChange(change: DecisionChange): string[] {
  const { request, now, before, after, because } = change
  const { target, ...roots } = request
  const places = Object.entries(roots).flatMap(([name, value]) => describePlaces(name, value))
  const time = now === 0 ? null : formatTime(now)
  const conditions = [...places, ...(time === null ? [] : [`now is ${time}`])]
  const when = conditions.length === 0 ? '' : ` when ${conditions.join(' and ')}`
  return [
    `${headOf(before, after)}: ${target}${when}`,
    ...describeSide('before', before, because),
    ...describeSide('after', after, because),
  ]
}

function headOf(before: DecisionSummary, after: DecisionSummary): string {
  if (before.effect === after.effect) {
    return before.verdict === after.verdict
      ? `${after.effect}, with other duties`
      : `${after.effect}, with another verdict`
  }
  if (after.effect === 'allow') return 'newly allowed'
  if (after.effect === 'deny') return 'newly denied'
  return before.effect === 'deny' ? 'newly open to approval' : 'newly in need of approval'
}

function describeSide(
  side: RuleChange['side'],
  summary: DecisionSummary,
  because: readonly RuleChange[],
): string[] {
  const { effect, verdict, obligations } = summary
  const duties = obligations.map(describeDuty)
  const facts = [verdict === null ? [] : [`verdict ${verdict}`], duties].flat()
  return [
    `  ${side}: ${[effect, ...facts].join(', ')}`,
    ...because.filter((rule) => rule.side === side).map(describeRule),
  ]
}

function describeDuty(duty: Obligation): string {
  if (duty.kind === 'named') return `${duty.name} ${JSON.stringify(duty.data)}`
  const including = duty.including.map((groups) => ` including ${groups.join(' or ')}`).join('')
  const distinct = duty.distinctFrom.length === 0 ? '' : ` distinct from ${duty.distinctFrom.join(', ')}`
  const wider = duty.escalateTo === undefined ? '' : ` escalating to ${duty.escalateTo.join(' or ')}`
  return `${duty.quota} approvals from ${duty.from.join(' or ')}${including}${distinct}${wider}`
}

function describeRule({ policy, effect, message, span }: RuleChange): string {
  const place = `${span.path ?? ''}${span.path === undefined ? '' : ':'}${span.line}:${span.column}`
  return `    ${effect} by ${policy} (${place}): ${message}`
}

function describePlaces(place: string, value: JsonValue): string[] {
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[]
    const inside = items.flatMap((item, index) => describePlaces(`${place}.${index}`, item))
    return items.length === 0 ? [`${place} is empty`] : inside
  }
  if (value === otherText(place)) return [`${place} is any other text`]
  if (!isJsonObject(value)) return [`${place} is ${JSON.stringify(value)}`]
  const members = Object.entries(value)
  if (members.length === 0) return [`${place} is there`]
  return members.flatMap(([name, member]) => describePlaces(`${place}.${name}`, member))
}
