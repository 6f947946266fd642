import {
  verifyConsistency as verifyConsistencyOfHashes,
  verifyInclusion as verifyInclusionOfHashes,
} from '../hash/index.js'
import { parseHash } from './hash-text.js'

/**
 * Does `proof` show that the entry with `leafHash` is entry `index` of the ledger of `size` entries with this root?
 * Total: what is malformed is `false`, never an error.
 *
 * `root` and `size` must come together from a source that is trusted: a root alone does not fix the size.
 *
 * Source: RFC 9162 §2.1.3.2.
 *
 * @param leafHash of the receipt, or better of `hashEntry(entry)`
 * @param proof as `ledger.prove(index, size)` gives it
 *
 * @example
 * ```ts
 * import { createLedger, verifyInclusion } from 'keelson/ledger'
 * const ledger = createLedger()
 * const { leafHash } = ledger.append({ at: 0, actor: 'ci', kind: 'change', resource: 'pod/a' })
 * ledger.append({ at: 5, actor: 'ci', kind: 'change', resource: 'pod/b' })
 * verifyInclusion(ledger.root(), 2, 0, leafHash, ledger.prove(0)) // => true
 * verifyInclusion(ledger.root(), 2, 1, leafHash, ledger.prove(0)) // => false
 * ```
 */
export function verifyInclusion(
  root: string,
  size: number,
  index: number,
  leafHash: string,
  proof: readonly string[],
): boolean {
  const rootBytes = parseHash(root)
  const leafBytes = parseHash(leafHash)
  const path = parseProof(proof)
  if (rootBytes === undefined || leafBytes === undefined || path === undefined) return false
  return verifyInclusionOfHashes(rootBytes, size, index, leafBytes, path)
}

/**
 * Does `proof` show that the ledger of `newSize` entries with `newRoot` begins with the ledger of `oldSize` entries
 * with `oldRoot`: that nothing was changed, dropped or reordered since? Total: what is malformed is `false`, never an
 * error. Every ledger begins with the empty one.
 *
 * Each root must come together with its size from a source that is trusted.
 *
 * Source: RFC 9162 §2.1.4.2.
 *
 * @param proof as `ledger.proveConsistency(oldSize, newSize)` gives it
 *
 * @example
 * ```ts
 * import { createLedger, verifyConsistency } from 'keelson/ledger'
 * const ledger = createLedger()
 * const held = ledger.append({ at: 0, actor: 'ci', kind: 'change', resource: 'pod/a' })
 * const latest = ledger.append({ at: 5, actor: 'ci', kind: 'change', resource: 'pod/b' })
 * verifyConsistency(held.root, held.size, latest.root, latest.size, ledger.proveConsistency(held.size)) // => true
 * ```
 */
export function verifyConsistency(
  oldRoot: string,
  oldSize: number,
  newRoot: string,
  newSize: number,
  proof: readonly string[],
): boolean {
  const oldBytes = parseHash(oldRoot)
  const newBytes = parseHash(newRoot)
  const path = parseProof(proof)
  if (oldBytes === undefined || newBytes === undefined || path === undefined) return false
  return verifyConsistencyOfHashes(oldBytes, oldSize, newBytes, newSize, path)
}

function parseProof(proof: unknown): readonly Uint8Array[] | undefined {
  if (!Array.isArray(proof)) return undefined
  const path: Uint8Array[] = []
  for (const text of proof) {
    const hash = parseHash(text)
    if (hash === undefined) return undefined
    path.push(hash)
  }
  return path
}
