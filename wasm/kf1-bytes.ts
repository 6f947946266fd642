/**
 * The hot loop of `kf1` (docs/fingerprint.md): absorbs a run of bytes, 16 at a time, into the four lanes as one
 * `i32x4`. Bit for bit what `absorb` of src/hash/kf1-lanes.ts does with `Math.imul`.
 *
 * Memory: bytes 0–15 hold the lanes, little-endian; from 16 on lies the buffer, and after it 16 bytes for padding.
 */

const LANES: usize = 0
const BUFFER: usize = 16
const BLOCK: i32 = 16

/** How many bytes the host may put into the buffer: what one page of memory holds beside lanes and padding. */
export function capacity(): i32 {
  return 65536 - 3 * BLOCK
}

/**
 * Absorbs the first `length` bytes of the buffer. With `last` the rest is padded with zeros and absorbed too;
 * otherwise the rest moves to the front of the buffer, where the host appends the next bytes.
 *
 * @returns how many bytes are left at the front: 0 to 15
 */
export function absorbBytes(length: i32, last: bool): i32 {
  const multipliers = i32x4(0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f)
  const rest = length & (BLOCK - 1)
  const whole = length - rest
  if (last) v128.store(BUFFER + <usize>length, i64x2.splat(0))
  const end = BUFFER + <usize>(last && rest > 0 ? whole + BLOCK : whole)
  let lanes = v128.load(LANES)
  for (let at = BUFFER; at < end; at += <usize>BLOCK) {
    lanes = i32x4.mul(v128.xor(lanes, v128.load(at)), multipliers)
    lanes = v128.xor(lanes, i32x4.shr_u(lanes, 15))
    const pairs = v128.xor(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2))
    lanes = v128.xor(lanes, v128.xor(pairs, i32x4.shuffle(pairs, pairs, 2, 3, 0, 1)))
  }
  v128.store(LANES, lanes)
  if (last) return 0
  v128.store(BUFFER, v128.load(BUFFER + <usize>whole))
  return rest
}
