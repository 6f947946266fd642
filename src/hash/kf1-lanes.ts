/**
 * The arithmetic of `kf1`: four 32-bit lanes, mixed by multiplication, shift and exclusive or, so that `Math.imul`
 * here and `i32x4` in wasm give the same bits. docs/fingerprint.md is the definition; the names here are its names.
 */

/**
 * Where every function of the walk leaves the four lanes of its result.
 *
 * INVARIANT: read before anything else runs, so no two values are ever in it at once, also when a trap of a proxy in
 * the user's document calls `fingerprint` itself.
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

type Absorb = (
  a: number,
  b: number,
  c: number,
  d: number,
  wordA: number,
  wordB: number,
  wordC: number,
  wordD: number,
) => void

type Finish = (a: number, b: number, c: number, d: number) => void

/**
 * Mixes four words into four lanes. For fixed lanes it is a bijection of the words, so two strings of at most 16 bytes
 * and equal length never collide. Multipliers: the five primes of XXH32, two rounds of them: after one, a difference in
 * the highest byte of a word stays there, and the next words can take it back (docs/fingerprint.md, Quality).
 */
export const absorb: Absorb = /* @__PURE__ */ createAbsorb(LANES)

/**
 * Spreads every bit of the four lanes over all 128: two rounds, a bijection. Multipliers: those of four published
 * 32-bit finalisers with low measured bias, one a lane (lowbias32, two others of C. Wellons's hash-prospector, and
 * fmix32 of MurmurHash3).
 */
export const finish: Finish = /* @__PURE__ */ createFinish(LANES)

// Closures, here and wherever the walk is hot: bundlers turn the constants of a module into variables, which engines
// look up anew at each use, while a constant of a closure stays one (measured: 5 % of the whole).
function createAbsorb(lanes: Int32Array): Absorb {
  return (a, b, c, d, wordA, wordB, wordC, wordD) => {
    const a1 = Math.imul(a ^ wordA, 0x9e3779b1)
    const b1 = Math.imul(b ^ wordB, 0x85ebca77)
    const c1 = Math.imul(c ^ wordC, 0xc2b2ae3d)
    const d1 = Math.imul(d ^ wordD, 0x27d4eb2f)
    const a2 = Math.imul(a1 ^ (a1 >>> 15), 0x165667b1)
    const b2 = Math.imul(b1 ^ (b1 >>> 15), 0x9e3779b1)
    const c2 = Math.imul(c1 ^ (c1 >>> 15), 0x85ebca77)
    const d2 = Math.imul(d1 ^ (d1 >>> 15), 0xc2b2ae3d)
    const even = a2 ^ c2
    const odd = b2 ^ d2
    const turnedEven = (even << 16) | (even >>> 16)
    const turnedOdd = (odd << 16) | (odd >>> 16)
    lanes[0] = c2 ^ turnedOdd
    lanes[1] = d2 ^ turnedEven
    lanes[2] = a2 ^ turnedOdd
    lanes[3] = b2 ^ turnedEven
  }
}

function createFinish(lanes: Int32Array): Finish {
  return (a, b, c, d) => {
    const a1 = Math.imul(a ^ (a >>> 16), 0x7feb352d)
    const b1 = Math.imul(b ^ (b >>> 16), 0x21f0aaad)
    const c1 = Math.imul(c ^ (c >>> 16), 0x2c1b3c6d)
    const d1 = Math.imul(d ^ (d >>> 16), 0x85ebca6b)
    const even = a1 ^ c1
    const odd = b1 ^ d1
    const turnedEven = (even << 16) | (even >>> 16)
    const turnedOdd = (odd << 16) | (odd >>> 16)
    const a2 = c1 ^ turnedOdd
    const b2 = d1 ^ turnedEven
    const c2 = a1 ^ turnedOdd
    const d2 = b1 ^ turnedEven
    const a3 = Math.imul(a2 ^ (a2 >>> 15), 0x846ca68b)
    const b3 = Math.imul(b2 ^ (b2 >>> 15), 0xd35a2d97)
    const c3 = Math.imul(c2 ^ (c2 >>> 15), 0x297a2d39)
    const d3 = Math.imul(d2 ^ (d2 >>> 15), 0xc2b2ae35)
    const even3 = a3 ^ c3
    const odd3 = b3 ^ d3
    const turnedEven3 = (even3 << 16) | (even3 >>> 16)
    const turnedOdd3 = (odd3 << 16) | (odd3 >>> 16)
    const a4 = c3 ^ turnedOdd3
    const b4 = d3 ^ turnedEven3
    const c4 = a3 ^ turnedOdd3
    const d4 = b3 ^ turnedEven3
    lanes[0] = a4 ^ (a4 >>> 16)
    lanes[1] = b4 ^ (b4 >>> 16)
    lanes[2] = c4 ^ (c4 >>> 16)
    lanes[3] = d4 ^ (d4 >>> 16)
  }
}

/** The lanes as 32 hexadecimal digits, lane 0 first, the most significant digit of each lane first. */
export function lanesToHex(): string {
  return hexOf(LANES[0]!) + hexOf(LANES[1]!) + hexOf(LANES[2]!) + hexOf(LANES[3]!)
}

const DIGITS: readonly number[] = /* @__PURE__ */ Array.from('0123456789abcdef', (digit) =>
  digit.charCodeAt(0),
)

// One string of eight units: half the time of joining digits, which small documents feel (measured).
function hexOf(lane: number): string {
  return String.fromCharCode(
    DIGITS[lane >>> 28]!,
    DIGITS[(lane >>> 24) & 15]!,
    DIGITS[(lane >>> 20) & 15]!,
    DIGITS[(lane >>> 16) & 15]!,
    DIGITS[(lane >>> 12) & 15]!,
    DIGITS[(lane >>> 8) & 15]!,
    DIGITS[(lane >>> 4) & 15]!,
    DIGITS[lane & 15]!,
  )
}
