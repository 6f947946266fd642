import { canonicalize } from 'keelson/hash'
import type { Approval } from 'keelson/policy'

/** What one `require approvals` asks (docs/keel.md §7.4). Groups of one place are sorted and each once. */
export interface Requirement {
  readonly policy: string
  readonly quota: number
  readonly from: readonly string[]
  readonly including: readonly (readonly string[])[]
  readonly distinctFrom: readonly string[]
  readonly within: number
}

export interface MergedRequirement extends Omit<Requirement, 'policy'> {
  readonly policies: readonly string[]
  readonly needed: number
  /** Who may stand in `approvedBy`: every choice of people that fills the most places. */
  readonly fillings: ReadonlySet<string>
  /** Why each approval may be said not to count; empty for one that must count. */
  readonly causes: readonly { readonly by: string; readonly may: readonly string[] }[]
}

export const keyOf = (value: readonly unknown[]): string => canonicalize(value as never)

/** Requirements of the same `from` groups as one, over all policies. */
export function mergeRequirements(
  requirements: readonly Requirement[],
  approvals: readonly Approval[],
  subject: string,
  now: number,
): readonly MergedRequirement[] {
  const keys = [...new Set(requirements.map(({ from }) => keyOf(from)))]
  return keys.map((key) => {
    const same = requirements.filter(({ from }) => keyOf(from) === key)
    const wanted = [...new Set(same.flatMap(({ including }) => including.map(keyOf)))]
    const including = wanted.flatMap((group) => {
      const times = same.map((one) => one.including.filter((other) => keyOf(other) === group).length)
      return Array.from({ length: Math.max(...times) }, () => JSON.parse(group) as string[])
    })
    const merged = {
      from: same[0]!.from,
      including,
      quota: Math.max(including.length, ...same.map(({ quota }) => quota)),
      distinctFrom: [...new Set(same.flatMap(({ distinctFrom }) => distinctFrom))],
      within: Math.min(...same.map(({ within }) => within)),
    }
    return {
      ...merged,
      policies: [...new Set(same.map(({ policy }) => policy))],
      ...count(merged, approvals, subject, now),
    }
  })
}

function count(
  { from, including, quota, distinctFrom, within }: Omit<Requirement, 'policy'>,
  approvals: readonly Approval[],
  subject: string,
  now: number,
): Pick<MergedRequirement, 'needed' | 'fillings' | 'causes'> {
  const asked = new Set([...from, ...including.flat()])
  const faults = approvals.map((approval) => {
    const may: string[] = []
    if (approval.subject !== subject) may.push('other-subject')
    if (approval.at < now - within) may.push('expired')
    if (approval.at > now) may.push('in-the-future')
    if (distinctFrom.includes(approval.by)) may.push('not-distinct')
    if (!approval.groups.some((group) => asked.has(group))) may.push('other-group')
    return may
  })
  const groupsOf = new Map<string, Set<string>>()
  for (const [index, { by, groups }] of approvals.entries()) {
    if (faults[index]!.length === 0) groupsOf.set(by, new Set([...(groupsOf.get(by) ?? []), ...groups]))
  }
  const places = [...including, ...Array.from({ length: quota - including.length }, () => from)]
  const { most, fillings } = fill(places, groupsOf)
  const causes = approvals.map(({ by }, index) => ({
    by,
    may: [...faults[index]!, 'duplicate', 'not-needed'],
  }))
  return { needed: quota - most, fillings, causes }
}

/** Every assignment of people to places, by brute force; equal places are told apart, which only costs time. */
function fill(
  places: readonly (readonly string[])[],
  groupsOf: ReadonlyMap<string, ReadonlySet<string>>,
): { readonly most: number; readonly fillings: ReadonlySet<string> } {
  const byNumber = new Map<number, Set<string>>()
  const visit = (index: number, taken: readonly string[]): void => {
    if (index === places.length) {
      const sets = byNumber.get(taken.length) ?? new Set()
      byNumber.set(taken.length, sets.add(keyOf([...taken].sort())))
      return
    }
    for (const [person, groups] of groupsOf) {
      if (!taken.includes(person) && places[index]!.some((group) => groups.has(group)))
        visit(index + 1, [...taken, person])
    }
    visit(index + 1, taken)
  }
  visit(0, [])
  const most = Math.max(...byNumber.keys())
  return { most, fillings: byNumber.get(most)! }
}
