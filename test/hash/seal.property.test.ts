import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { canonicalize, type SealEntry, seal, sealTree, verifySeal } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { anyJson, objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'

const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', 'web', 'api', '__proto__', '\uff5e', '😀'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

const anyEntries: fc.Arbitrary<SealEntry[]> = fc.uniqueArray(
  fc.record({ id: anyName, value: anyJson(), profile: fc.constantFrom('', 'kubernetes') }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 20 },
)

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return objectOf(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)] as const),
  )
}

describe('ks1', () => {
  law('key order never changes a seal', fc.tuple(anyJson(), anyName), ([value, id]) => {
    expect(seal(reversed(value), { id })).toBe(seal(value, { id }))
  })

  law(
    'any change of value, id or profile changes the seal',
    fc.tuple(anyJson(), anyJson(), anyName, anyName, anyName, anyName),
    ([left, right, leftId, rightId, leftProfile, rightProfile]) => {
      const isSame =
        canonicalize(left) === canonicalize(right) && leftId === rightId && leftProfile === rightProfile
      const sealed = seal(left, { id: leftId, profile: leftProfile })
      expect(sealed === seal(right, { id: rightId, profile: rightProfile })).toBe(isSame)
      expect(sealed === seal(left, { id: leftId, profile: rightProfile })).toBe(leftProfile === rightProfile)
    },
  )

  law(
    'every entry is proven, and no other value, id or place',
    fc.tuple(anyEntries, anyJson(), fc.nat(), anyJson()),
    ([entries, context, seed, other]) => {
      const tree = sealTree(entries, context)
      for (const { id, value } of entries) {
        expect(verifySeal(tree.root, id, value, tree.prove(id), { context })).toBe(true)
      }
      const entry = entries[seed % entries.length]!
      const proof = tree.prove(entry.id)
      expect(verifySeal(tree.root, entry.id, other, proof)).toBe(
        canonicalize(other) === canonicalize(entry.value),
      )
      for (const { id, value } of entries) {
        if (id !== entry.id) expect(verifySeal(tree.root, id, value, proof)).toBe(false)
      }
      for (const [member, delta] of [
        ['size', 1],
        ['size', -1],
        ['index', 1],
        ['index', -1],
      ] as const) {
        const changed = { ...proof, [member]: proof[member] + delta }
        expect(verifySeal(tree.root, entry.id, entry.value, changed)).toBe(false)
      }
    },
    { runs: 300 },
  )

  law('the order of entries never changes the root', fc.tuple(anyEntries, fc.nat()), ([entries, seed]) => {
    const turned = [...entries.slice(seed % entries.length), ...entries.slice(0, seed % entries.length)]
    expect(sealTree(turned.reverse()).root).toBe(sealTree(entries).root)
  })

  law('a tree without one entry has another root', fc.tuple(anyEntries, fc.nat()), ([entries, seed]) => {
    const fewer = entries.filter((_, at) => at !== seed % entries.length)
    expect(sealTree(fewer).root).not.toBe(sealTree(entries).root)
  })
})
