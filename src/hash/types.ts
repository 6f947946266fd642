import type { JsonValue } from '../core/index.js'

/** What a seal binds besides the value. */
export interface SealOptions {
  /** Names what the value is the state of, such as `prod/Deployment/web`; by default empty. */
  readonly id?: string
  /** Names the rules by which the value was normalised before it was sealed, such as `kubernetes`; by default empty. */
  readonly profile?: string
}

/** One resource of a {@link SealTree}. */
export interface SealEntry {
  /** Unique in the tree. */
  readonly id: string
  readonly value: JsonValue
  /** As in {@link SealOptions}. */
  readonly profile?: string
}

/** The seal over many resources, such as all that were approved together. */
export interface SealTree {
  /** `ks1:sha256:` and 43 base64url characters. It binds the number of entries and the context. */
  readonly root: string
  /** Number of entries. */
  readonly size: number
  /**
   * Proves that the entry is in the tree, without the other entries.
   *
   * @throws KeelsonError `hash/unknown-id`
   */
  prove(id: string): SealProof
}

/** What `verifySeal` needs besides root, id and value. JSON-shaped; hashes are 32 bytes in base64url. */
export interface SealProof {
  readonly size: number
  /** Place among the entries ordered by the UTF-8 bytes of their ids. */
  readonly index: number
  readonly profile: string
  /** SHA-256 of the canonical context. */
  readonly contextDigest: string
  /** Audit path of RFC 6962, from the leaf upwards. */
  readonly path: readonly string[]
}

/** What a verifier may insist on besides root, id and value. */
export interface VerifySealOptions {
  readonly context?: JsonValue
  readonly profile?: string
}
