import { HIGHEST_POWER, LIMB_COUNT, LIMBS, LOWEST_POWER, POWERS } from './layout'

export let arePowersMade: bool = false

/**
 * Makes the table of the 128 leading bits of the powers of five that Eisel–Lemire multiplies by (D. Lemire, Number
 * parsing at a gigabyte per second, 2021, §5): cut off, but rounded up for the exponents -27 to -1. Made at the first
 * number that needs it: 10 KB that would not compress, in less than a millisecond.
 */
export function makePowers(): void {
  arePowersMade = true
  // 5^e by repeated multiplication, exact: 5^308 has 716 bits of the 1,024.
  clearLimbs()
  store<u32>(LIMBS, 1)
  for (let power: i32 = 0; power <= HIGHEST_POWER; power += 1) {
    storeLeadingBits(power, 0)
    let carry: u64 = 0
    for (let limb: i32 = 0; limb < LIMB_COUNT; limb += 1) {
      const at = LIMBS + ((<usize>limb) << 2)
      const product = <u64>load<u32>(at) * 5 + carry
      store<u32>(at, <u32>product)
      carry = product >> 32
    }
  }
  // ⌊2^1023 / 5^e⌋ by repeated division: a quotient cut off and divided again is the quotient of both, cut off. The
  // last, of e = 342, still has 229 bits.
  clearLimbs()
  store<u32>(LIMBS + ((<usize>(LIMB_COUNT - 1)) << 2), 0x80000000)
  for (let power: i32 = -1; power >= LOWEST_POWER; power -= 1) {
    let rest: u64 = 0
    for (let limb: i32 = LIMB_COUNT - 1; limb >= 0; limb -= 1) {
      const at = LIMBS + ((<usize>limb) << 2)
      const part = (rest << 32) | <u64>load<u32>(at)
      store<u32>(at, <u32>(part / 5))
      rest = part % 5
    }
    storeLeadingBits(power, power >= -27 ? 1 : 0)
  }
}

function clearLimbs(): void {
  memory.fill(LIMBS, 0, (<usize>LIMB_COUNT) << 2)
}

/** Keeps the 128 bits from the highest one on. */
function storeLeadingBits(power: i32, increment: u64): void {
  let top: i32 = LIMB_COUNT - 1
  while (load<u32>(LIMBS + ((<usize>top) << 2)) === 0) top -= 1
  const shift = <u64>clz(load<u32>(LIMBS + ((<usize>top) << 2)))
  const high = (twoLimbs(top, 0) << shift) | (shift === 0 ? 0 : <u64>limbAt(top - 2) >> (32 - shift))
  const low = (twoLimbs(top, 2) << shift) | (shift === 0 ? 0 : <u64>limbAt(top - 4) >> (32 - shift))
  const at = POWERS + ((<usize>(power - LOWEST_POWER)) << 4)
  store<u64>(at, low + increment)
  store<u64>(at, high + <u64>(low + increment < low), 8)
}

function twoLimbs(top: i32, below: i32): u64 {
  return ((<u64>limbAt(top - below)) << 32) | <u64>limbAt(top - below - 1)
}

function limbAt(limb: i32): u32 {
  return limb < 0 ? 0 : load<u32>(LIMBS + ((<usize>limb) << 2))
}
