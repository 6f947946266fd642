import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { canonical } from './reference-applier.js'

function records(count: number, from: number): JsonValue[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `item-${from + index}`,
    size: from + index,
    tags: { owner: `team-${from + index}` },
    text: `about ${from + index}`,
  }))
}

function patchUnits(before: JsonValue, after: JsonValue): number {
  return JSON.stringify(toPatch(diff(before, after))).length
}

function replaceUnits(path: string, value: JsonValue): number {
  return JSON.stringify([{ op: 'replace', path, value }]).length
}

describe('a patch is no larger than one replacement', () => {
  test('where a list of 5,000 elements differs in all of them', () => {
    const [before, after] = [records(5000, 0), records(5000, 90_000)]
    expect(toPatch(diff(before, after)).length).toBe(1)
    expect(patchUnits(before, after)).toBeLessThanOrEqual(replaceUnits('', after))
  })

  test('where such a list stands in a document with other changes', () => {
    const before = { kept: { a: 1 }, list: records(5000, 0) }
    const after = { kept: { a: 2 }, list: records(5000, 90_000) }
    expect(toPatch(diff(before, after)).map(({ op, path }) => `${op} ${path}`)).toEqual([
      'replace /kept/a',
      'replace /list',
    ])
  })

  test('where 5,000 scalars differ, or stand in the opposite order', () => {
    const numbers = Array.from({ length: 5000 }, (_, index) => index)
    for (const after of [numbers.map((number) => -1 - number), numbers.toReversed()]) {
      expect(patchUnits(numbers, after)).toBeLessThanOrEqual(replaceUnits('', after))
    }
  })

  test('where the lists differ in length', () => {
    const [before, after] = [records(5000, 0), records(3000, 90_000)]
    expect(patchUnits(before, after)).toBeLessThanOrEqual(replaceUnits('', after))
    expect(patchUnits(after, before)).toBeLessThanOrEqual(replaceUnits('', before))
  })
})

test('a list keeps its changes one by one where they are fewer than the elements', () => {
  const before = records(5000, 0)
  const after = before.map((record, index) =>
    index % 50 === 0 ? { ...(record as object), size: -1 } : record,
  )
  const { changes } = diff(before, after)
  expect(changes.length).toBe(100)
  expect(changes.every(({ pointer }) => pointer.endsWith('/size'))).toBe(true)
})

test('ignored changes are not summed up with material ones', () => {
  const [before, after] = [records(100, 0), records(100, 1000)]
  const options = { ignore: [{ pointer: '/*/text', reason: 'free text' }] }
  const changes = diff(before, after, options)
  expect(changes.changes.filter((change) => change.class === 'ignored').length).toBe(100)
  const patched = applyPatch(before, toPatch(changes)) as { text: string }[]
  expect(patched.map(({ text }) => text)).toEqual(before.map((record) => (record as { text: string }).text))
})

describe('names on the way down do not multiply with the changes beneath them', () => {
  /** Scalars at the end of a long chain of long names. */
  function chain(scalars: Record<string, number>): JsonValue {
    let value: JsonValue = scalars
    for (let depth = 0; depth < 900; depth += 1) value = { [`${'n'.repeat(1000)}${depth}`]: value }
    return value
  }
  const leaves = (offset: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index + offset]))

  test('in a change set', () => {
    const [before, after] = [chain(leaves(0)), chain(leaves(1))]
    const changes = diff(before, after)
    expect(changes.changes.length).toBe(1)
    expect(canonical(applyPatch(before, toPatch(changes)))).toBe(canonical(after))
  })

  test('in a three-way change set, where causes that cannot be told apart are a conflict', () => {
    const [base, live] = [chain(leaves(0)), chain(leaves(1))]
    const drifted = diff3({ base, desired: base, live })
    expect(drifted.changes.map(({ cause }) => cause)).toEqual(['drift'])
    expect(canonical(applyPatch(live, drifted.remediation))).toBe(canonical(base))
    const mixed = diff3({ base, desired: chain({ ...leaves(0), k0: 77 }), live })
    expect(mixed.changes.map(({ cause }) => cause)).toEqual(['conflict'])
    expect(mixed.remediation).toEqual([])
  })

  test('and a list of plain records keeps one change for each member of an object', () => {
    const labels = (value: string): JsonValue =>
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`label-${index}`, value]))
    expect(diff({ labels: labels('a') }, { labels: labels('b') }).changes.length).toBe(200)
  })
})
