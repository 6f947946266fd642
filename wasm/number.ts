import {
  Constant,
  HUNDRED_AND_ONE,
  LOW_BYTES,
  NINES,
  TEN_OF_TWO,
  TEN_THOUSAND_AND_ONE,
  ZEROS,
} from './constants'
import { ALIGN, HIGHEST_POWER, LOWEST_POWER, NUMBER_READ, POWERS, TENS, WHOLE_TENS } from './layout'
import { arePowersMade, makePowers } from './powers'

/** The double nearest to the number that the host reads from these bytes of the memory, as its `Number(text)` does. */
declare function parseNumber(from: usize, to: usize): f64

/** Where the number that was read last ends; 0 where it is malformed. */
let numberEnd: usize = 0

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
class Digits {
  /** The bytes at `at`, less `0`. */
  @inline
  static load(at: usize): v128 {
    return i8x16.sub(v128.load(at), Constant.at(ZEROS))
  }

  /** A bit for each of the 16 bytes that is no digit, and one behind them. */
  @inline
  static others(digits: v128): i32 {
    return i8x16.bitmask(i8x16.gt_u(digits, Constant.at(NINES))) | 0x10000
  }

  /** How many of the 16 bytes, from the first on, are digits. */
  @inline
  static count(digits: v128): i32 {
    return ctz(Digits.others(digits))
  }

  /** The number that the first `count` digits make: 16 digits in as many steps as one. */
  @inline
  static value(digits: v128, count: i32): u64 {
    return Digits.ofAligned(i8x16.swizzle(digits, v128.load(ALIGN + <usize>count)))
  }

  /** The number that the digits before `end` make without the byte at `point`. */
  @inline
  static valueAround(digits: v128, point: i32, end: i32): u64 {
    const places = v128.load(ALIGN - 1 + <usize>end)
    // From the point on, a byte further.
    const behind = i8x16.ge_s(places, i8x16.splat(<i8>point))
    return Digits.ofAligned(i8x16.swizzle(digits, i8x16.sub(places, behind)))
  }

  /** The number that 16 digits make. */
  @inline
  static ofAligned(aligned: v128): u64 {
    const twos = i16x8.add(
      i16x8.mul(v128.and(aligned, Constant.at(LOW_BYTES)), Constant.at(TEN_OF_TWO)),
      i16x8.shr_u(aligned, 8),
    )
    const fours = i32x4.dot_i16x8_s(twos, Constant.at(HUNDRED_AND_ONE))
    const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), Constant.at(TEN_THOUSAND_AND_ONE))
    return <u64>(<u32>i32x4.extract_lane(eights, 0)) * 100000000 + <u64>(<u32>i32x4.extract_lane(eights, 1))
  }
}

/**
 * Reads the number at `start`, exactly: the nearest double, ties to even; and leaves it at `NUMBER_READ`.
 *
 * @returns where it ends; 0 where it is malformed or overflows
 */
export function readNumber(start: usize): usize {
  const isNegative = load<u8>(start) === 0x2d
  const at = start + <usize>isNegative
  const digits = Digits.load(at)
  const others = Digits.others(digits)
  const size = ctz(others)
  let from = at + size
  let number: u64
  let exponent: i32 = 0
  // Powers of ten that are doubles; for more than 15 digits, which may be none themselves, no power.
  let exact: u32 = 22
  // No digits, or a zero before others, is refused there.
  let isLong = size === 0 || (size > 1 && <i32>load<u8>(at) === 0x30)
  let next = <i32>load<u8>(from)
  if (next === 0x2e) {
    const last = ctz(others & (others - 1))
    if (last < 16) {
      exponent = size + 1 - last
      number = Digits.valueAround(digits, size, last)
      from = at + last
    } else {
      exact = 0
      const fraction = Digits.load(from + 1)
      const places = Digits.count(fraction)
      const rest = Digits.load(from + 17)
      // Without a branch: whether there are 16 places or more is hard to guess.
      const restPlaces = Digits.count(rest) & -(<i32>(places === 16))
      exponent = -places - restPlaces
      const first =
        Digits.value(digits, size) * load<u64>(WHOLE_TENS + ((<usize>places) << 3)) +
        Digits.value(fraction, places)
      number = first * load<u64>(WHOLE_TENS + ((<usize>restPlaces) << 3)) + Digits.value(rest, restPlaces)
      // 64 bits hold 19 digits; zeros in front do not count.
      if (size + places > 19 || first >= load<u64>(WHOLE_TENS + 8 * 19 - ((<usize>restPlaces) << 3)))
        isLong = true
      if (restPlaces === 16) isLong = true
      from += 1 + places + restPlaces
    }
    if (exponent === 0) return 0
    next = <i32>load<u8>(from)
  } else {
    number = Digits.value(digits, size)
    if (size === 16) isLong = true
  }
  if ((next | 0x20) === 0x65 && !isLong) {
    exponent += readExponent(from)
    from = numberEnd
    if (from === 0) return 0
  }
  let value: f64
  if (isLong) {
    value = readLongNumber(at)
    from = numberEnd
    if (from === 0) return 0
  } else if (exponent === 0 && <i64>number >= 0) {
    value = <f64>(<i64>number)
  } else if (<u32>(-exponent - 1) < exact) {
    // Both exact, so the one operation rounds right (W. Clinger, How to read floating point numbers accurately).
    value = <f64>(<i64>number) / load<f64>(TENS + ((<usize>-exponent) << 3))
  } else {
    value = eiselLemire(number, exponent)
  }
  if (!(value <= f64.MAX_VALUE)) return 0
  // Never -0, which is 0.
  if (isNegative) value = 0 - value
  store<f64>(NUMBER_READ, value)
  return from
}

/** The exponent at `from`, with its `e`; beyond what any double or text could need it is cut off. Sets `numberEnd`. */
function readExponent(from: usize): i32 {
  const sign = <i32>load<u8>(from, 1)
  let at = from + (sign === 0x2b || sign === 0x2d ? 2 : 1)
  let exponent: i32 = 0
  let digit = <u32>load<u8>(at) - 0x30
  if (digit > 9) {
    numberEnd = 0
    return 0
  }
  do {
    if (exponent < 100000000) exponent = exponent * 10 + digit
    at += 1
    digit = <u32>load<u8>(at) - 0x30
  } while (digit <= 9)
  numberEnd = at
  return sign === 0x2d ? -exponent : exponent
}

/**
 * Reads any number, exactly: the nearest double, ties to even; an infinity where it overflows. Decides by the first 19
 * digits that count where they are enough. Sets `numberEnd`.
 */
function readLongNumber(from: usize): f64 {
  let at = from
  numberEnd = 0
  const first = <u32>load<u8>(at) - 0x30
  if (first > 9 || (first === 0 && <u32>load<u8>(at, 1) - 0x30 <= 9)) return 0
  let value: u64 = 0
  let kept: i32 = 0
  let exponent: i32 = 0
  let isCut = false
  let hasPoint = false
  while (true) {
    const digit = <u32>load<u8>(at) - 0x30
    if (digit > 9) {
      if (hasPoint || load<u8>(at) !== 0x2e || <u32>load<u8>(at, 1) - 0x30 > 9) break
      hasPoint = true
      at += 1
      continue
    }
    at += 1
    if (kept < 19) {
      value = value * 10 + digit
      if (value !== 0) kept += 1
      if (hasPoint) exponent -= 1
    } else {
      isCut = isCut || digit !== 0
      if (!hasPoint) exponent += 1
    }
  }
  if (load<u8>(at) === 0x2e) return 0
  numberEnd = at
  if ((<i32>load<u8>(at) | 0x20) === 0x65) {
    const written = readExponent(at)
    if (numberEnd === 0) return 0
    exponent += written
  }
  let magnitude = eiselLemire(value, exponent)
  // The digits that were cut off matter only where one more in the last place would give another double.
  if (isCut && magnitude !== eiselLemire(value + 1, exponent)) {
    magnitude = parseNumber(from, numberEnd)
  }
  return magnitude
}

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
class Product {
  /** The upper half of the 128 bits. */
  @inline
  static high(left: u64, right: u64): u64 {
    const leftLow = left & 0xffffffff
    const leftHigh = left >> 32
    const rightLow = right & 0xffffffff
    const rightHigh = right >> 32
    const middle = leftHigh * rightLow + ((leftLow * rightLow) >> 32)
    const other = leftLow * rightHigh + (middle & 0xffffffff)
    return leftHigh * rightHigh + (middle >> 32) + (other >> 32)
  }
}

/**
 * The algorithm of D. Lemire (Number parsing at a gigabyte per second, 2021, §5), for at most 19 digits. Its one case
 * of doubt does not occur (N. Mushtak, D. Lemire, Fast number parsing without fallback, 2023).
 */
function eiselLemire(value: u64, exponent: i32): f64 {
  if (value === 0 || exponent < LOWEST_POWER) return 0
  if (exponent > HIGHEST_POWER) return Infinity
  if (!arePowersMade) makePowers()
  const zeros = <i32>clz(value)
  const shifted = value << zeros
  const power = POWERS + ((<usize>(exponent - LOWEST_POWER)) << 4)
  let high = Product.high(shifted, load<u64>(power, 8))
  let low = shifted * load<u64>(power, 8)
  if ((high & 0x1ff) === 0x1ff) {
    const more = Product.high(shifted, load<u64>(power))
    low += more
    high += <u64>(low < more)
  }
  const top = <i32>(high >>> 63)
  let mantissa = high >>> (top + 9)
  let binary = (((152170 + 65536) * exponent) >> 16) + 63 + top - zeros + 1023
  if (binary <= 0) {
    if (binary < -62) return 0
    mantissa = mantissa >>> (1 - binary)
    mantissa = (mantissa + (mantissa & 1)) >>> 1
    // Rounded up to 2^52 it is the smallest normal number, and its bits say so.
    return reinterpret<f64>(mantissa)
  }
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) === 1) {
    // Exactly between two doubles: the even one.
    if (mantissa << (top + 9) === high) mantissa &= ~1
  }
  mantissa = (mantissa + (mantissa & 1)) >>> 1
  if (mantissa >= 0x20000000000000) {
    mantissa = 0x10000000000000
    binary += 1
  }
  if (binary >= 0x7ff) return Infinity
  return reinterpret<f64>((mantissa & 0xfffffffffffff) | ((<u64>binary) << 52))
}
