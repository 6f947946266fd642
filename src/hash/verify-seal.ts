import { isKeelsonError, type JsonValue } from '../core/index.js'
import { canonicalize } from './canonicalize.js'
import { equalHashes, leafHash } from './merkle-hash.js'
import { contextDigestOf, readHash, readSeal, sealLeafData, sealRootHash } from './seal-bytes.js'
import type { SealProof, VerifySealOptions } from './types.js'
import { rootFromInclusion } from './verify-proof.js'

/**
 * Does `proof` show that this value was sealed with this id under this root? Total: a root or proof that is malformed,
 * and an id or value that can never have been sealed, are `false`, never an error.
 *
 * The root must come from a source that is trusted. Profile and context digest are proven as the proof names them;
 * with `options` they must also be the ones that the verifier expects.
 *
 * @param root as `sealTree` gives it
 *
 * @example
 * ```ts
 * import { sealTree, verifySeal } from 'keelson/hash'
 * const tree = sealTree([{ id: 'web', value: 3 }, { id: 'api', value: 2 }], { policy: 'v7' })
 * const proof = tree.prove('api')
 * verifySeal(tree.root, 'api', 2, proof, { context: { policy: 'v7' } }) // => true
 * verifySeal(tree.root, 'api', 2, proof, { context: { policy: 'v8' } }) // => false
 * ```
 */
export function verifySeal(
  root: string,
  id: string,
  value: JsonValue,
  proof: SealProof,
  options: VerifySealOptions = {},
): boolean {
  const rootHash = readSeal(root)
  const path = readPath(proof)
  const contextDigest = readHash(proof?.contextDigest)
  if (rootHash === null || path === null || contextDigest === null) return false
  if (options.profile !== undefined && options.profile !== proof.profile) return false
  try {
    if (options.context !== undefined && !equalHashes(contextDigestOf(options.context), contextDigest))
      return false
    const leaf = leafHash(sealLeafData(canonicalize(value), id, proof.profile))
    const treeRoot = rootFromInclusion(proof.size, proof.index, leaf, path)
    return treeRoot !== null && equalHashes(sealRootHash(proof.size, treeRoot, contextDigest), rootHash)
  } catch (error) {
    if (isKeelsonError(error)) return false
    throw error
  }
}

function readPath(proof: SealProof | null | undefined): Uint8Array[] | null {
  const path: unknown = proof?.path
  if (!Array.isArray(path)) return null
  const hashes: Uint8Array[] = []
  for (const text of path) {
    const hash = readHash(text)
    if (hash === null) return null
    hashes.push(hash)
  }
  return hashes
}
