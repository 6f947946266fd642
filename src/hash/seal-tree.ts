import { compareCodePoints, type JsonValue, KeelsonError } from '../core/index.js'
import { encodeBase64Url } from './base64url.js'
import { canonicalize } from './canonicalize.js'
import { leafHash } from './merkle-hash.js'
import { MerkleTree } from './merkle-tree.js'
import { contextDigestOf, formatSeal, sealLeafData, sealRootHash } from './seal-bytes.js'
import type { SealEntry, SealProof, SealTree } from './types.js'

/**
 * Seals many resources under one root (`ks1`): an RFC 6962 tree over the seals of the entries, ordered by id whatever
 * order they come in, bound to their number and to a context. Each entry can be proven without the others.
 *
 * The values are not kept, only their hashes and the ids.
 *
 * @param context what the root is bound to besides, such as policy version, time and tool; by default `null`
 * @throws KeelsonError `hash/duplicate-id`, `hash/invalid-id`, `hash/invalid-entries`, `hash/lone-surrogate`, and what
 * `assertJson` throws
 *
 * @example
 * ```ts
 * import { sealTree, verifySeal } from 'keelson/hash'
 * const tree = sealTree([{ id: 'web', value: { replicas: 3 } }, { id: 'api', value: { replicas: 2 } }])
 * const proof = tree.prove('web')
 * verifySeal(tree.root, 'web', { replicas: 3 }, proof) // => true
 * verifySeal(tree.root, 'web', { replicas: 4 }, proof) // => false
 * ```
 */
export function sealTree(entries: Iterable<SealEntry>, context: JsonValue = null): SealTree {
  return new SealedEntries(entries, context)
}

interface Leaf {
  readonly id: string
  readonly profile: string
  readonly hash: Uint8Array
}

class SealedEntries implements SealTree {
  readonly root: string
  readonly size: number
  readonly #tree: MerkleTree = new MerkleTree()
  readonly #places: ReadonlyMap<string, { readonly index: number; readonly profile: string }>
  readonly #contextDigest: string

  constructor(entries: Iterable<SealEntry>, context: JsonValue) {
    const contextDigest = contextDigestOf(context)
    const leaves: Leaf[] = []
    for (const entry of asIterable(entries)) {
      if (typeof entry !== 'object' || entry === null) throw invalidEntries()
      const { id, value, profile = '' } = entry
      leaves.push({ id, profile, hash: leafHash(sealLeafData(canonicalize(value), id, profile)) })
    }
    leaves.sort((left, right) => compareCodePoints(left.id, right.id))
    const places = new Map<string, { readonly index: number; readonly profile: string }>()
    for (const [index, { id, profile, hash }] of leaves.entries()) {
      if (places.has(id)) throw duplicate(id)
      places.set(id, { index, profile })
      this.#tree.appendLeafHash(hash)
    }
    this.#places = places
    this.#contextDigest = encodeBase64Url(contextDigest)
    this.size = leaves.length
    this.root = formatSeal(sealRootHash(this.size, this.#tree.root(), contextDigest))
  }

  prove(id: string): SealProof {
    const place = this.#places.get(id)
    if (place === undefined) {
      throw new KeelsonError('hash/unknown-id', `no entry "${String(id).slice(0, 80)}" was sealed`, {
        help: 'ask for an id that was among the entries',
      })
    }
    return {
      size: this.size,
      index: place.index,
      profile: place.profile,
      contextDigest: this.#contextDigest,
      path: this.#tree.inclusionProof(place.index).map(encodeBase64Url),
    }
  }
}

function asIterable(entries: Iterable<SealEntry>): Iterable<SealEntry> {
  const isIterable = typeof entries === 'object' && entries !== null && Symbol.iterator in entries
  if (!isIterable) throw invalidEntries()
  return entries
}

function invalidEntries(): KeelsonError {
  return new KeelsonError('hash/invalid-entries', 'a seal tree is made from an iterable of { id, value }', {
    help: 'hand in an array, or anything else that for…of takes',
  })
}

function duplicate(id: string): KeelsonError {
  return new KeelsonError('hash/duplicate-id', `two entries have the id "${id.slice(0, 80)}"`, {
    help: 'give every entry an id of its own, such as namespace/kind/name',
  })
}
