/**
 * The arithmetic of `kf1`: four 32-bit lanes, mixed by multiplication, shift and exclusive or, so that `Math.imul`
 * here and `i32x4` in wasm give the same bits. docs/fingerprint.md is the definition; the names here are its names.
 */

/**
 * Where every function of the walk leaves the four lanes of its result.
 *
 * INVARIANT: read before anything else runs, so no two values are ever in it at once, also when a getter of the
 * user's document calls `fingerprint` itself.
 */
export const LANES: Int32Array = /* @__PURE__ */ new Int32Array(4)

// Offsets of the starting lanes of each kind of value.
export const NULL = 0
export const FALSE = 4
export const TRUE = 8
export const NUMBER = 12
export const STRING = 16
export const KEY = 20
export const ARRAY = 24
export const OBJECT = 28

/** Starting lanes: the first 1,024 bits of the fraction of π, so that nobody chose them. */
// biome-ignore format: one kind of value a line
export const START: Int32Array = /* @__PURE__ */ Int32Array.of(
  0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344,
  0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89,
  0x452821e6, 0x38d01377, 0xbe5466cf, 0x34e90c6c,
  0xc0ac29b7, 0xc97c50dd, 0x3f84d5b5, 0xb5470917,
  0x9216d5d9, 0x8979fb1b, 0xd1310ba6, 0x98dfb5ac,
  0x2ffd72db, 0xd01adfb7, 0xb8e1afed, 0x6a267e96,
  0xba7c9045, 0xf12c7f99, 0x24a19947, 0xb3916cf7,
  0x0801f2e2, 0x858efc16, 0x636920d8, 0x71574e69,
)

/**
 * Mixes four words into four lanes. For fixed lanes it is a bijection of the words, so two strings of at most 16 bytes
 * and equal length never collide. Multipliers: the first four primes of XXH32.
 */
export function absorb(
  a: number,
  b: number,
  c: number,
  d: number,
  wordA: number,
  wordB: number,
  wordC: number,
  wordD: number,
): void {
  const a1 = Math.imul(a ^ wordA, 0x9e3779b1)
  const b1 = Math.imul(b ^ wordB, 0x85ebca77)
  const c1 = Math.imul(c ^ wordC, 0xc2b2ae3d)
  const d1 = Math.imul(d ^ wordD, 0x27d4eb2f)
  const a2 = a1 ^ (a1 >>> 15)
  const b2 = b1 ^ (b1 >>> 15)
  const c2 = c1 ^ (c1 >>> 15)
  const d2 = d1 ^ (d1 >>> 15)
  const all = a2 ^ b2 ^ c2 ^ d2
  LANES[0] = a2 ^ all
  LANES[1] = b2 ^ all
  LANES[2] = c2 ^ all
  LANES[3] = d2 ^ all
}

/**
 * Spreads every bit of the four lanes over all 128: two rounds, a bijection. Multipliers: those of four published
 * 32-bit finalisers with low measured bias, one a lane (lowbias32, two others of C. Wellons's hash-prospector, and
 * fmix32 of MurmurHash3).
 */
export function finish(a: number, b: number, c: number, d: number): void {
  const a1 = Math.imul(a ^ (a >>> 16), 0x7feb352d)
  const b1 = Math.imul(b ^ (b >>> 16), 0x21f0aaad)
  const c1 = Math.imul(c ^ (c >>> 16), 0x2c1b3c6d)
  const d1 = Math.imul(d ^ (d >>> 16), 0x85ebca6b)
  const all1 = a1 ^ b1 ^ c1 ^ d1
  const a2 = a1 ^ all1
  const b2 = b1 ^ all1
  const c2 = c1 ^ all1
  const d2 = d1 ^ all1
  const a3 = Math.imul(a2 ^ (a2 >>> 15), 0x846ca68b)
  const b3 = Math.imul(b2 ^ (b2 >>> 15), 0xd35a2d97)
  const c3 = Math.imul(c2 ^ (c2 >>> 15), 0x297a2d39)
  const d3 = Math.imul(d2 ^ (d2 >>> 15), 0xc2b2ae35)
  const all3 = a3 ^ b3 ^ c3 ^ d3
  const a4 = a3 ^ all3
  const b4 = b3 ^ all3
  const c4 = c3 ^ all3
  const d4 = d3 ^ all3
  LANES[0] = a4 ^ (a4 >>> 16)
  LANES[1] = b4 ^ (b4 >>> 16)
  LANES[2] = c4 ^ (c4 >>> 16)
  LANES[3] = d4 ^ (d4 >>> 16)
}

/** The lanes as 32 hexadecimal digits, lane 0 first, the most significant digit of each lane first. */
export function lanesToHex(): string {
  return hexOf(LANES[0]!) + hexOf(LANES[1]!) + hexOf(LANES[2]!) + hexOf(LANES[3]!)
}

// From a table: a quarter of the time of toString(16) and padStart, which small documents feel (measured).
const BYTE_HEX: readonly string[] = /* @__PURE__ */ Array.from(
  { length: 256 },
  (_, byte) => (byte < 16 ? '0' : '') + byte.toString(16),
)

function hexOf(lane: number): string {
  return (
    BYTE_HEX[lane >>> 24]! +
    BYTE_HEX[(lane >>> 16) & 0xff]! +
    BYTE_HEX[(lane >>> 8) & 0xff]! +
    BYTE_HEX[lane & 0xff]!
  )
}
