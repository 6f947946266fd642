import { KeelsonError } from '../core/index.js'
import { emptyRoot, HASH_BYTES, leafHash, nodeHash } from './merkle-hash.js'

/**
 * The append-only Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1) over SHA-256. It keeps the hash of every complete
 * subtree (64 bytes a leaf), so that an append costs two hashes on average, and a root or a proof at any past size
 * costs O(log n).
 *
 * The root of a tree says nothing of its size: `index` and `size` are proven only together with a root that was
 * published with its size (see `verifyInclusion`).
 *
 * @example
 * ```ts
 * import { leafHash, MerkleTree, verifyInclusion } from 'keelson/hash'
 * const bytes = (text) => new TextEncoder().encode(text)
 * const tree = new MerkleTree()
 * for (const entry of ['deploy', 'scale', 'rollback']) tree.append(bytes(entry))
 * verifyInclusion(tree.root(), 3, 1, leafHash(bytes('scale')), tree.inclusionProof(1)) // => true
 * ```
 */
export class MerkleTree {
  // INVARIANT: #levels[k] holds the hashes of the complete subtrees of 2^k leaves, from left to right.
  readonly #levels: HashColumn[] = [new HashColumn()]

  /** Number of leaves. */
  get size(): number {
    return this.#levels[0]!.count
  }

  /**
   * Appends an entry, hashed as a leaf.
   *
   * @returns its index, from 0
   * @throws KeelsonError `hash/not-bytes`
   */
  append(leafData: Uint8Array): number {
    return this.#push(leafHash(leafData))
  }

  /**
   * Appends an entry by its leaf hash (32 bytes, as `leafHash` makes it).
   *
   * @returns its index, from 0
   * @throws KeelsonError `hash/invalid-hash-length`
   */
  appendLeafHash(hash: Uint8Array): number {
    if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES) {
      throw new KeelsonError('hash/invalid-hash-length', `a leaf hash has ${HASH_BYTES} bytes`, {
        help: 'hand in what leafHash() returned, or use append() with the data',
      })
    }
    return this.#push(hash)
  }

  /**
   * The root when the tree had `size` leaves; by default now. The empty tree's root is SHA-256 over nothing.
   *
   * @returns 32 bytes
   * @throws KeelsonError `hash/tree-range`
   */
  root(size: number = this.size): Uint8Array {
    this.#assertSize(size)
    return size === 0 ? emptyRoot() : this.#rangeHash(0, size)
  }

  /**
   * The audit path that shows leaf `index` in the tree of `size` leaves (RFC 9162 §2.1.3.1), from the leaf upwards.
   *
   * @throws KeelsonError `hash/tree-range`
   */
  inclusionProof(index: number, size: number = this.size): Uint8Array[] {
    this.#assertSize(size)
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      throw outOfRange(`there is no leaf ${index} in a tree of ${size}`)
    }
    const proof: Uint8Array[] = []
    let start = 0
    let end = size
    while (end - start > 1) {
      const middle = start + largestPowerBelow(end - start)
      if (index < middle) {
        proof.push(this.#rangeHash(middle, end))
        end = middle
      } else {
        proof.push(this.#rangeHash(start, middle))
        start = middle
      }
    }
    return proof.reverse()
  }

  /**
   * The proof that the tree of `newSize` leaves begins with the tree of `oldSize` leaves (RFC 9162 §2.1.4.1). Empty
   * where the sizes are equal, or the old tree is.
   *
   * @throws KeelsonError `hash/tree-range`
   */
  consistencyProof(oldSize: number, newSize: number = this.size): Uint8Array[] {
    this.#assertSize(newSize)
    if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize) {
      throw outOfRange(`a tree of ${newSize} leaves never had ${oldSize}`)
    }
    const proof: Uint8Array[] = []
    if (oldSize === 0 || oldSize === newSize) return proof
    let start = 0
    let end = newSize
    while (end !== oldSize) {
      const middle = start + largestPowerBelow(end - start)
      if (oldSize <= middle) {
        proof.push(this.#rangeHash(middle, end))
        end = middle
      } else {
        proof.push(this.#rangeHash(start, middle))
        start = middle
      }
    }
    // Where the old tree is a complete subtree at the left edge, the verifier has its hash already: the old root.
    if (start > 0) proof.push(this.#rangeHash(start, end))
    return proof.reverse()
  }

  #push(hash: Uint8Array): number {
    const leaves = this.#levels[0]!
    const index = leaves.count
    leaves.push(hash)
    for (let level = 0; this.#levels[level]!.count % 2 === 0; level += 1) {
      const children = this.#levels[level]!
      const parents = this.#levels[level + 1] ?? new HashColumn()
      this.#levels[level + 1] = parents
      parents.push(nodeHash(children.at(children.count - 2), children.at(children.count - 1)))
    }
    return index
  }

  // Ranges that the callers make start at a multiple of a power of two that is not smaller than the range, so they
  // are runs of complete subtrees, from large to small.
  #rangeHash(start: number, end: number): Uint8Array {
    const subtrees: Uint8Array[] = []
    for (let at = start; at < end; ) {
      let level = 0
      let width = 1
      while (width * 2 <= end - at) {
        width *= 2
        level += 1
      }
      subtrees.push(this.#levels[level]!.at(at / width))
      at += width
    }
    let hash = subtrees.pop()!
    while (subtrees.length > 0) hash = nodeHash(subtrees.pop()!, hash)
    return hash.slice()
  }

  #assertSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.size) {
      throw outOfRange(`the tree has ${this.size} leaves and never had ${size}`)
    }
  }
}

/** A growing run of 32-byte hashes in one buffer: as Uint8Arrays of their own they would take several times as much. */
class HashColumn {
  #bytes: Uint8Array = new Uint8Array(8 * HASH_BYTES)
  #count = 0

  get count(): number {
    return this.#count
  }

  push(hash: Uint8Array): void {
    const start = this.#count * HASH_BYTES
    if (start === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2)
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(hash, start)
    this.#count += 1
  }

  /** A view, not a copy. */
  at(index: number): Uint8Array {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
  }
}

// RFC 6962 §2.1: a tree of n leaves splits at the largest power of two that is smaller than n.
function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

function outOfRange(message: string): KeelsonError {
  return new KeelsonError('hash/tree-range', message, {
    help: 'ask for sizes from 0 to the size of the tree, and for indexes below the size',
  })
}
