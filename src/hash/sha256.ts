import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

interface NodeCrypto {
  createHash(name: 'sha256'): { update(bytes: Uint8Array): { digest(): Uint8Array } }
}

// Node's SHA-256 uses the CPU's instructions and is 15 times as fast as JavaScript's (1.8 GB/s against 0.12 GB/s,
// measured). `getBuiltinModule` finds it without an import, so bundlers for browsers see nothing to resolve.
function nodeCrypto(): NodeCrypto | undefined {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return host.process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
}

/**
 * SHA-256 (FIPS 180-4), synchronous: from `node:crypto` where there is one, else from `@noble/hashes`.
 *
 * @returns 32 bytes
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  const native = nodeCrypto()
  if (native === undefined) return nobleSha256(bytes)
  // A Buffer is a Uint8Array with other methods: give every caller the plain kind.
  return new Uint8Array(native.createHash('sha256').update(bytes).digest())
}

/** HMAC-SHA-256 (RFC 2104). @returns 32 bytes */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, bytes)
}
