import { assertBytes } from './assert-bytes.js'

const WORD_BYTES = 8
/** Copied in pieces of so many words where the two do not lie alike. */
const PIECE_WORDS = 2048

/**
 * Whether two byte arrays hold the same bytes: the cheapest answer to "has this document changed?", some ten times as
 * fast as parsing it. Not for secrets: it takes longer the later the first difference comes.
 *
 * @throws KeelsonError `hash/not-bytes`
 *
 * @example
 * ```ts
 * import { equalBytes } from 'keelson/hash'
 * equalBytes(new TextEncoder().encode('{"a":1}'), new TextEncoder().encode('{"a":1}')) // => true
 * equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3)) // => false
 * ```
 */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  assertBytes(left)
  assertBytes(right)
  const length = left.length
  if (length !== right.length) return false
  // Up to the first whole word of the left one.
  const head = Math.min(length, -left.byteOffset & (WORD_BYTES - 1))
  if (!equalFrom(left, right, 0, head)) return false
  const words = Math.floor((length - head) / WORD_BYTES)
  if (words === 0) return equalFrom(left, right, head, length)
  const tail = head + words * WORD_BYTES
  const wordsOfLeft = new BigInt64Array(left.buffer, left.byteOffset + head, words)
  const isAligned = (right.byteOffset + head) % WORD_BYTES === 0
  const areEqual = isAligned
    ? equalWords(wordsOfLeft, new BigInt64Array(right.buffer, right.byteOffset + head, words))
    : equalToUnaligned(wordsOfLeft, right.subarray(head, tail))
  return areEqual && equalFrom(left, right, tail, length)
}

function equalToUnaligned(words: BigInt64Array, bytes: Uint8Array): boolean {
  const piece = new BigInt64Array(Math.min(words.length, PIECE_WORDS))
  const bytesOfPiece = new Uint8Array(piece.buffer)
  for (let at = 0; at < words.length; at += piece.length) {
    const count = Math.min(piece.length, words.length - at)
    bytesOfPiece.set(bytes.subarray(WORD_BYTES * at, WORD_BYTES * (at + count)))
    if (!equalWords(words.subarray(at, at + count), piece.subarray(0, count))) return false
  }
  return true
}

// Eight words a step take two thirds of the time of four, and half that of 32-bit words (measured on Node 20, which
// makes no bigint of a word that is only compared).
function equalWords(left: BigInt64Array, right: BigInt64Array): boolean {
  const length = left.length
  let at = 0
  for (; at + 8 <= length; at += 8) {
    if (
      left[at] !== right[at] ||
      left[at + 1] !== right[at + 1] ||
      left[at + 2] !== right[at + 2] ||
      left[at + 3] !== right[at + 3] ||
      left[at + 4] !== right[at + 4] ||
      left[at + 5] !== right[at + 5] ||
      left[at + 6] !== right[at + 6] ||
      left[at + 7] !== right[at + 7]
    ) {
      return false
    }
  }
  for (; at < length; at += 1) if (left[at] !== right[at]) return false
  return true
}

function equalFrom(left: Uint8Array, right: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (left[at] !== right[at]) return false
  return true
}
