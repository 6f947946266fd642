import { encodeWtf8 } from '../core/index.js'
import type { Kernel } from './kernel.js'
import { absorb, finish, LANES, START } from './kf1-lanes.js'
import { hasLoneSurrogate } from './lone-surrogate.js'
import { kernelForStrings } from './string-kernel.js'

/** From this many UTF-16 units on, copying a string into the kernel's memory pays (measured on Node 20). */
const KERNEL_LENGTH = 52

/**
 * Leaves the lanes of a string in `LANES`.
 *
 * @param start `STRING` or `KEY`
 */
export function hashString(text: string, start: number): void {
  if (text.length < KERNEL_LENGTH && hashAscii(text, start)) return
  const kernel = kernelForStrings()
  if (kernel === null || !hashStringInKernel(kernel, text, start)) hashStringInTypeScript(text, start)
}

/** As {@link hashString}, without the kernel. */
export function hashStringInTypeScript(text: string, start: number): void {
  if (!hashAscii(text, start)) hashBytes(encodeWtf8(text), start)
}

/** As {@link hashString}; returns false, and nothing done, for a string that is not ASCII. */
const hashAscii: (text: string, start: number) => boolean = /* @__PURE__ */ createAsciiHash()

function createAsciiHash(): (text: string, start: number) => boolean {
  const starts = START
  return (text, start) => {
    const length = text.length
    let a = starts[start]!
    let b = starts[start + 1]!
    let c = starts[start + 2]!
    let d = starts[start + 3]!
    // All units together: below 0x80 the units are the bytes, and nothing has to be encoded.
    let seen = 0
    for (let at = 0; at < length; at += 16) {
      const left = length - at
      let wordA = 0
      let wordB = 0
      let wordC = 0
      let wordD = 0
      // The one to three units behind the last whole word, as the word that they begin.
      let rest = 0
      if (left < 16 && (left & 3) !== 0) {
        const end = length - (left & 3)
        rest = text.charCodeAt(end)
        seen |= rest
        if ((left & 2) !== 0) {
          const unit1 = text.charCodeAt(end + 1)
          seen |= unit1
          rest |= unit1 << 8
          if ((left & 1) !== 0) {
            const unit2 = text.charCodeAt(end + 2)
            seen |= unit2
            rest |= unit2 << 16
          }
        }
      }
      // Written out: no loop within a block is a fifth faster (measured), since short strings end in most of them.
      if (left < 4) wordA = rest
      else {
        const unit0 = text.charCodeAt(at)
        const unit1 = text.charCodeAt(at + 1)
        const unit2 = text.charCodeAt(at + 2)
        const unit3 = text.charCodeAt(at + 3)
        seen |= unit0 | unit1 | unit2 | unit3
        wordA = unit0 | (unit1 << 8) | (unit2 << 16) | (unit3 << 24)
        if (left < 8) wordB = rest
        else {
          const unit4 = text.charCodeAt(at + 4)
          const unit5 = text.charCodeAt(at + 5)
          const unit6 = text.charCodeAt(at + 6)
          const unit7 = text.charCodeAt(at + 7)
          seen |= unit4 | unit5 | unit6 | unit7
          wordB = unit4 | (unit5 << 8) | (unit6 << 16) | (unit7 << 24)
          if (left < 12) wordC = rest
          else {
            const unit8 = text.charCodeAt(at + 8)
            const unit9 = text.charCodeAt(at + 9)
            const unit10 = text.charCodeAt(at + 10)
            const unit11 = text.charCodeAt(at + 11)
            seen |= unit8 | unit9 | unit10 | unit11
            wordC = unit8 | (unit9 << 8) | (unit10 << 16) | (unit11 << 24)
            if (left < 16) wordD = rest
            else {
              const unit12 = text.charCodeAt(at + 12)
              const unit13 = text.charCodeAt(at + 13)
              const unit14 = text.charCodeAt(at + 14)
              const unit15 = text.charCodeAt(at + 15)
              seen |= unit12 | unit13 | unit14 | unit15
              wordD = unit12 | (unit13 << 8) | (unit14 << 16) | (unit15 << 24)
            }
          }
        }
      }
      // `absorb`, whose results stay in variables here.
      a = Math.imul(a ^ wordA, 0x9e3779b1)
      b = Math.imul(b ^ wordB, 0x85ebca77)
      c = Math.imul(c ^ wordC, 0xc2b2ae3d)
      d = Math.imul(d ^ wordD, 0x27d4eb2f)
      const a2 = Math.imul(a ^ (a >>> 15), 0x165667b1)
      const b2 = Math.imul(b ^ (b >>> 15), 0x9e3779b1)
      const c2 = Math.imul(c ^ (c >>> 15), 0x85ebca77)
      const d2 = Math.imul(d ^ (d >>> 15), 0xc2b2ae3d)
      const even = a2 ^ c2
      const odd = b2 ^ d2
      const turnedEven = (even << 16) | (even >>> 16)
      const turnedOdd = (odd << 16) | (odd >>> 16)
      a = c2 ^ turnedOdd
      b = d2 ^ turnedEven
      c = a2 ^ turnedOdd
      d = b2 ^ turnedEven
    }
    if (seen >= 0x80) return false
    finish(a ^ length, b, c, d)
    return true
  }
}

function hashBytes(bytes: Uint8Array, start: number): void {
  LANES.set(START.subarray(start, start + 4))
  for (let at = 0; at < bytes.length; at += 16) {
    absorb(
      LANES[0]!,
      LANES[1]!,
      LANES[2]!,
      LANES[3]!,
      wordAt(bytes, at),
      wordAt(bytes, at + 4),
      wordAt(bytes, at + 8),
      wordAt(bytes, at + 12),
    )
  }
  finish(LANES[0]! ^ bytes.length, LANES[1]!, LANES[2]!, LANES[3]!)
}

/** Four bytes as a little-endian word; bytes past the end are zero. */
function wordAt(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }
  let word = 0
  for (let byte = at; byte < bytes.length; byte += 1) word |= bytes[byte]! << ((byte - at) * 8)
  return word
}

/**
 * As {@link hashString}, by the kernel.
 *
 * @returns false, and nothing done, for a string with half of a surrogate pair, which `TextEncoder` cannot encode
 */
export function hashStringInKernel(kernel: Kernel, text: string, start: number): boolean {
  const { lanes, buffer, encoder } = kernel
  lanes[0] = START[start]!
  lanes[1] = START[start + 1]!
  lanes[2] = START[start + 2]!
  lanes[3] = START[start + 3]!
  // A UTF-16 unit takes at most three bytes, so a piece of this length always fits behind the rest of the last one.
  const pieceLength = Math.floor((buffer.length - 16) / 3)
  if (text.length <= pieceLength) {
    const { written } = encoder.encodeInto(text, buffer)
    if (written > text.length && hasLoneSurrogate(text)) return false
    kernel.absorbBytes(written, true)
    finish(lanes[0]! ^ written, lanes[1]!, lanes[2]!, lanes[3]!)
    return true
  }
  if (hasLoneSurrogate(text)) return false
  let total = 0
  let rest = 0
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + pieceLength, text.length)
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1
    const { written } = encoder.encodeInto(text.slice(at, end), buffer.subarray(rest))
    total += written
    rest = kernel.absorbBytes(rest + written, end === text.length)
    at = end
  }
  finish(lanes[0]! ^ total, lanes[1]!, lanes[2]!, lanes[3]!)
  return true
}
