import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { assertBytes } from './assert-bytes.js'

type NodeHash = (algorithm: 'sha256', bytes: Uint8Array, encoding: 'buffer') => Uint8Array<ArrayBuffer>

// Node's SHA-256 uses the CPU's instructions and is 15 times as fast as JavaScript's (1.8 GB/s against 0.12 GB/s,
// measured); its one-shot form saves a fifth of the time of createHash on short inputs. `getBuiltinModule` finds it
// without an import, so bundlers for browsers see nothing to resolve.
const nodeHash: NodeHash | undefined = /* @__PURE__ */ findNodeHash()

function findNodeHash(): NodeHash | undefined {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const crypto = host.process?.getBuiltinModule?.('node:crypto') as { hash?: NodeHash } | undefined
  return crypto?.hash
}

/**
 * SHA-256 (FIPS 180-4), synchronous: from `node:crypto` where there is one, else from `@noble/hashes`.
 *
 * @returns 32 bytes
 * @throws KeelsonError `hash/not-bytes`
 *
 * @example
 * ```ts
 * import { encodeBase64Url, sha256 } from 'keelson/hash'
 * encodeBase64Url(sha256(new TextEncoder().encode('abc'))) // => 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'
 * ```
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  assertBytes(bytes)
  if (nodeHash === undefined) return nobleSha256(bytes)
  const digest = nodeHash('sha256', bytes, 'buffer')
  // A Buffer is a Uint8Array with other methods: give every caller the plain kind.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length)
}

/**
 * HMAC-SHA-256 (RFC 2104).
 *
 * @returns 32 bytes
 * @throws KeelsonError `hash/not-bytes`
 *
 * @example
 * ```ts
 * import { encodeBase64Url, hmacSha256 } from 'keelson/hash'
 * const bytes = (text) => new TextEncoder().encode(text)
 * encodeBase64Url(hmacSha256(bytes('key'), bytes('value'))) // => 'kPv88V50o2uJ29sqch2a7P_f3dxcg-J_dZJZT3GTJIE'
 * ```
 */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  assertBytes(key)
  assertBytes(bytes)
  return hmac(nobleSha256, key, bytes)
}
