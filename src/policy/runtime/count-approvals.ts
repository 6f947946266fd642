import { compareCodePoints } from '../../core/index.js'
import { fillPlaces, isOneOf, type Person, type Places } from './fill-places.js'
import type { Approval, NotCounted } from './types.js'

/** What a requirement says. */
export interface Requirement {
  /** People that are needed, those of `including` among them. */
  readonly quota: number
  /** Sorted and unique, as are the groups of each `including`. */
  readonly from: readonly string[]
  readonly including: readonly (readonly string[])[]
  readonly distinctFrom: readonly string[]
  readonly within: number
  /** `null` where it has none, or one that is not known. */
  readonly escalation: Escalation | null
}

/** Who else may approve, from when on. */
export interface Escalation {
  /** Sorted and unique. */
  readonly to: readonly string[]
  /** Epoch milliseconds. */
  readonly at: number
}

export interface ApprovalCount {
  /** Who fills a place, in code-point order. */
  readonly approvedBy: readonly string[]
  readonly needed: number
  readonly notCounted: readonly { readonly by: string; readonly because: NotCounted }[]
  /** The last time at which as many places are filled, if nobody else approves; `null` where none is. */
  readonly approvedUntil: number | null
}

/**
 * Counts approvals for a merged requirement.
 *
 * @param parts the requirements it was merged of: each must be satisfied, with what the whole says of age and of who
 * must be another
 */
export function countApprovals(
  whole: Requirement,
  parts: readonly Requirement[],
  approvals: readonly Approval[],
  subject: string | null,
  now: number,
): ApprovalCount {
  const notCounted: Refusal[] = []
  const valid: Approval[] = []
  const known = new Set<string>()
  for (const approval of approvals) {
    const because = refuse(approval, whole, subject, now)
    if (because !== null) notCounted.push({ by: approval.by, because })
    else {
      if (known.has(approval.by)) notCounted.push({ by: approval.by, because: 'duplicate' })
      known.add(approval.by)
      valid.push(approval)
    }
  }
  const places = placesOf(whole, now)
  const stricter = stricterPlaces(parts, places, now)
  const people = peopleOf(valid)
  const { placed, needed, open } = place(places, stricter, people)
  for (const person of people) {
    if (placed.has(person.by)) continue
    notCounted.push({ by: person.by, because: whyUnplaced(person, [places, ...stricter], whole) })
  }
  return {
    approvedBy: [...placed].sort(compareCodePoints),
    needed,
    notCounted: sortedOnce(notCounted),
    approvedUntil: placed.size === 0 ? null : lapse(valid, open, places, stricter) + whole.within,
  }
}

type Refusal = ApprovalCount['notCounted'][number]

function sortedOnce(refusals: readonly Refusal[]): Refusal[] {
  const compare = (one: Refusal, other: Refusal): number =>
    compareCodePoints(one.by, other.by) || compareCodePoints(one.because, other.because)
  const sorted = [...refusals].sort(compare)
  return sorted.filter((refusal, index) => index === 0 || compare(sorted[index - 1]!, refusal) !== 0)
}

function refuse(
  approval: Approval,
  wanted: Requirement,
  subject: string | null,
  now: number,
): NotCounted | null {
  if (approval.subject !== subject) return 'other-subject'
  if (approval.at > now) return 'in-the-future'
  if (approval.at < now - wanted.within) return 'expired'
  return wanted.distinctFrom.includes(approval.by) ? 'not-distinct' : null
}

function whyUnplaced(person: Person, places: readonly Places[], { escalation }: Requirement): NotCounted {
  if (places.some(({ from, including }) => [from, ...including].some((groups) => isOneOf(person, groups)))) {
    return 'not-needed'
  }
  return escalation !== null && isOneOf(person, escalation.to) ? 'not-escalated' : 'other-group'
}

export function isEscalated({ escalation }: Requirement, now: number): boolean {
  return escalation !== null && now >= escalation.at
}

function placesOf(wanted: Requirement, now: number): Places {
  const { quota, from, including, escalation } = wanted
  return {
    including,
    plain: Math.max(0, quota - including.length),
    from: isEscalated(wanted, now) ? [...from, ...escalation!.to] : from,
  }
}

/**
 * The places of those parts that the whole does not satisfy by itself. It has all `including` of each, and whoever
 * fills its plain places can fill theirs, so what is left are parts with more plain places.
 */
function stricterPlaces(parts: readonly Requirement[], whole: Places, now: number): Places[] {
  const stricter = new Map<string, Places>()
  for (const part of parts) {
    const places = placesOf(part, now)
    if (places.plain > whole.plain) stricter.set(JSON.stringify(places), places)
  }
  return [...stricter].sort(([one], [other]) => compareCodePoints(one, other)).map(([, places]) => places)
}

/** Each person once, in code-point order. */
function peopleOf(approvals: readonly Approval[]): Person[] {
  const groups = new Map<string, Set<string>>()
  for (const approval of approvals) {
    const known = groups.get(approval.by)
    if (known === undefined) groups.set(approval.by, new Set(approval.groups))
    else for (const group of approval.groups) known.add(group)
  }
  return [...groups]
    .sort(([one], [other]) => compareCodePoints(one, other))
    .map(([by, named]) => ({ by, groups: named }))
}

interface Placement {
  /** Who fills a place of the whole or of a part. */
  readonly placed: ReadonlySet<string>
  /** How many more are needed by the one that lacks most. */
  readonly needed: number
  /** The open places of all of them together. */
  readonly open: number
}

function place(whole: Places, stricter: readonly Places[], people: readonly Person[]): Placement {
  const placed = fillPlaces(whole, people)
  let needed = openPlaces(whole, placed)
  let open = needed
  for (const places of stricter) {
    // Who has a place already goes first, so that no more people are told than count.
    const first = people.filter(({ by }) => placed.has(by))
    const others = people.filter(({ by }) => !placed.has(by))
    const filled = fillPlaces(places, [...first, ...others])
    const lacking = openPlaces(places, filled)
    needed = Math.max(needed, lacking)
    open += lacking
    for (const by of filled) placed.add(by)
  }
  return { placed, needed, open }
}

function openPlaces({ including, plain }: Places, filled: ReadonlySet<string>): number {
  return including.length + plain - filled.size
}

/** The time of the oldest approval that must still count so that no more places are open than now. */
function lapse(valid: readonly Approval[], open: number, whole: Places, stricter: readonly Places[]): number {
  const times = [...new Set(valid.map(({ at }) => at))].sort((one, other) => one - other)
  // The more of the older approvals are left out, the more places are open: the last good index is found by halving.
  let good = 0
  let bad = times.length
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    const left = peopleOf(valid.filter(({ at }) => at >= times[middle]!))
    if (place(whole, stricter, left).open === open) good = middle
    else bad = middle
  }
  return times[good]!
}
