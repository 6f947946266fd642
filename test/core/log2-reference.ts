import { log2Q16 } from 'keelson/core'

const view = new DataView(new ArrayBuffer(8))

export function doubleOf(bits: bigint): number {
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

export function bitsOf(value: number): bigint {
  view.setFloat64(0, value)
  return view.getBigUint64(0)
}

/** 2^exponent times (1 + fraction / 2^52), normal or subnormal. */
export function double(exponent: number, fraction: bigint): number {
  return doubleOf((BigInt(exponent + 1023) << 52n) | fraction)
}

export function powerOfTwo(exponent: number): number {
  return exponent < -1022 ? doubleOf(1n << BigInt(exponent + 1074)) : double(exponent, 0n)
}

const PRECISION = 192n

/** log2 in units of 2^-64, by repeated squaring in 192-bit fixed point: the bits of the logarithm, one by one. */
function referenceLog2(value: number): bigint {
  const bits = bitsOf(value)
  const stored = bits & 0xfffffffffffffn
  const biased = bits >> 52n
  let mantissa = biased === 0n ? stored : stored | (1n << 52n)
  let exponent = biased === 0n ? -1074n : biased - 1075n
  const length = BigInt(mantissa.toString(2).length)
  exponent += length - 1n
  mantissa <<= PRECISION - (length - 1n)
  let fraction = 0n
  for (let bit = 0; bit < 64; bit += 1) {
    mantissa = (mantissa * mantissa) >> PRECISION
    fraction <<= 1n
    if (mantissa >> PRECISION >= 2n) {
      mantissa >>= 1n
      fraction |= 1n
    }
  }
  return (exponent << 64n) + fraction
}

/** |log2Q16 − log2| in units of the last place of Q16. */
export function errorInUnits(value: number): number {
  const difference = (BigInt(log2Q16(value)) << 48n) - referenceLog2(value)
  return Math.abs(Number(difference)) / 2 ** 48
}

/** What the documentation of log2Q16 states, in units of the last place of Q16. */
export const STATED_BOUND = 0.52
