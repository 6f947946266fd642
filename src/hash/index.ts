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
export { fingerprint } from './fingerprint.js'
export { fingerprintText } from './fingerprint-text.js'
export { leafHash } from './merkle-hash.js'
export { MerkleTree } from './merkle-tree.js'
export { seal } from './seal.js'
export { sealTree } from './seal-tree.js'
export { hmacSha256, sha256 } from './sha256.js'
export type { SealEntry, SealOptions, SealProof, SealTree, VerifySealOptions } from './types.js'
export { verifyConsistency, verifyInclusion } from './verify-proof.js'
export { verifySeal } from './verify-seal.js'
