import fc from 'fast-check'
import { leafHash, MerkleTree, sha256, verifyConsistency, verifyInclusion } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { law } from '../support/law.js'

const leafData = (index: number): Uint8Array => Uint8Array.of(index & 0xff, index >> 8, 7)

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree()
  for (let index = 0; index < size; index += 1) tree.append(leafData(index))
  return tree
}

/** RFC 6962 §2.1 as it is written, without anything kept. */
function definedRoot(start: number, end: number): Uint8Array {
  if (end === start) return sha256(new Uint8Array(0))
  if (end - start === 1) return leafHash(leafData(start))
  let split = 1
  while (split * 2 < end - start) split *= 2
  const children = [definedRoot(start, start + split), definedRoot(start + split, end)]
  return sha256(Uint8Array.of(1, ...children[0]!, ...children[1]!))
}

const anySizes = fc
  .tuple(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat())
  .map(([size, first, second]) => ({ size, index: first % size, oldSize: 1 + (second % size) }))

/** The hash with one bit of it turned. */
function turned(hash: Uint8Array, seed: number): Uint8Array {
  return hash.map((byte, at) => (at === seed % 32 ? byte ^ (1 << (seed % 8)) : byte))
}

/** A proof spoilt in every way: a hash more, a hash less, a bit turned, the order turned. */
function spoilt(proof: readonly Uint8Array[], seed: number): Uint8Array[][] {
  const extra = leafHash(leafData(seed))
  const longer = [
    [...proof, extra],
    [extra, ...proof],
  ]
  if (proof.length === 0) return longer
  const place = seed % proof.length
  const changed = proof.map((hash, at) => (at === place ? turned(hash, seed) : hash))
  const others = [proof.slice(1), proof.slice(0, -1), changed]
  return [...longer, ...others, ...(proof.length > 1 ? [[...proof].reverse()] : [])]
}

describe('the Merkle tree', () => {
  law('has the root that RFC 6962 defines, at every past size', anySizes, ({ size, oldSize }) => {
    const tree = treeOf(size)
    expect(tree.root()).toEqual(definedRoot(0, size))
    expect(tree.root(oldSize)).toEqual(definedRoot(0, oldSize))
  })

  law(
    'proves every leaf, and nothing else in its place',
    fc.tuple(anySizes, fc.nat()),
    ([sizes, seed]) => {
      const { size, index } = sizes
      const tree = treeOf(size)
      const leaf = leafHash(leafData(index))
      const proof = tree.inclusionProof(index)
      expect(verifyInclusion(tree.root(), size, index, leaf, proof)).toBe(true)
      for (const bad of spoilt(proof, seed))
        expect(verifyInclusion(tree.root(), size, index, leaf, bad)).toBe(false)
      expect(verifyInclusion(turned(tree.root(), seed), size, index, leaf, proof)).toBe(false)
      for (let other = 0; other < size; other += 1) {
        if (other !== index) {
          expect(verifyInclusion(tree.root(), size, other, leaf, proof)).toBe(false)
          expect(verifyInclusion(tree.root(), size, index, leafHash(leafData(other)), proof)).toBe(false)
        }
      }
      // A node is no leaf: without the prefixes the parent of two leaves would pass for one.
      if (size > 1) expect(verifyInclusion(tree.root(), size, index, tree.root(), proof)).toBe(false)
    },
    { runs: 300 },
  )

  law('proves past leaves at past sizes', anySizes, ({ size, index, oldSize }) => {
    const tree = treeOf(size)
    const leaf = leafHash(leafData(index % oldSize))
    const proof = tree.inclusionProof(index % oldSize, oldSize)
    expect(verifyInclusion(tree.root(oldSize), oldSize, index % oldSize, leaf, proof)).toBe(true)
    expect(proof).toEqual(treeOf(oldSize).inclusionProof(index % oldSize))
  })

  law('proves that it only grew, and nothing else does', fc.tuple(anySizes, fc.nat()), ([sizes, seed]) => {
    const { size, oldSize } = sizes
    const tree = treeOf(size)
    const [oldRoot, newRoot] = [tree.root(oldSize), tree.root()]
    const proof = tree.consistencyProof(oldSize)
    expect(verifyConsistency(oldRoot, oldSize, newRoot, size, proof)).toBe(true)
    for (const bad of spoilt(proof, seed))
      expect(verifyConsistency(oldRoot, oldSize, newRoot, size, bad)).toBe(false)
    expect(verifyConsistency(turned(oldRoot, seed), oldSize, newRoot, size, proof)).toBe(false)
    expect(verifyConsistency(oldRoot, oldSize, turned(newRoot, seed), size, proof)).toBe(false)
    if (oldSize !== size) {
      expect(verifyConsistency(newRoot, oldSize, oldRoot, size, proof)).toBe(false)
      expect(verifyConsistency(oldRoot, oldSize, newRoot, oldSize, proof)).toBe(false)
      expect(verifyConsistency(oldRoot, size, newRoot, size, proof)).toBe(false)
    }
  })

  law('a tree with one other leaf is not consistent', fc.tuple(anySizes, fc.nat()), ([sizes, seed]) => {
    const { size, oldSize } = sizes
    const tree = treeOf(size)
    const forged = new MerkleTree()
    for (let index = 0; index < oldSize; index += 1) {
      forged.append(index === seed % oldSize ? Uint8Array.of(9) : leafData(index))
    }
    expect(verifyConsistency(forged.root(), oldSize, tree.root(), size, tree.consistencyProof(oldSize))).toBe(
      false,
    )
  })
})
