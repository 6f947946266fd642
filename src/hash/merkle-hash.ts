import { assertBytes } from './assert-bytes.js'
import { sha256 } from './sha256.js'

/** Bytes of every hash in the tree. */
export const HASH_BYTES = 32

// RFC 6962 §2.1: without the prefixes an inner node could be passed off as a leaf, and the other way round.
const LEAF_PREFIX = 0x00
const NODE_PREFIX = 0x01

/**
 * The hash of a leaf: SHA-256 over `00` and the data (RFC 6962 §2.1).
 *
 * @returns 32 bytes
 * @throws KeelsonError `hash/not-bytes`
 *
 * @example
 * ```ts
 * import { encodeBase64Url, leafHash } from 'keelson/hash'
 * encodeBase64Url(leafHash(new Uint8Array(0))) // => 'bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0'
 * ```
 */
export function leafHash(data: Uint8Array): Uint8Array {
  assertBytes(data)
  const input = new Uint8Array(1 + data.length)
  input[0] = LEAF_PREFIX
  input.set(data, 1)
  return sha256(input)
}

/**
 * The hash of an inner node: SHA-256 over `01` and the hashes of its two children (RFC 6962 §2.1).
 *
 * @returns 32 bytes
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_BYTES)
  input[0] = NODE_PREFIX
  input.set(left, 1)
  input.set(right, 1 + HASH_BYTES)
  return sha256(input)
}

/** The root of the tree without leaves: SHA-256 over nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** Compares all bytes whatever the first differing one is, so that the time tells nothing about the content. */
export function equalHashes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) return false
  let difference = 0
  for (let at = 0; at < HASH_BYTES; at += 1) difference |= left[at]! ^ right[at]!
  return difference === 0
}
