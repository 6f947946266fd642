import type { JsonValue } from '../core/index.js'

/** What a seal binds besides the value. */
export interface SealOptions {
  /** Names what the value is the state of, such as `prod/Deployment/web`; by default empty. */
  readonly id?: string
  /** Names the rules by which the value was normalised before it was sealed, such as `kubernetes`; by default empty. */
  readonly profile?: string
}

/** How a JSON text is sealed. */
export interface SealTextOptions extends SealOptions {
  /**
   * `double` (default) takes every number as the double that it is read as. `strict` refuses integers that no double
   * holds, such as 9007199254740993, so that texts of different integers never have one seal.
   */
  readonly precision?: 'double' | 'strict'
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

/** A hidden part of a redacted value. */
export interface Redaction {
  /** Where it stands (RFC 6901). */
  readonly pointer: string
  /** `kr1:hmac-sha256:` and 43 base64url characters, as `redactionCommitment` makes it. */
  readonly commitment: string
}

/** XXH64 (seed 0) of raw bytes; see `loadContentHasher`. */
export interface ContentHasher {
  /**
   * Hashes bytes that are all at hand.
   *
   * @returns 16 lower-case hexadecimal digits
   * @throws KeelsonError `hash/not-bytes`; a string is none: encode it first
   */
  hash(bytes: Uint8Array): string
  /** Starts a stream; any number of them may be open at once. */
  create(): ContentStream
}

/** Bytes that come piece by piece. */
export interface ContentStream {
  /**
   * Adds the next bytes. How they are divided does not matter.
   *
   * @returns the stream
   * @throws KeelsonError `hash/not-bytes`, and nothing is added
   */
  update(bytes: Uint8Array): this
  /** The hash of all bytes so far, as `hash` gives it. The stream may go on afterwards. */
  digest(): string
}

/** The fingerprints of a value and all its parts. It never changes. */
export interface FingerprintTree {
  /** The fingerprint of the whole. */
  readonly root: string
  /**
   * The fingerprint of the part at a JSON Pointer (RFC 6901): what `fingerprint` gives for that part alone.
   *
   * @throws KeelsonError `hash/missing-path` where there is nothing, `core/invalid-pointer`
   */
  at(pointer: string): string
  /**
   * The tree of the patched document. Atomic, strict RFC 6902, as `applyPatch` of `keelson/diff`: also where that would
   * refuse a patch, but for its bound on copies; copying costs nothing here. Hashes what changed and its ancestors: for
   * an object the members that changed, for an array the elements from the first change on. The first write to an
   * object copies its list of members; elements are added and removed within pieces of at most 256.
   *
   * @throws KeelsonError, with the pointer as `path` and the operation's number from 0 in the message:
   * `hash/invalid-operation`, `hash/missing-path`, `hash/invalid-index`, `hash/root-removed`, `hash/move-into-itself`,
   * `hash/test-failed`. For a patch or a result that is not JSON within the limits what `fingerprint` throws.
   */
  apply(patch: readonly TreeOperation[]): FingerprintTree
}

/** An operation of RFC 6902; the type `Operation` of `keelson/diff` assigns to it. */
export type TreeOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string }

/** An array or object of a JSON text: the text from `start` to before `end`, brackets included. */
export interface FingerprintNode {
  /** In UTF-16 units where the text was a string, in bytes where it was bytes. */
  readonly start: number
  /** As `start`. */
  readonly end: number
  /** Its `kf1` fingerprint, as if it stood alone. */
  readonly fingerprint: string
}

/** The arrays and objects of a JSON text, in the order in which they begin: each before those that are in it. */
export interface FingerprintNodes extends Iterable<FingerprintNode> {
  /** The fingerprint of the whole, also of a scalar, which has no nodes. */
  readonly root: string
  /** Number of nodes. */
  readonly size: number
  /** The node of this place in the order, from 0; `undefined` where there is none. */
  at(index: number): FingerprintNode | undefined
}
