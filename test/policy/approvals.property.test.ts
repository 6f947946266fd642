import fc from 'fast-check'
import { compilePolicy, type Decision, type PolicyBundle, type PolicyRequest } from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../support/law.js'

/** What `require approvals` says of `from group("f")`; times in milliseconds. */
interface Asked {
  readonly quota: number
  readonly including: readonly (readonly string[])[]
  readonly distinctFrom: readonly string[]
  readonly within: number
  readonly escalation: { readonly to: readonly string[]; readonly after: number } | null
}

interface Given {
  readonly by: string
  readonly groups: readonly string[]
  readonly at: number
}

const OPENED = 100
const LATEST = 60
const someOf = (names: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...names], { minLength: 1, maxLength: 2 })

const asked: fc.Arbitrary<Asked> = fc.record({
  quota: fc.integer({ min: 1, max: 3 }),
  including: fc.array(someOf(['f', 'g', 'h']), { maxLength: 2 }),
  distinctFrom: fc.subarray(['ana', 'ben']),
  within: fc.integer({ min: 5, max: LATEST }),
  escalation: fc.option(fc.record({ to: someOf(['d', 'e', 'g']), after: fc.integer({ min: 1, max: 40 }) })),
})
const requirements = fc.array(asked, { minLength: 1, maxLength: 3 })
const given: fc.Arbitrary<Given> = fc.record({
  by: fc.constantFrom('ana', 'ben', 'cyd', 'dan', 'eve', 'fay'),
  groups: fc.subarray(['f', 'g', 'h', 'd', 'e']),
  at: fc.integer({ min: OPENED, max: OPENED + LATEST }),
})
const approvals = fc.array(given, { maxLength: 7 })
const time = fc.integer({ min: OPENED, max: OPENED + 2 * LATEST })

function groups(names: readonly string[]): string {
  return `group(${names.map((name) => JSON.stringify(name)).join(', ')})`
}

function bundleOf(all: readonly Asked[]): PolicyBundle {
  const rules = all.map(({ quota, including, distinctFrom, within, escalation }) => {
    const places = including.map((names) => `including ${groups(names)}`).join(' ')
    const others = distinctFrom.length === 0 ? '' : `distinct from ${JSON.stringify(distinctFrom)}`
    const wider =
      escalation === null
        ? ''
        : `escalate to ${groups(escalation.to)} after ${escalation.after}ms since change.openedAt`
    return `require approvals ${quota} from group("f") ${places} ${others} within ${within}ms ${wider}`
  })
  const policies = rules.map((rule, index) => `policy p${index} on t.run { ${rule} }`)
  return compilePolicy(`mode gate\ninput change: json\n${policies.join('\n')}`).bundle!
}

const REQUEST = { target: 't.run', change: { openedAt: OPENED } }

function decide(
  bundle: PolicyBundle,
  from: readonly Given[],
  now: number,
  request: PolicyRequest = REQUEST,
): Decision {
  const { subject } = bundle.decide(request, { now })
  return bundle.decide(
    { ...request, approvals: from.map((approval) => ({ ...approval, subject: subject! })) },
    { now },
  )
}

function neededIn({ obligations }: Decision): number {
  const [only] = obligations
  return only?.kind === 'approvals' ? only.needed : 0
}

/** §7.4 of docs/keel.md word by word, with every place tried for every person. */
function neededBy(all: readonly Asked[], from: readonly Given[], now: number): number {
  const within = Math.min(...all.map((one) => one.within))
  const notThese = all.flatMap((one) => one.distinctFrom)
  const people = new Map<string, string[]>()
  for (const { by, groups: named, at } of from) {
    if (at > now || at < now - within || notThese.includes(by)) continue
    people.set(by, [...(people.get(by) ?? []), ...named])
  }
  const most = Math.max(...all.map((one) => one.quota))
  const including = mostOften(all.map((one) => one.including.map((names) => [...names].sort())))
  const escalation = all.every((one) => one.escalation !== null)
    ? {
        to: ['d', 'e', 'g'].filter((name) => all.every((one) => one.escalation!.to.includes(name))),
        after: Math.max(...all.map((one) => one.escalation!.after)),
      }
    : null
  const merged: Asked = { quota: most, including, distinctFrom: [], within, escalation }
  return Math.max(...[merged, ...all].map((one) => openPlaces(one, [...people.values()], now)))
}

function mostOften(lists: readonly (readonly string[][])[]): string[][] {
  const counts = new Map<string, number>()
  for (const list of lists) {
    for (const names of list) {
      const key = names.join()
      const times = list.filter((other) => other.join() === key).length
      counts.set(key, Math.max(counts.get(key) ?? 0, times))
    }
  }
  return [...counts].flatMap(([key, times]) => Array.from({ length: times }, () => key.split(',')))
}

function openPlaces(
  { quota, including, escalation }: Asked,
  people: readonly (readonly string[])[],
  now: number,
): number {
  const isEscalated = escalation !== null && now >= OPENED + escalation.after
  const from = isEscalated ? ['f', ...escalation.to] : ['f']
  const plain = Array.from({ length: Math.max(0, quota - including.length) }, () => from)
  const places = [...including, ...plain]
  const most = (index: number, open: readonly (readonly string[])[]): number => {
    const person = people[index]
    if (person === undefined) return 0
    const filled = open.flatMap((place, at) =>
      place.some((name) => person.includes(name))
        ? [1 + most(index + 1, [...open.slice(0, at), ...open.slice(at + 1)])]
        : [],
    )
    return Math.max(most(index + 1, open), ...filled)
  }
  return places.length - most(0, places)
}

law(
  'as many approvals are needed as the best of all choices of people leaves open',
  fc.tuple(requirements, approvals, time),
  ([all, from, now]) => {
    expect(neededIn(decide(bundleOf(all), from, now))).toBe(neededBy(all, from, now))
  },
)

law(
  'the order and the repetition of approvals, and the order of policies, change nothing',
  fc
    .tuple(requirements, approvals, time)
    .chain(([all, from, now]) =>
      fc.tuple(
        fc.constant({ all, from, now }),
        fc.shuffledSubarray(from, { minLength: from.length }),
        fc.subarray(from),
      ),
    ),
  ([{ all, from, now }, shuffled, again]) => {
    const bundle = bundleOf(all)
    const decided = decide(bundle, from, now)
    expect(decide(bundle, shuffled, now)).toEqual(decided)
    expect(neededIn(decide(bundle, [...from, ...again], now))).toBe(neededIn(decided))
    expect(neededIn(decide(bundleOf([...all].reverse()), from, now))).toBe(neededIn(decided))
  },
  { runs: 300 },
)

law(
  'what is merged is never weaker than one of its parts',
  fc.tuple(requirements, approvals, time),
  ([all, from, now]) => {
    const needed = neededIn(decide(bundleOf(all), from, now))
    for (const one of all) {
      expect(neededIn(decide(bundleOf([one]), from, now))).toBeLessThanOrEqual(needed)
    }
  },
  { runs: 300 },
)

law(
  'an escalation never makes a decision more restrictive, and never lowers the quota',
  fc.tuple(requirements, approvals, time),
  ([all, from, now]) => {
    const escalating = decide(bundleOf(all), from, now)
    const plain = bundleOf(all.map((one) => ({ ...one, escalation: null })))
    expect(neededIn(escalating)).toBeLessThanOrEqual(neededIn(decide(plain, from, now)))
    expect(neededIn(decide(bundleOf(all), [], now))).toBe(neededIn(decide(plain, [], now)))
  },
  { runs: 300 },
)

law(
  'an escalation since a time that is not there is none, and is listed',
  fc.tuple(requirements, approvals, time),
  ([all, from, now]) => {
    const plain = bundleOf(all.map((one) => ({ ...one, escalation: null })))
    const request = { target: 't.run', change: {} }
    const decided = decide(bundleOf(all), from, now, request)
    expect(neededIn(decided)).toBe(neededIn(decide(plain, from, now, request)))
    const escalating = all.filter(({ escalation }) => escalation !== null)
    expect(decided.errors.map(({ code }) => code)).toEqual(escalating.map(() => 'policy/missing-value'))
  },
  { runs: 300 },
)

law(
  'as time goes on fewer are needed, until an approval expires',
  fc.tuple(requirements, approvals, time, fc.nat(LATEST)),
  ([all, from, now, later]) => {
    const bundle = bundleOf(all)
    const within = Math.min(...all.map((one) => one.within))
    const kept = from.filter(({ at }) => at >= now + later - within)
    expect(neededIn(decide(bundle, kept, now + later))).toBeLessThanOrEqual(
      neededIn(decide(bundle, kept, now)),
    )
  },
  { runs: 300 },
)

law(
  'approvedUntil is the last millisecond for which the approvals are enough',
  fc.tuple(requirements, approvals, time),
  ([all, from, now]) => {
    const bundle = bundleOf(all)
    const past = from.filter(({ at }) => at <= now)
    const decided = decide(bundle, past, now)
    const { approvedBy, approvedUntil } = standing(decided)
    if (approvedUntil === undefined) {
      expect(approvedBy).toEqual([])
      return
    }
    expect(approvedUntil).toBeGreaterThanOrEqual(now)
    const then = decide(bundle, past, approvedUntil)
    expect(neededIn(then)).toBeLessThanOrEqual(neededIn(decided))
    // An escalation that comes first may make up for who is lost.
    if (decided.effect === 'pending' || all.every(({ escalation }) => escalation !== null)) return
    expect(neededIn(decide(bundle, past, approvedUntil + 1))).toBeGreaterThan(0)
  },
  { runs: 300 },
)

interface Standing {
  readonly approvedBy: readonly string[]
  readonly approvedUntil?: number
}

function standing({ obligations, approvedUntil }: Decision): Standing {
  const [only] = obligations
  if (only?.kind === 'approvals') return only
  return { approvedBy: [], ...(approvedUntil !== undefined && { approvedUntil }) }
}
