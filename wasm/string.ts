import { BACKSLASHES, Constant, NOTHING, QUOTES, SPACES } from './constants'
import { Lanes } from './lanes'
import { BLOCK, MASK, SCRATCH, SCRATCH_BYTES } from './layout'

const QUOTE: i8 = 0x22
const BACKSLASH: i8 = 0x5c

/** Where the string that was hashed last ends, behind its closing quote; 0 where it is malformed. */
export let stringEnd: usize = 0

/** The bytes of the string that was hashed last. */
export let stringLength: i32 = 0

/** Set where a string holds U+FFFD as it stands: the host's encoder writes it for half of a surrogate pair. */
export let sawReplacement: i32 = 0

export function forgetReplacement(): void {
  sawReplacement = 0
}

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Block {
  /** A bit for each byte that is no plain character: quotes, backslashes, control characters, and all but ASCII. */
  @inline
  static oddBytes(block: v128): i32 {
    return i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(block, Constant.at(QUOTES)), i8x16.eq(block, Constant.at(BACKSLASHES))),
        // Signed, bytes from 0x80 on are negative.
        i8x16.lt_s(block, Constant.at(SPACES)),
      ),
    )
  }

  /** The first `count` bytes of a block, and zeros. */
  @inline
  static first(block: v128, count: i32): v128 {
    return v128.and(block, v128.load(MASK + 16 - <usize>count))
  }
}

/**
 * Hashes a string, up to the last `mix`.
 *
 * @param from behind the opening quote
 * @param start `STRING` or `KEY`; the string is not empty
 */
export function hashLongString(from: usize, start: v128): v128 {
  let lanes = start
  let at = from
  while (true) {
    const block = v128.load(at)
    const odd = Block.oddBytes(block)
    if (odd !== 0) {
      const count = ctz(odd)
      at += count
      if (load<u8>(at) !== QUOTE) return hashOddString(from, start)
      stringEnd = at + 1
      stringLength = <i32>(at - from)
      // A whole block was mixed too early where nothing follows it.
      return v128.xor(lanes, Block.first(block, count))
    }
    lanes = v128.xor(lanes, block)
    at += BLOCK
    if (load<u8>(at) === QUOTE) {
      stringEnd = at + 1
      stringLength = <i32>(at - from)
      return lanes
    }
    lanes = Lanes.mix(lanes)
  }
}

/** Hashes any string, up to the last `mix`: decodes it, piece by piece, into the scratch memory. */
function hashOddString(from: usize, start: v128): v128 {
  let lanes = start
  let at = from
  let to = SCRATCH
  let length: i32 = 0
  stringEnd = 0
  while (true) {
    const block = v128.load(at)
    v128.store(to, block)
    const odd = Block.oddBytes(block)
    const count: usize = odd === 0 ? BLOCK : ctz(odd)
    at += count
    to += count
    if (odd !== 0) {
      const byte = <i32>load<u8>(at)
      if (byte === QUOTE) break
      if (byte === BACKSLASH) {
        at = decodeEscape(at, to)
        if (at === 0) return lanes
        to += written
      } else {
        if (byte < 0x80) return lanes
        const size = sizeOfCharacter(at)
        if (size === 0) return lanes
        store<u32>(to, load<u32>(at))
        at += size
        to += size
      }
    }
    // More than full, so that something is left for the end.
    if (to > SCRATCH + SCRATCH_BYTES) {
      for (let piece: usize = SCRATCH; piece < SCRATCH + SCRATCH_BYTES; piece += BLOCK) {
        lanes = Lanes.absorb(lanes, v128.load(piece))
      }
      v128.store(SCRATCH, v128.load(SCRATCH + SCRATCH_BYTES))
      v128.store(SCRATCH + BLOCK, v128.load(SCRATCH + SCRATCH_BYTES + BLOCK))
      to -= SCRATCH_BYTES
      length += <i32>SCRATCH_BYTES
    }
  }
  stringEnd = at + 1
  stringLength = length + <i32>(to - SCRATCH)
  v128.store(to, Constant.at(NOTHING))
  let piece: usize = SCRATCH
  for (; piece + BLOCK < to; piece += BLOCK) lanes = Lanes.absorb(lanes, v128.load(piece))
  return v128.xor(lanes, v128.load(piece))
}

/** How many bytes `decodeEscape` wrote. */
let written: usize = 0

/**
 * Decodes the escape at `at` to `to`, two that make a surrogate pair as one character.
 *
 * @returns where it ends; 0 where it is malformed
 */
function decodeEscape(at: usize, to: usize): usize {
  const kind = <i32>load<u8>(at, 1)
  if (kind !== 0x75) {
    const byte = simpleEscape(kind)
    store<u8>(to, byte)
    written = 1
    return byte === 0 ? 0 : at + 2
  }
  let point = hexadecimal(at + 2)
  if (point < 0) return 0
  let end = at + 6
  if ((point & 0xfc00) === 0xd800 && load<u16>(end) === 0x755c) {
    const low = hexadecimal(end + 2)
    // What is malformed there is found when its turn comes.
    if ((low & 0xfffffc00) === 0xdc00) {
      point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff)
      end += 6
    }
  }
  written = writeCharacter(point, to)
  return end
}

/** The byte that `\` and `kind` stand for, or 0. */
function simpleEscape(kind: i32): i32 {
  if (kind === QUOTE || kind === BACKSLASH || kind === 0x2f) return kind
  if (kind === 0x6e) return 0x0a
  if (kind === 0x74) return 0x09
  if (kind === 0x72) return 0x0d
  if (kind === 0x62) return 0x08
  return kind === 0x66 ? 0x0c : 0
}

/** The value of four hexadecimal digits, or a negative number. */
function hexadecimal(from: usize): i32 {
  let value: i32 = 0
  for (let at = from; at < from + 4; at += 1) {
    const byte = <i32>load<u8>(at)
    let digit = byte - 0x30
    if (<u32>digit > 9) {
      digit = (byte | 0x20) - 0x57
      if (digit < 10 || digit > 15) return -1
    }
    value = (value << 4) | digit
  }
  return value
}

/** Writes a code point in UTF-8, half of a surrogate pair as UTF-8 would write it; returns the number of bytes. */
function writeCharacter(point: i32, to: usize): usize {
  if (point < 0x80) {
    store<u8>(to, point)
    return 1
  }
  if (point < 0x800) {
    store<u8>(to, 0xc0 | (point >> 6))
    store<u8>(to, 0x80 | (point & 0x3f), 1)
    return 2
  }
  if (point < 0x10000) {
    store<u8>(to, 0xe0 | (point >> 12))
    store<u8>(to, 0x80 | ((point >> 6) & 0x3f), 1)
    store<u8>(to, 0x80 | (point & 0x3f), 2)
    return 3
  }
  store<u8>(to, 0xf0 | (point >> 18))
  store<u8>(to, 0x80 | ((point >> 12) & 0x3f), 1)
  store<u8>(to, 0x80 | ((point >> 6) & 0x3f), 2)
  store<u8>(to, 0x80 | (point & 0x3f), 3)
  return 4
}

/** The number of bytes of the character at `at`, which is not ASCII; 0 where it is not UTF-8 (RFC 3629 §4). */
function sizeOfCharacter(at: usize): usize {
  const bytes = load<u32>(at)
  const first = bytes & 0xff
  if (first < 0xe0) return first >= 0xc2 && (bytes & 0xc000) === 0x8000 ? 2 : 0
  const second = (bytes >> 8) & 0xff
  if (first < 0xf0) {
    if ((bytes & 0xc0c000) !== 0x808000) return 0
    // No overlong forms, no halves of pairs.
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
    if ((bytes & 0xffffff) === 0xbdbfef) sawReplacement = 1
    return 3
  }
  if (first > 0xf4 || (bytes & 0xc0c0c000) !== 0x80808000) return 0
  return (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f) ? 0 : 4
}
