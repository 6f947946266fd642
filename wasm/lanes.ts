import { ABSORB, ABSORB_SECOND, Constant, FINISH_FIRST, FINISH_SECOND, NOTHING } from './constants'

/**
 * The arithmetic of `kf1` on four lanes at once: bit for bit that of src/hash/kf1-lanes.ts, which docs/fingerprint.md
 * defines. The names here are its names.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Lanes {
  /** Mixes 16 bytes into the lanes. */
  @inline
  static absorb(lanes: v128, words: v128): v128 {
    return Lanes.mix(v128.xor(lanes, words))
  }

  /** The second half of `absorb`, after the words are in the lanes. */
  @inline
  static mix(lanes: v128): v128 {
    const mixed = i32x4.mul(lanes, Constant.at(ABSORB))
    return Lanes.spread(i32x4.mul(v128.xor(mixed, i32x4.shr_u(mixed, 15)), Constant.at(ABSORB_SECOND)))
  }

  /** Spreads every bit over all four lanes. */
  @inline
  static finish(lanes: v128): v128 {
    return Lanes.finishSecond(Lanes.finishFirst(lanes))
  }

  /** `finish` up to the second multiplication. */
  @inline
  static finishFirst(lanes: v128): v128 {
    const mixed = i32x4.mul(v128.xor(lanes, i32x4.shr_u(lanes, 16)), Constant.at(FINISH_FIRST))
    return Lanes.spread(mixed)
  }

  /** `finish` from there on. */
  @inline
  static finishSecond(lanes: v128): v128 {
    const mixed = Lanes.spread(i32x4.mul(v128.xor(lanes, i32x4.shr_u(lanes, 15)), Constant.at(FINISH_SECOND)))
    return v128.xor(mixed, i32x4.shr_u(mixed, 16))
  }

  /** The lanes with a number of bytes, elements or members in lane 0. */
  @inline
  static count(lanes: v128, count: i32): v128 {
    return v128.xor(lanes, i32x4.replace_lane(Constant.at(NOTHING), 0, count))
  }

  /** Turns the lanes by two, and takes the other two, exclusive or, with their halves changed, into each. */
  @inline
  static spread(lanes: v128): v128 {
    const turned = i32x4.shuffle(lanes, lanes, 2, 3, 0, 1)
    const pairs = v128.xor(lanes, turned)
    // As halves of lanes: of lane 1, 0, 1 and 0, each with its upper half below.
    return v128.xor(turned, i16x8.shuffle(pairs, pairs, 3, 2, 1, 0, 7, 6, 5, 4))
  }
}

/** `finish` as a call, where there are few and the module is to be small: once for each container or name. */
export function finished(lanes: v128): v128 {
  return Lanes.finish(lanes)
}

/** The lanes that `mix` makes these of. */
export function unmix(lanes: v128): v128 {
  // `spread` undoes itself.
  const product = divide(Lanes.spread(lanes), Constant.at(ABSORB_SECOND))
  return divide(
    v128.xor(v128.xor(product, i32x4.shr_u(product, 15)), i32x4.shr_u(product, 30)),
    Constant.at(ABSORB),
  )
}

/** The lanes that, multiplied by odd numbers, give these. */
function divide(product: v128, factor: v128): v128 {
  // The inverse of an odd number modulo 2^32, by Newton's iteration: the number itself is right in three bits.
  let inverse = factor
  for (let bits: i32 = 3; bits < 32; bits *= 2) {
    inverse = i32x4.mul(inverse, i32x4.sub(i32x4.splat(2), i32x4.mul(factor, inverse)))
  }
  return i32x4.mul(product, inverse)
}
