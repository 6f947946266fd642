import { emptyRoot, equalHashes, HASH_BYTES, nodeHash } from './merkle-hash.js'

/**
 * Does `proof` show that `leafHash` is leaf `index` of the tree of `size` leaves with this root (RFC 9162 §2.1.3.2)?
 * Total: anything malformed is `false`, never an error.
 *
 * `root` and `size` must come together from a source that is trusted, such as a signed checkpoint: a root alone does
 * not fix the size (the proof of leaf 0 among 3 also fits "leaf 0 among 4").
 *
 * @param proof as `MerkleTree.inclusionProof` gives it
 *
 * @example
 * ```ts
 * import { leafHash, MerkleTree, verifyInclusion } from 'keelson/hash'
 * const tree = new MerkleTree()
 * for (const byte of [1, 2, 3]) tree.append(Uint8Array.of(byte))
 * verifyInclusion(tree.root(), 3, 2, leafHash(Uint8Array.of(3)), tree.inclusionProof(2)) // => true
 * verifyInclusion(tree.root(), 3, 2, leafHash(Uint8Array.of(4)), tree.inclusionProof(2)) // => false
 * ```
 */
export function verifyInclusion(
  root: Uint8Array,
  size: number,
  index: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isHash(root)) return false
  const computed = rootFromInclusion(size, index, leafHash, proof)
  return computed !== null && equalHashes(computed, root)
}

/** The root that an inclusion proof leads to, or `null` where it is malformed or has the wrong length. */
export function rootFromInclusion(
  size: number,
  index: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  if (!isHash(leafHash) || !isProof(proof)) return null
  if (!isSize(size) || !isSize(index) || index >= size) return null
  let position = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return null
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash)
      // A node without a right sibling stands for its parent too.
      while (position % 2 === 0 && position !== 0) {
        position /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : null
}

/**
 * Does `proof` show that the tree of `newSize` leaves with `newRoot` begins with the tree of `oldSize` leaves with
 * `oldRoot` (RFC 9162 §2.1.4.2)? Total: anything malformed is `false`, never an error. Every tree begins with the
 * empty one.
 *
 * Each root must come together with its size from a source that is trusted, as in `verifyInclusion`.
 *
 * @param proof as `MerkleTree.consistencyProof` gives it
 *
 * @example
 * ```ts
 * import { MerkleTree, verifyConsistency } from 'keelson/hash'
 * const tree = new MerkleTree()
 * for (const byte of [1, 2, 3]) tree.append(Uint8Array.of(byte))
 * verifyConsistency(tree.root(2), 2, tree.root(), 3, tree.consistencyProof(2)) // => true
 * verifyConsistency(tree.root(1), 2, tree.root(), 3, tree.consistencyProof(2)) // => false
 * ```
 */
export function verifyConsistency(
  oldRoot: Uint8Array,
  oldSize: number,
  newRoot: Uint8Array,
  newSize: number,
  proof: readonly Uint8Array[],
): boolean {
  if (!isHash(oldRoot) || !isHash(newRoot) || !isProof(proof)) return false
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false
  if (newSize === 0 && !equalHashes(newRoot, emptyRoot())) return false
  if (oldSize === 0) return proof.length === 0 && equalHashes(oldRoot, emptyRoot())
  if (oldSize === newSize) return proof.length === 0 && equalHashes(oldRoot, newRoot)

  let position = oldSize - 1
  let last = newSize - 1
  while (position % 2 === 1) {
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  // Position 0 means that the old tree is one complete subtree: its root is the start, and the proof omits it.
  const start = position === 0 ? oldRoot : proof[0]
  if (start === undefined) return false
  let oldHash = start
  let newHash = start
  for (const sibling of position === 0 ? proof : proof.slice(1)) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (position % 2 === 0 && position !== 0) {
        position /= 2
        last = Math.floor(last / 2)
      }
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equalHashes(oldHash, oldRoot) && equalHashes(newHash, newRoot)
}

function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES
}

function isProof(value: unknown): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.every(isHash)
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
