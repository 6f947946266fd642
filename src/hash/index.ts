/**
 * From a JSON value to a short name for it: `kf1` fingerprints for speed, `ks1` seals for evidence.
 *
 * Guarantees: the same bits in every engine, with and without wasm (law 2); a seal is never taken over fingerprints;
 * SHA-256 and HMAC come from the platform or a well-kept library, never from our own hand. The one RFC 6962 tree of
 * the project lives here.
 *
 * Must never import: any room but core, or a module of Node.
 *
 * @module
 */
export { decodeBase64Url, encodeBase64Url } from './base64url.js'
export { type BinaryForm, packBinaryForm, unpackBinaryForm } from './binary-form.js'
export { canonicalize } from './canonicalize.js'
export { equalBytes } from './equal-bytes.js'
export { fingerprint } from './fingerprint.js'
export { fingerprintInTypeScript } from './fingerprint-in-typescript.js'
export { fingerprintNodes } from './fingerprint-nodes.js'
export { fingerprintText } from './fingerprint-text.js'
export { createFingerprintTree } from './fingerprint-tree.js'
export { listRedactions } from './list-redactions.js'
export { loadContentHasher } from './load-content-hasher.js'
export { leafHash } from './merkle-hash.js'
export { MerkleTree } from './merkle-tree.js'
export { redactValue } from './redact-value.js'
export { redactionCommitment } from './redaction-commitment.js'
export { REDACTED_MEMBER } from './redaction-marker.js'
export { seal } from './seal.js'
export { sealCanonical } from './seal-canonical.js'
export { sealText } from './seal-text.js'
export { sealTree } from './seal-tree.js'
export { hmacSha256, sha256 } from './sha256.js'
export type {
  ContentHasher,
  ContentStream,
  FingerprintNode,
  FingerprintNodes,
  FingerprintTree,
  Redaction,
  SealEntry,
  SealOptions,
  SealProof,
  SealTextOptions,
  SealTree,
  TreeOperation,
  VerifySealOptions,
} from './types.js'
export { verifyConsistency, verifyInclusion } from './verify-proof.js'
export { verifyRedaction } from './verify-redaction.js'
export { verifySeal } from './verify-seal.js'
