import { compareCodePoints } from '../../core/index.js'
import type { Approval, NotCounted } from './types.js'

/** One requirement after merging. */
export interface Quota {
  /** Places to fill; at least as many as `including` has entries. */
  readonly quota: number
  readonly from: readonly string[]
  readonly including: readonly (readonly string[])[]
  readonly distinctFrom: readonly string[]
  readonly within: number
}

export interface ApprovalCount {
  /** Who fills a place, in code-point order. */
  readonly approvedBy: readonly string[]
  readonly needed: number
  readonly notCounted: readonly { readonly by: string; readonly because: NotCounted }[]
}

/** A person with all groups that their valid approvals name. */
interface Person {
  readonly by: string
  readonly groups: Set<string>
}

/**
 * Fills the places of a requirement with people. A place of `including` takes only a member of its groups, the others
 * only a member of the `from` groups, and a person takes one place. The sets of people that can fill the `including`
 * places together form a transversal matroid, so trying people who can fill nothing else first, and moving those who
 * already have a place along an augmenting path, fills as many places as can be filled.
 */
export function countApprovals(
  wanted: Quota,
  approvals: readonly Approval[],
  subject: string | null,
  now: number,
): ApprovalCount {
  const notCounted: { by: string; because: NotCounted }[] = []
  const people = new Map<string, Person>()
  for (const approval of approvals) {
    const because = refuse(approval, wanted, subject, now)
    const known = people.get(approval.by)
    if (because !== null) notCounted.push({ by: approval.by, because })
    else if (known === undefined)
      people.set(approval.by, { by: approval.by, groups: new Set(approval.groups) })
    else {
      for (const group of approval.groups) known.groups.add(group)
      notCounted.push({ by: approval.by, because: 'duplicate' })
    }
  }
  const placed = place(
    wanted,
    [...people.values()].sort((one, other) => compareCodePoints(one.by, other.by)),
  )
  const needed = wanted.quota - placed.size
  for (const person of people.values()) {
    if (placed.has(person.by)) continue
    const fits = canFill(person, wanted.from) || wanted.including.some((groups) => canFill(person, groups))
    notCounted.push({ by: person.by, because: fits ? 'not-needed' : 'other-group' })
  }
  return { approvedBy: [...placed].sort(compareCodePoints), needed, notCounted: sortedOnce(notCounted) }
}

type Refusal = ApprovalCount['notCounted'][number]

function sortedOnce(refusals: readonly Refusal[]): Refusal[] {
  const compare = (one: Refusal, other: Refusal): number =>
    compareCodePoints(one.by, other.by) || compareCodePoints(one.because, other.because)
  const sorted = [...refusals].sort(compare)
  return sorted.filter((refusal, index) => index === 0 || compare(sorted[index - 1]!, refusal) !== 0)
}

function refuse(approval: Approval, wanted: Quota, subject: string | null, now: number): NotCounted | null {
  if (approval.subject !== subject) return 'other-subject'
  if (approval.at > now) return 'in-the-future'
  if (approval.at < now - wanted.within) return 'expired'
  return wanted.distinctFrom.includes(approval.by) ? 'not-distinct' : null
}

function place(wanted: Quota, people: readonly Person[]): Set<string> {
  const inFrom = people.filter((person) => canFill(person, wanted.from))
  const others = people.filter((person) => !canFill(person, wanted.from))
  const holders: (Person | undefined)[] = wanted.including.map(() => undefined)
  for (const person of [...others, ...inFrom]) fillIncluding(person, wanted.including, holders, new Set())
  const placed = new Set(holders.flatMap((person) => (person === undefined ? [] : [person.by])))
  let open = wanted.quota - wanted.including.length
  for (const person of inFrom) {
    if (open === 0) break
    if (placed.has(person.by)) continue
    placed.add(person.by)
    open -= 1
  }
  return placed
}

/** Kuhn's augmenting path; at most as deep as there are `including` places. */
function fillIncluding(
  person: Person,
  including: readonly (readonly string[])[],
  holders: (Person | undefined)[],
  tried: Set<number>,
): boolean {
  for (const [index, groups] of including.entries()) {
    if (tried.has(index) || !canFill(person, groups)) continue
    tried.add(index)
    const holder = holders[index]
    if (holder === undefined || fillIncluding(holder, including, holders, tried)) {
      holders[index] = person
      return true
    }
  }
  return false
}

function canFill(person: Person, groups: readonly string[]): boolean {
  return groups.some((group) => person.groups.has(group))
}
