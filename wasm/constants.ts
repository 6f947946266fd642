import { ALIGN, CONSTANTS, MASK, TENS, WHOLE_TENS } from './layout'

/**
 * Constants of 16 bytes, read from memory: in code, the engine makes each anew in four instructions wherever it is
 * used (seen in the machine code of V8).
 */
// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Constant {
  @inline
  static at(index: usize): v128 {
    return v128.load(CONSTANTS + (index << 4))
  }
}

export const NULL: usize = 0
export const FALSE: usize = 1
export const TRUE: usize = 2
export const NUMBER: usize = 3
export const STRING: usize = 4
export const KEY: usize = 5
export const ARRAY: usize = 6
export const OBJECT: usize = 7
export const ABSORB: usize = 8
export const FINISH_FIRST: usize = 9
export const FINISH_SECOND: usize = 10
export const QUOTES: usize = 11
export const BACKSLASHES: usize = 12
export const SPACES: usize = 13
export const ZEROS: usize = 14
export const NINES: usize = 15
export const LOW_BYTES: usize = 16
export const TEN_OF_TWO: usize = 17
export const HUNDRED_AND_ONE: usize = 18
export const TEN_THOUSAND_AND_ONE: usize = 19
export const ABSORB_SECOND: usize = 20
/** Memory begins as zeros. */
export const NOTHING: usize = 21
/** What `Lanes.mix` makes `NULL` and so on of: a scalar without bytes to absorb then goes the way of all others. */
export const UNMIXED: usize = 22

export function putConstant(index: usize, value: v128): void {
  v128.store(CONSTANTS + (index << 4), value)
}

/** Four times the same word: as an argument, that takes less room than as a constant. */
function putWord(index: usize, word: u32): void {
  putConstant(index, i32x4.splat(word))
}

/** Fills the tables; the instance does it when it is made. */
export function putConstants(): void {
  putConstant(NULL, i32x4(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
  putConstant(FALSE, i32x4(0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89))
  putConstant(TRUE, i32x4(0x452821e6, 0x38d01377, 0xbe5466cf, 0x34e90c6c))
  putConstant(NUMBER, i32x4(0xc0ac29b7, 0xc97c50dd, 0x3f84d5b5, 0xb5470917))
  putConstant(STRING, i32x4(0x9216d5d9, 0x8979fb1b, 0xd1310ba6, 0x98dfb5ac))
  putConstant(KEY, i32x4(0x2ffd72db, 0xd01adfb7, 0xb8e1afed, 0x6a267e96))
  putConstant(ARRAY, i32x4(0xba7c9045, 0xf12c7f99, 0x24a19947, 0xb3916cf7))
  putConstant(OBJECT, i32x4(0x0801f2e2, 0x858efc16, 0x636920d8, 0x71574e69))
  putConstant(ABSORB, i32x4(0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f))
  putConstant(ABSORB_SECOND, i32x4(0x165667b1, 0x9e3779b1, 0x85ebca77, 0xc2b2ae3d))
  putConstant(FINISH_FIRST, i32x4(0x7feb352d, 0x21f0aaad, 0x2c1b3c6d, 0x85ebca6b))
  putConstant(FINISH_SECOND, i32x4(0x846ca68b, 0xd35a2d97, 0x297a2d39, 0xc2b2ae35))
  putWord(QUOTES, 0x22222222)
  putWord(BACKSLASHES, 0x5c5c5c5c)
  putWord(SPACES, 0x20202020)
  putWord(ZEROS, 0x30303030)
  putWord(NINES, 0x09090909)
  putWord(LOW_BYTES, 0x00ff00ff)
  putWord(TEN_OF_TWO, 0x000a000a)
  putWord(HUNDRED_AND_ONE, 0x00010064)
  putWord(TEN_THOUSAND_AND_ONE, 0x00012710)
  for (let at: usize = 0; at < 16; at += 1) {
    store<u8>(MASK + at, 0xff)
    store<u8>(ALIGN + at, 0xff)
    store<u8>(ALIGN + 16 + at, <u8>at)
  }
  store<f64>(TENS, 1)
  store<u64>(WHOLE_TENS, 1)
  // Each double a product of exact doubles, and itself exact.
  for (let at: usize = 8; at <= 8 * 22; at += 8) store<f64>(TENS + at, load<f64>(TENS + at - 8) * 10)
  for (let at: usize = 8; at <= 8 * 19; at += 8)
    store<u64>(WHOLE_TENS + at, load<u64>(WHOLE_TENS + at - 8) * 10)
}
