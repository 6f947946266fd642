import { Lanes } from './lanes'
import { BLOCK, INPUT, LANES } from './layout'

/**
 * Absorbs the first `length` bytes of the input into the lanes that the host has put at `LANES`: a string of a parsed
 * value. With `last` the rest is padded with zeros and absorbed too; otherwise the rest moves to the front of the
 * input, where the host appends the next bytes.
 *
 * @returns how many bytes are left at the front: 0 to 15
 */
export function absorbBytes(length: i32, last: bool): i32 {
  const rest = length & (BLOCK - 1)
  const whole = length - rest
  if (last) v128.store(INPUT + <usize>length, i64x2.splat(0))
  const end = INPUT + <usize>(last && rest > 0 ? whole + BLOCK : whole)
  let lanes = v128.load(LANES)
  for (let at = INPUT; at < end; at += <usize>BLOCK) lanes = Lanes.absorb(lanes, v128.load(at))
  v128.store(LANES, lanes)
  if (last) return 0
  v128.store(INPUT, v128.load(INPUT + <usize>whole))
  return rest
}
