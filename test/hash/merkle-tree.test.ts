import { leafHash, MerkleTree, verifyConsistency, verifyInclusion } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// The tree that the implementations of RFC 6962 test themselves with.
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const INCLUSION: readonly (readonly [index: number, size: number, proof: readonly string[]])[] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]
const CONSISTENCY: readonly (readonly [oldSize: number, newSize: number, proof: readonly string[]])[] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

function exampleTree(): MerkleTree {
  const tree = new MerkleTree()
  for (const input of INPUTS) tree.append(fromHex(input))
  return tree
}

describe('the reference tree of RFC 6962', () => {
  test('has the published root at every size, then and later', () => {
    const grown = exampleTree()
    const growing = new MerkleTree()
    for (const [size, root] of ROOTS.entries()) {
      expect(toHex(growing.root())).toBe(root)
      expect(toHex(grown.root(size))).toBe(root)
      if (size < INPUTS.length) expect(growing.append(fromHex(INPUTS[size]!))).toBe(size)
    }
  })

  test.each(INCLUSION)('proves leaf %i of %i by the published path', (index, size, proof) => {
    const tree = exampleTree()
    expect(tree.inclusionProof(index, size).map(toHex)).toEqual(proof)
    const leaf = leafHash(fromHex(INPUTS[index]!))
    expect(verifyInclusion(fromHex(ROOTS[size]!), size, index, leaf, proof.map(fromHex))).toBe(true)
  })

  test.each(CONSISTENCY)(
    'proves size %i consistent with %i by the published path',
    (oldSize, newSize, proof) => {
      const tree = exampleTree()
      expect(tree.consistencyProof(oldSize, newSize).map(toHex)).toEqual(proof)
      const [oldRoot, newRoot] = [fromHex(ROOTS[oldSize]!), fromHex(ROOTS[newSize]!)]
      expect(verifyConsistency(oldRoot, oldSize, newRoot, newSize, proof.map(fromHex))).toBe(true)
    },
  )
})

describe('MerkleTree', () => {
  test('takes leaf hashes as it takes data', () => {
    const tree = new MerkleTree()
    for (const input of INPUTS) tree.appendLeafHash(leafHash(fromHex(input)))
    expect(toHex(tree.root())).toBe(ROOTS[8])
  })

  test('refuses a leaf hash that is not 32 bytes and stays as it was', () => {
    const tree = exampleTree()
    expectCode('hash/invalid-hash-length', () => tree.appendLeafHash(new Uint8Array(31)))
    expectCode('hash/invalid-hash-length', () => tree.appendLeafHash('00' as unknown as Uint8Array))
    expect(toHex(tree.root())).toBe(ROOTS[8])
  })

  test('refuses sizes and indexes that it never had', () => {
    const tree = exampleTree()
    for (const size of [-1, 9, 1.5, Number.NaN]) {
      expectCode('hash/tree-range', () => tree.root(size))
      expectCode('hash/tree-range', () => tree.inclusionProof(0, size))
      expectCode('hash/tree-range', () => tree.consistencyProof(0, size))
    }
    for (const index of [-1, 8, 0.5]) expectCode('hash/tree-range', () => tree.inclusionProof(index))
    expectCode('hash/tree-range', () => tree.inclusionProof(5, 5))
    expectCode('hash/tree-range', () => tree.consistencyProof(6, 5))
    expectCode('hash/tree-range', () => new MerkleTree().inclusionProof(0))
  })

  test('hands out copies: writing into a root or a proof leaves the tree alone', () => {
    const tree = exampleTree()
    tree.root().fill(0)
    for (const hash of tree.inclusionProof(3)) hash.fill(0)
    expect(toHex(tree.root())).toBe(ROOTS[8])
    expect(tree.inclusionProof(0).map(toHex)).toEqual(INCLUSION[1]![2])
  })
})

describe('verification is total', () => {
  const tree = exampleTree()
  const leaf = leafHash(fromHex(INPUTS[0]!))
  test.each([
    ['a short root', () => verifyInclusion(new Uint8Array(31), 8, 0, leaf, tree.inclusionProof(0))],
    ['a short leaf', () => verifyInclusion(tree.root(), 8, 0, leaf.subarray(1), tree.inclusionProof(0))],
    ['no array', () => verifyInclusion(tree.root(), 8, 0, leaf, null as unknown as Uint8Array[])],
    ['a short sibling', () => verifyInclusion(tree.root(), 8, 0, leaf, [new Uint8Array(5)])],
    ['an index at the size', () => verifyInclusion(tree.root(), 8, 8, leaf, tree.inclusionProof(0))],
    ['a fractional size', () => verifyInclusion(tree.root(), 8.5, 0, leaf, tree.inclusionProof(0))],
    ['a negative size', () => verifyConsistency(tree.root(), -1, tree.root(), 8, [])],
    ['a shrinking tree', () => verifyConsistency(tree.root(), 8, tree.root(5), 5, [])],
    ['an empty tree with a root', () => verifyConsistency(tree.root(), 0, tree.root(), 8, [])],
    ['an empty new tree with a root', () => verifyConsistency(tree.root(0), 0, tree.root(), 0, [])],
    ['a missing start', () => verifyConsistency(tree.root(6), 6, tree.root(), 8, [])],
  ])('%s is false', (_what, verify) => {
    expect(verify()).toBe(false)
  })

  test('every tree begins with the empty one', () => {
    expect(verifyConsistency(tree.root(0), 0, tree.root(), 8, [])).toBe(true)
    expect(verifyConsistency(tree.root(0), 0, tree.root(0), 0, [])).toBe(true)
  })
})
