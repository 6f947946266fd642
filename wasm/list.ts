import { ARRAY, Constant, UNMIXED } from './constants'
import { Lanes } from './lanes'
import { ENTRY_BYTES, ENTRY_LENGTH, LISTED } from './layout'
import { readScalar } from './scalar'
import { Space } from './space'

const COMMA: i32 = 0x2c
const CLOSE_ARRAY: i32 = 0x5d

/** How many values were read in lists. */
export let listed: i32 = 0

export function forgetLists(): void {
  listed = 0
}

/**
 * Reads an array of nothing but scalars. To its container it is what a string is, lanes that wait for the last `mix`, and
 * a number: so it is one entry on the tape.
 *
 * @param from behind the bracket and the space
 * @returns where it ends; 0 where there is something else in it
 */
export function readList(from: usize, entry: usize): usize {
  let lanes = Constant.at(UNMIXED + ARRAY)
  let count: i32 = 0
  let scalar: usize = LISTED
  let at = readScalar(from, scalar)
  while (at !== 0) {
    at = Space.skipLine(at)
    const next = <i32>load<u8>(at)
    at += 1
    // A scalar is mixed after the next one is read, so that neither waits for the other.
    const last = scalar
    if (next === COMMA) {
      scalar = LISTED + LISTED + ENTRY_BYTES - scalar
      at = readScalar(Space.skipLine(at), scalar)
    }
    lanes = List.mix(lanes, last)
    count += 1
    if (next !== COMMA) {
      v128.store(entry, lanes)
      store<i32>(entry, count, ENTRY_LENGTH)
      listed += count
      return next === CLOSE_ARRAY ? at : 0
    }
  }
  return 0
}

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
class List {
  @inline
  static mix(lanes: v128, scalar: usize): v128 {
    const value = Lanes.mix(v128.load(scalar))
    const hash = Lanes.finish(v128.xor(value, v128.load32_zero(scalar, ENTRY_LENGTH)))
    return v128.xor(Lanes.mix(lanes), hash)
  }
}
