import { compareCodePoints, formatTime } from '../../core/index.js'
import { countApprovals, type Escalation, isEscalated, type Requirement } from './count-approvals.js'
import type { NamedMatch, RequirementMatch } from './matches.js'
import type { Approval, ApprovalObligation, NamedObligation, NotCounted } from './types.js'

/** Requirements that ask the same groups, as one. */
export interface MergedRequirement {
  readonly obligation: ApprovalObligation
  readonly matches: readonly RequirementMatch[]
}

/**
 * Merges requirements by their `from` groups: the greatest quota, the union of `including` and of `distinct from`, the
 * smallest `within`, the escalation that all of them allow. What is merged is at least as strict as each of its parts,
 * since each part is counted too.
 */
export function mergeRequirements(
  matches: readonly RequirementMatch[],
  approvals: readonly Approval[],
  subject: string | null,
  now: number,
): MergedRequirement[] {
  const byGroups = new Map<string, RequirementMatch[]>()
  for (const match of matches) {
    const key = JSON.stringify(match.from)
    const same = byGroups.get(key)
    if (same === undefined) byGroups.set(key, [match])
    else same.push(match)
  }
  return [...byGroups]
    .sort(([one], [other]) => compareCodePoints(one, other))
    .map(([, same]) => ({ obligation: obligationOf(same, approvals, subject, now), matches: same }))
}

function obligationOf(
  matches: readonly RequirementMatch[],
  approvals: readonly Approval[],
  subject: string | null,
  now: number,
): ApprovalObligation {
  const merged = merge(matches)
  const { escalation, ...asked } = merged
  const { approvedUntil, ...count } = countApprovals(merged, matches, approvals, subject, now)
  return {
    kind: 'approvals',
    ...asked,
    quota: count.approvedBy.length + count.needed,
    ...(escalation !== null && {
      escalateTo: escalation.to,
      escalatesAt: escalation.at,
      escalated: isEscalated(merged, now),
    }),
    ...count,
    ...(approvedUntil !== null && { approvedUntil }),
    policies: policyNames(matches),
  }
}

function merge(matches: readonly RequirementMatch[]): Requirement {
  const including = mergeIncluding(matches.map((match) => match.including))
  return {
    quota: matches.reduce((most, match) => Math.max(most, match.quota), including.length),
    from: matches[0]!.from,
    including,
    distinctFrom: sortedUnique(matches.flatMap((match) => match.distinctFrom)),
    within: matches.reduce((least, match) => Math.min(least, match.within), Number.MAX_SAFE_INTEGER),
    escalation: mergeEscalations(matches.map((match) => match.escalation)),
  }
}

/** What all of them allow: the groups that each names, at the latest time; nothing where one does not escalate. */
function mergeEscalations(escalations: readonly (Escalation | null)[]): Escalation | null {
  return escalations.reduce((one, other) => {
    if (one === null || other === null) return null
    const to = one.to.filter((group) => other.to.includes(group))
    return to.length === 0 ? null : { to, at: Math.max(one.at, other.at) }
  })
}

/** Each entry as often as the part that has it most often: one part may ask for two people of one group. */
function mergeIncluding(parts: readonly Requirement['including'][]): string[][] {
  const most = new Map<string, number>()
  for (const part of parts) {
    const counts = new Map<string, number>()
    for (const groups of part) {
      const key = JSON.stringify(groups)
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      most.set(key, Math.max(most.get(key) ?? 0, count))
    }
  }
  return [...most]
    .sort(([one], [other]) => compareCodePoints(one, other))
    .flatMap(([key, count]) => Array.from({ length: count }, () => JSON.parse(key) as string[]))
}

/** Equal obligations of several policies, as one; ordered by name and data. */
export function mergeNamed(matches: readonly NamedMatch[]): NamedObligation[] {
  const merged = new Map<string, NamedMatch[]>()
  for (const match of matches) {
    // Copies have sorted keys, so equal data has one text.
    const key = JSON.stringify([match.name, match.data])
    const same = merged.get(key)
    if (same === undefined) merged.set(key, [match])
    else same.push(match)
  }
  return [...merged]
    .sort(([one], [other]) => compareCodePoints(one, other))
    .map(([, same]) => {
      const { name, data } = same[0]!
      return { kind: 'named', name, data, policies: policyNames(same) }
    })
}

/** More people than this are counted, not named: the message is for a person to read. */
const MOST_NAMED = 5

/** Where a requirement stands, for the reason of a decision. */
export function describeRequirement(obligation: ApprovalObligation): string {
  const { quota, needed, approvedBy, including, notCounted } = obligation
  const groups = including.map((names) => ` including ${names.join(' or ')}`).join('')
  const people = approvedBy.length === 0 ? '' : ` (${approvedBy.join(', ')})`
  const refused = notCounted
    .slice(0, MOST_NAMED)
    .map(({ by, because }) => `; ${by} does not count: ${WHY[because]}`)
    .join('')
  const more = notCounted.length > MOST_NAMED ? `; and ${notCounted.length - MOST_NAMED} more` : ''
  return `${quota - needed} of ${quota} approvals from ${describeGroups(obligation)}${groups}${people}${refused}${more}`
}

function describeGroups({ from, escalateTo = [], escalatesAt, escalated }: ApprovalObligation): string {
  const asked = from.join(' or ')
  if (escalatesAt === undefined) return asked
  const wider = escalateTo.join(' or ')
  if (escalated === true) return `${asked} or ${wider} (escalated)`
  return `${asked} (escalates to ${wider} at ${formatTime(escalatesAt) ?? escalatesAt})`
}

const WHY: Readonly<Record<NotCounted, string>> = {
  'other-subject': 'approved something else',
  expired: 'the approval has expired',
  'in-the-future': 'the approval is dated after now',
  'not-distinct': 'must be another person',
  'other-group': 'is in no group that is asked',
  'not-escalated': 'is in no group that is asked yet',
  duplicate: 'counts once',
  'not-needed': 'no place is left that this person can fill',
}

function policyNames(matches: readonly { readonly policy: { readonly name: string } }[]): string[] {
  return sortedUnique(matches.map((match) => match.policy.name))
}

function sortedUnique(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareCodePoints)
}
