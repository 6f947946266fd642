import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { applyPatch, type DiffOptions, diff, diff3, invert, toPatch } from 'keelson/diff'
import { describe } from 'vitest'
import { law } from '../support/law.js'
import { deepFreeze } from './deep-freeze.js'
import { nearPairOf, nearTripleOf, type Pair, pairOf } from './document-pairs.js'
import { profiledDocuments, someIgnoreRule, someProfile } from './profiled-documents.js'
import { applyByReference, canonical } from './reference-applier.js'

const PAIRS: fc.Arbitrary<Pair> = fc.oneof(
  pairOf(profiledDocuments()),
  nearPairOf(profiledDocuments()),
  shuffledPairOf(profiledDocuments()),
)

/** A document, and itself with the elements of its lists in another order. */
function shuffledPairOf(documents: fc.Arbitrary<JsonValue>): fc.Arbitrary<Pair> {
  return fc
    .tuple(nearPairOf(documents), fc.infiniteStream(fc.nat({ max: 5 })))
    .map(([[before, after], numbers]) => [before, shuffled(after, numbers)] as const)
}

function shuffled(value: JsonValue, numbers: Iterator<number>): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inside]) => [name, shuffled(inside, numbers)]),
    )
  }
  const list: JsonValue[] = []
  for (const element of value as readonly JsonValue[]) {
    list.splice((numbers.next().value as number) % (list.length + 1), 0, shuffled(element, numbers))
  }
  return list
}

const OPTIONS: fc.Arbitrary<DiffOptions> = fc.record({
  profile: someProfile(),
  ignore: fc.array(someIgnoreRule(), { maxLength: 2 }),
  moves: fc.boolean(),
})

const CASES = fc.tuple(PAIRS, OPTIONS)

describe('under any profile', () => {
  law('3: the whole patch leads from before to after', CASES, ([[before, after], options]) => {
    deepFreeze(before)
    deepFreeze(after)
    const patch = toPatch(diff(before, after, options), { include: 'all', tests: true })
    const wanted = canonical(after)
    return (
      canonical(applyPatch(before, patch)) === wanted &&
      canonical(applyByReference(before, JSON.parse(JSON.stringify(patch)) as JsonValue)) === wanted
    )
  })

  law('3: the material patch leaves nothing material', CASES, ([[before, after], options]) => {
    const patched = applyPatch(before, toPatch(diff(before, after, options), { tests: true }))
    return diff(patched, after, options).equal
  })

  law('3: so does it without moves', CASES, ([[before, after], options]) => {
    const patched = applyPatch(before, toPatch(diff(before, after, options), { moves: false }))
    return diff(patched, after, options).equal
  })

  law('3: invert leads back', CASES, ([[before, after], options]) => {
    const back = toPatch(invert(diff(before, after, options)), { include: 'all', tests: true })
    return canonical(applyPatch(after, back)) === canonical(before)
  })

  law(
    'no difference is left out, and each that does not count names why',
    CASES,
    ([[before, after], options]) => {
      const { changes, equal } = diff(before, after, options)
      return (
        (changes.length === 0) === (canonical(before) === canonical(after)) &&
        equal === changes.every((change) => change.class !== 'material') &&
        changes.every((change) => (change.class === 'material') === (change.rule === undefined))
      )
    },
  )

  law(
    'a rule is unused where it covers nothing, and used where it names a change',
    CASES,
    ([[before, after], options]) => {
      const { changes, unusedRules = [] } = diff(before, after, options)
      const without = diff(before, after, { ...options, ignore: [] })
      if (changes.some(({ rule }) => rule !== undefined && unusedRules.includes(rule))) return false
      return changes.length > 0 || without.changes.length === 0
    },
  )

  law('1: the order of members changes no byte of a change set', CASES, ([[before, after], options]) => {
    const turned = diff(turnedMembers(before), turnedMembers(after), options)
    return JSON.stringify(turned) === JSON.stringify(diff(before, after, options))
  })
})

function turnedMembers(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(turnedMembers)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inside]) => [name, turnedMembers(inside)]),
  )
}

const STATES = fc.tuple(nearTripleOf(profiledDocuments()), OPTIONS)

describe('diff3 under any profile', () => {
  law('remediation leaves no material drift', STATES, ([states, { profile, ignore }]) => {
    const options = { profile: profile!, ignore: ignore! }
    const found = diff3(states, options)
    const live = applyPatch(states.live, found.remediation)
    return diff3({ ...states, live }, options).remediation.length === 0
  })

  law(
    'where nothing was changed but by hand, remediation leaves nothing material but conflicts',
    STATES,
    ([states, { profile }]) => {
      const base = states.base
      const found = diff3({ ...states, desired: base }, { profile: profile! })
      const live = applyPatch(states.live, found.remediation)
      const left = diff3({ base, desired: base, live }, { profile: profile! }).changes
      return left.every((change) => change.class !== 'material' || change.cause === 'conflict')
    },
  )

  law(
    'says that desired and live agree where diff does',
    STATES,
    ([{ base, desired, live }, { profile }]) => {
      return (
        !diff(desired, live, { profile: profile! }).equal ||
        diff3({ base, desired, live }, { profile: profile! }).equal
      )
    },
  )
})
