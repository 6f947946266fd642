/** A decimal number of any size: `digits` × 10^`exponent`, without leading or trailing zeros in `digits`. */
export interface Decimal {
  readonly negative: boolean
  /** `''` for zero, whose exponent is 0 and which is not negative. */
  readonly digits: string
  readonly exponent: number
}

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 }

/** The one form of `digits` × 10^`exponent`. */
export function decimalOf(negative: boolean, digits: string, exponent: number): Decimal {
  let start = 0
  while (start < digits.length && digits[start] === '0') start += 1
  let end = digits.length
  while (end > start && digits[end - 1] === '0') end -= 1
  if (start === end) return ZERO
  return { negative, digits: digits.slice(start, end), exponent: exponent + digits.length - end }
}

/** `15e-1`, `-2`, `1e9`, `0`: the same text for the same number, never written out in zeros. */
export function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  return `${negative ? '-' : ''}${digits}${exponent === 0 ? '' : `e${exponent}`}`
}
