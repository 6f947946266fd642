import { HOUR, MINUTE } from './calendar.js'
import type { RecordedApproval } from './event.js'
import type { Random } from './random.js'

/** Whom the directory lists in which group. Some people only ever approve. */
const GROUPS_OF: Readonly<Record<string, readonly string[]>> = {
  'ana.reyes': ['maintainers'],
  'chidi.nwosu': ['maintainers'],
  'erik.lund': ['ml-leads'],
  'fatima.khan': ['maintainers', 'data-owners'],
  'george.ito': ['maintainers'],
  'hana.sato': ['security', 'data-owners'],
  'ines.moreau': ['legal'],
  'jonas.weber': ['legal'],
  'noor.haddad': ['security', 'data-owners'],
  'petra.novak': ['ml-leads', 'data-owners'],
  'quentin.adeyemi': ['ml-leads', 'data-owners'],
  'viktor.brandt': ['security'],
}

/** What kind of change asks for which quorum; the policies ask for the same ones. */
export type Quorum = ChangeRisk | 'roleChange' | 'secretRead'

/** The risk that a change declares of itself. */
export type ChangeRisk = 'routine' | 'modelPromotion' | 'customerData'

const QUORUMS: Readonly<Record<Quorum, { readonly count: number; readonly group: string }>> = {
  routine: { count: 1, group: 'maintainers' },
  modelPromotion: { count: 2, group: 'ml-leads' },
  customerData: { count: 3, group: 'data-owners' },
  roleChange: { count: 2, group: 'security' },
  secretRead: { count: 1, group: 'security' },
}

/** How well a request is approved by the time it is made. */
export type Approved = 'complete' | 'none' | 'too-few' | 'stale' | 'own' | 'without-legal'

/**
 * The approvals on record when `requester` asks at `at`: `complete` is the whole quorum (for customer data one of them
 * from legal), `too-few` lacks one, `stale` has one given more than a day before, `own` counts the requester's own
 * word, `without-legal` has the number but nobody from legal.
 */
export function recordApprovals(
  random: Random,
  quorum: Quorum,
  requester: string,
  at: number,
  approved: Approved,
): readonly RecordedApproval[] {
  if (approved === 'none') return []
  const { count, group } = QUORUMS[quorum]
  const legal =
    quorum === 'customerData' && approved !== 'without-legal' ? draw(random, 'legal', requester, 1) : []
  const wanted = approved === 'too-few' || approved === 'own' ? count - 1 : count
  const people = [...legal, ...draw(random, group, requester, wanted - legal.length)]
  if (approved === 'own') people.push(requester)
  return people.map((by, index) => {
    const age =
      approved === 'stale' && index === 0 ? random.between(26, 44) * HOUR : random.between(6, 280) * MINUTE
    return { by, groups: GROUPS_OF[by] ?? [], at: at - age }
  })
}

function draw(random: Random, group: string, besides: string, count: number): string[] {
  const members = Object.keys(GROUPS_OF).filter(
    (person) => person !== besides && GROUPS_OF[person]?.includes(group) === true,
  )
  const drawn: string[] = []
  while (drawn.length < count && members.length > 0)
    drawn.push(...members.splice(random.below(members.length), 1))
  return drawn
}
