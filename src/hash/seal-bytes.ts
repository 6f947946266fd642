import { encodeUtf8, type JsonValue, KeelsonError } from '../core/index.js'
import { decodeBase64Url, encodeBase64Url } from './base64url.js'
import { concatenateBytes, u32Bytes, u64Bytes } from './byte-parts.js'
import { canonicalize } from './canonicalize.js'
import { hasLoneSurrogate } from './lone-surrogate.js'
import { HASH_BYTES } from './merkle-hash.js'
import { sha256 } from './sha256.js'

const PREFIX = 'ks1:sha256:'
const ROOT_PREFIX = 0x02

/**
 * What a seal's leaf hash is taken over, after the leaf prefix of RFC 6962 (docs/fingerprint.md, "ks1").
 *
 * @param text of the value, as `canonicalize` writes it
 * @throws KeelsonError `hash/invalid-id`
 */
export function sealLeafData(text: string, id: string, profile: string): Uint8Array {
  const canonical = encodeUtf8(text)
  const idBytes = utf8Name(id, 'id')
  const profileBytes = utf8Name(profile, 'profile')
  return concatenateBytes([
    encodeUtf8('keelson.seal.v1\0'),
    u32Bytes(idBytes.length),
    idBytes,
    u32Bytes(profileBytes.length),
    profileBytes,
    u64Bytes(canonical.length),
    canonical,
  ])
}

/** The hash that a seal tree's root names. */
export function sealRootHash(size: number, treeRoot: Uint8Array, contextDigest: Uint8Array): Uint8Array {
  return sha256(
    concatenateBytes([
      Uint8Array.of(ROOT_PREFIX),
      encodeUtf8('keelson.root.v1\0'),
      u64Bytes(size),
      treeRoot,
      contextDigest,
    ]),
  )
}

/** SHA-256 of the canonical context. @throws what `canonicalize` throws */
export function contextDigestOf(context: JsonValue): Uint8Array {
  return sha256(encodeUtf8(canonicalize(context)))
}

export function formatSeal(hash: Uint8Array): string {
  return PREFIX + encodeBase64Url(hash)
}

/** The hash of a seal, or `null` for anything else. */
export function readSeal(text: unknown): Uint8Array | null {
  return typeof text === 'string' && text.startsWith(PREFIX) ? readHash(text.slice(PREFIX.length)) : null
}

/** 32 bytes from base64url, or `null` for anything else. */
export function readHash(text: unknown): Uint8Array | null {
  // 43 characters hold 32 bytes: checked first, so that a long text costs nothing.
  if (typeof text !== 'string' || text.length !== 43) return null
  try {
    const hash = decodeBase64Url(text)
    return hash.length === HASH_BYTES ? hash : null
  } catch {
    return null
  }
}

function utf8Name(name: unknown, what: 'id' | 'profile'): Uint8Array {
  if (typeof name !== 'string' || hasLoneSurrogate(name)) {
    throw new KeelsonError(
      'hash/invalid-id',
      `the ${what} of a seal is a string of whole Unicode characters`,
      {
        help: `hand in the ${what} as text, or leave it out`,
      },
    )
  }
  return encodeUtf8(name)
}
