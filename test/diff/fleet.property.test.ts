import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { compareCodePoints } from 'keelson/core'
import { type Assurance, compareFleet, diff, type FleetItem, type FleetReport } from 'keelson/diff'
import { expect } from 'vitest'
import { objectOf } from '../support/arbitraries.js'
import { asyncLaw } from '../support/law.js'
import { inheritedNameDocuments, nearPairOf, type Pair, recordLists } from './document-pairs.js'

/** A resource before it is written down: both states, where it is, and in what form each side hands it in. */
interface Drawn {
  readonly id: string
  readonly states: Pair
  readonly on: 'both' | 'desired' | 'live'
  readonly forms: readonly [desired: Form, live: Form]
}

type Form = 'text' | 'spaced text' | 'bytes' | 'value' | 'broken'

const FORMS: fc.Arbitrary<Form> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Form>('text', 'spaced text', 'bytes', 'value') },
  { weight: 1, arbitrary: fc.constant<Form>('broken') },
)

const FLEETS: fc.Arbitrary<readonly Drawn[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('', 'a', 'b', 'ns/kind/web', 'ns/kind/api', '__proto__', '\uff5e', '\u{1f600}', 'z'),
    states: nearPairOf(fc.oneof(recordLists(), inheritedNameDocuments())),
    on: fc.constantFrom('both', 'both', 'both', 'desired', 'live'),
    forms: fc.tuple(FORMS, FORMS),
  }),
  { selector: ({ id }) => id, maxLength: 9 },
)

const ASSURANCES: readonly Assurance[] = ['fast', 'verified', 'sealed']

asyncLaw(
  'fleet: the report says of each resource what diff says, under every assurance',
  FLEETS,
  async (fleet) => {
    for (const assurance of ASSURANCES) {
      const report = await compareFleet({ ...sidesOf(fleet), assurance, list: 'all' })
      const found = report.resources.map(({ id, status, changes }) => ({ id, status, changes }))
      expect(found).toEqual(fleet.toSorted(byId).map((drawn) => expected(drawn, assurance)))
      expectCountsToAddUp(report)
    }
  },
)

asyncLaw(
  'fleet: neither the order of the resources nor how they are read changes the report',
  FLEETS.chain((fleet) =>
    fc.record({
      fleet: fc.constant(fleet),
      desired: fc.shuffledSubarray([...fleet], { minLength: fleet.length }),
      live: fc.shuffledSubarray([...fleet], { minLength: fleet.length }),
    }),
  ),
  async ({ fleet, desired, live }) => {
    const inOrder = fleet.toSorted(byId)
    const sorted = await compareFleet({ ...sidesOf(inOrder), sorted: true })
    const shuffled = { desired: sidesOf(desired).desired, live: sidesOf(live).live }
    expect(await compareFleet(shuffled)).toEqual(sorted)
    expect(await compareFleet({ desired: later(shuffled.desired), live: shuffled.live })).toEqual(sorted)
  },
  { runs: 500 },
)

function sidesOf(fleet: readonly Drawn[]): { desired: FleetItem[]; live: FleetItem[] } {
  const side = (name: 'desired' | 'live', at: 0 | 1): FleetItem[] =>
    fleet
      .filter(({ on }) => on === 'both' || on === name)
      .map(({ id, states, forms }) => ({ id, ...written(states[at], forms[at]) }))
  return { desired: side('desired', 0), live: side('live', 1) }
}

function written(value: JsonValue, form: Form): { json: string | Uint8Array } | { value: JsonValue } {
  if (form === 'value') return { value }
  if (form === 'text') return { json: JSON.stringify(value) }
  if (form === 'bytes') return { json: new TextEncoder().encode(JSON.stringify(value)) }
  const spaced = JSON.stringify(turned(value), null, 2)
  return { json: form === 'broken' ? `${spaced},` : spaced }
}

/** The plain way: parse both, compare. */
function expected({ id, states, on, forms }: Drawn, assurance: Assurance): unknown {
  const result = (status: string, changes?: unknown): unknown => ({ id, status, changes })
  if (on !== 'both') return result(on === 'desired' ? 'missing' : 'extra')
  if (forms.includes('broken')) {
    const texts = states
      .map((state, at) => written(state, forms[at]!))
      .map((item) => 'json' in item && item.json)
    // What has the same bytes is not read, unless it is to be sealed.
    return result(texts[0] === texts[1] && assurance !== 'sealed' ? 'equal' : 'failed')
  }
  const changes = diff(...states)
  return changes.equal ? result('equal') : result('drifted', changes)
}

function expectCountsToAddUp({ assurance, counts, resources, equal }: FleetReport): void {
  const { desired, live, compared, equalBy } = counts
  expect(desired).toBe(compared + counts.missing)
  expect(live).toBe(compared + counts.extra)
  expect(compared).toBe(counts.equal + counts.immaterial + counts.drifted + counts.failed)
  expect(counts.equal).toBe(equalBy.bytes + equalBy.fingerprint + equalBy.walk + equalBy.seal)
  for (const status of ['equal', 'immaterial', 'drifted', 'failed', 'missing', 'extra'] as const) {
    expect(counts[status]).toBe(resources.filter((resource) => resource.status === status).length)
  }
  expect(equal).toBe(resources.every(({ status }) => status === 'equal'))
  if (assurance !== 'fast') expect(equalBy.fingerprint).toBe(0)
  if (assurance === 'sealed') expect(equalBy.seal).toBe(counts.equal)
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return compareCodePoints(left.id, right.id)
}

async function* later<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

/** The document with the members of every object in the opposite order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, turned(member)] as const)
  return objectOf(members.reverse())
}
