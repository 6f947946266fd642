/** Who has approved, with all groups that their valid approvals name. */
export interface Person {
  readonly by: string
  readonly groups: ReadonlySet<string>
}

/** Places that people fill, one each. */
export interface Places {
  /** Each entry is a place for a member of one of its groups. */
  readonly including: readonly (readonly string[])[]
  /** Places for members of the `from` groups. */
  readonly plain: number
  readonly from: readonly string[]
}

/**
 * Fills as many places as can be filled, and gives the names of those who fill them; whom `people` names first goes
 * first among those of the `from` groups. The sets of people that can fill the `including` places together form a
 * transversal matroid, so trying people who can fill nothing else first, and moving those who already have a place
 * along an augmenting path, fills as many places as can be filled.
 */
export function fillPlaces({ including, plain, from }: Places, people: readonly Person[]): Set<string> {
  const inFrom = people.filter((person) => isOneOf(person, from))
  const others = people.filter((person) => !isOneOf(person, from))
  const holders: (Person | undefined)[] = including.map(() => undefined)
  for (const person of [...others, ...inFrom]) fillIncluding(person, including, holders, new Set())
  const placed = new Set(holders.flatMap((person) => (person === undefined ? [] : [person.by])))
  let open = plain
  for (const person of inFrom) {
    if (open === 0) break
    if (placed.has(person.by)) continue
    placed.add(person.by)
    open -= 1
  }
  return placed
}

export function isOneOf(person: Person, groups: readonly string[]): boolean {
  return groups.some((group) => person.groups.has(group))
}

/** Kuhn's augmenting path; at most as deep as there are `including` places. */
function fillIncluding(
  person: Person,
  including: readonly (readonly string[])[],
  holders: (Person | undefined)[],
  tried: Set<number>,
): boolean {
  for (const [index, groups] of including.entries()) {
    if (tried.has(index) || !isOneOf(person, groups)) continue
    tried.add(index)
    const holder = holders[index]
    if (holder === undefined || fillIncluding(holder, including, holders, tried)) {
      holders[index] = person
      return true
    }
  }
  return false
}
