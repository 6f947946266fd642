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
  readonly escalation?: Escalation
}

/** To whom, and when. */
export interface Escalation {
  readonly to: readonly string[]
  readonly at: number
}

export interface MergedRequirement extends Omit<Requirement, 'policy' | 'quota' | 'escalation'> {
  readonly policies: readonly string[]
  /** The greatest that is asked for. */
  readonly leastQuota: number
  readonly escalateTo?: readonly string[]
  readonly escalatesAt?: number
  readonly escalated?: boolean
  readonly needed: number
  readonly approvedUntil?: number
  /** Who may stand in `approvedBy`: every choice of people that fills the most places, of the whole and of its parts. */
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
    const quota = Math.max(including.length, ...same.map((one) => one.quota))
    const asked = {
      from: same[0]!.from,
      including,
      distinctFrom: [...new Set(same.flatMap(({ distinctFrom }) => distinctFrom))],
      within: Math.min(...same.map(({ within }) => within)),
    }
    const escalation = mergeEscalations(same)
    return {
      ...asked,
      leastQuota: quota,
      policies: [...new Set(same.map(({ policy }) => policy))],
      ...(escalation !== undefined && {
        escalateTo: escalation.to,
        escalatesAt: escalation.at,
        escalated: isEscalated(escalation, now),
      }),
      ...count({ ...asked, quota, ...(escalation && { escalation }) }, same, approvals, subject, now),
    }
  })
}

/** All of them or none: the groups that all name, at the latest of their times. */
function mergeEscalations(requirements: readonly Requirement[]): Escalation | undefined {
  const all = requirements.flatMap(({ escalation }) => escalation ?? [])
  const to = (all[0]?.to ?? []).filter((group) => all.every((one) => one.to.includes(group)))
  if (all.length < requirements.length || to.length === 0) return undefined
  return { to, at: Math.max(...all.map(({ at }) => at)) }
}

const isEscalated = (escalation: Escalation | undefined, now: number): boolean =>
  escalation !== undefined && now >= escalation.at

type Asked = Omit<Requirement, 'policy'>

function placesOf(
  { from, including, quota, escalation }: Asked,
  now: number,
): readonly (readonly string[])[] {
  const wide = isEscalated(escalation, now) ? [...from, ...escalation!.to] : from
  return [...including, ...Array.from({ length: plainPlaces({ quota, including }) }, () => wide)]
}

const plainPlaces = ({ quota, including }: Pick<Asked, 'quota' | 'including'>): number =>
  Math.max(0, quota - including.length)

function count(
  whole: Asked,
  parts: readonly Asked[],
  approvals: readonly Approval[],
  subject: string,
  now: number,
): Pick<MergedRequirement, 'needed' | 'fillings' | 'causes' | 'approvedUntil'> {
  const { within, distinctFrom, escalation } = whole
  const faults = approvals.map((approval) => {
    const may: string[] = []
    if (approval.subject !== subject) may.push('other-subject')
    if (approval.at < now - within) may.push('expired')
    if (approval.at > now) may.push('in-the-future')
    if (distinctFrom.includes(approval.by)) may.push('not-distinct')
    return may
  })
  const valid = approvals.filter((_approval, index) => faults[index]!.length === 0)
  // Parts with more places of `from` than the whole; the places of the others are among those of the whole.
  const extra = parts.filter((part) => plainPlaces(part) > plainPlaces(whole))
  const places = [whole, ...extra].map((one) => placesOf(one, now))
  const filled = places.map((some) => fill(some, groupsOf(valid)))
  const open = filled.map(({ most }, index) => places[index]!.length - most)
  let fillings: ReadonlySet<string> = new Set([keyOf([])])
  for (const one of filled) {
    const wider = [...fillings].flatMap((people) => [...one.fillings].map((more) => join(people, more)))
    fillings = new Set(wider)
  }
  const asked = new Set(placesOf(whole, now).flat())
  const causes = approvals.map(({ by, groups }, index) => {
    const isAsked = groups.some((group) => asked.has(group))
    const isLater = !isAsked && groups.some((group) => escalation?.to.includes(group) === true)
    const group = isAsked ? [] : isLater ? ['not-escalated', 'other-group'] : ['other-group']
    return { by, may: [...faults[index]!, ...group, 'duplicate', 'not-needed'] }
  })
  const lasts = (until: number): boolean => {
    const left = groupsOf(valid.filter(({ at }) => at >= until - within))
    return places.every((some, index) => some.length - fill(some, left).most === open[index])
  }
  const times = valid.map(({ at }) => at + within).filter(lasts)
  const isAnybodyPlaced = filled.some(({ most }) => most > 0)
  return {
    needed: Math.max(
      ...[whole, ...parts].map((one) => {
        const some = placesOf(one, now)
        return some.length - fill(some, groupsOf(valid)).most
      }),
    ),
    fillings,
    causes,
    ...(isAnybodyPlaced && { approvedUntil: Math.max(...times) }),
  }
}

const join = (one: string, other: string): string =>
  keyOf([...new Set([...(JSON.parse(one) as string[]), ...(JSON.parse(other) as string[])])].sort())

function groupsOf(approvals: readonly Approval[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, ReadonlySet<string>>()
  for (const approval of approvals)
    groups.set(approval.by, new Set([...(groups.get(approval.by) ?? []), ...approval.groups]))
  return groups
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
