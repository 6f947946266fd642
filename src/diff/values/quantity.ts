import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'
import { type Decimal, decimalOf, formatDecimal } from './decimal.js'

const QUANTITY = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:([KMGTPE])i|([numkMGTPE]?)|[eE]([+-]?\d{1,10}))$/

const DECIMAL_SUFFIX: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}

const BINARY_SUFFIX = 'KMGTPE'

/** Longer texts are no amounts that anybody writes; bounds the work. */
const LONGEST = 1024

/** An exponent beyond it does not fit the scale that Kubernetes keeps. */
const LARGEST_EXPONENT = 2_147_483_647

/** Nothing below a billionth is kept: what is not zero is rounded away from it (apimachinery, `ParseQuantity`). */
const SMALLEST_EXPONENT = -9

/** An amount with a binary suffix is cut to what an int64 holds. */
const LARGEST_BINARY = 9_223_372_036_854_775_807n

/**
 * Amounts as Kubernetes writes them (`resource.Quantity`): `1000m`, `1`, `1.0`, `1e0` and the number 1 are one value,
 * and so are `1Gi` and `1073741824`. Exact at any size; docs/profiles.md has the grammar.
 *
 * @example
 * ```ts
 * import { quantity } from 'keelson/diff'
 * quantity.canonical('1000m') // => '1'
 * quantity.canonical('1.5Gi') // => '1610612736'
 * quantity.canonical('1.5 GB') // => undefined
 * ```
 */
export const quantity: ValueSemantics = { name: 'quantity', canonical: canonicalQuantity }

function canonicalQuantity(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
  const match = text.length > LONGEST ? null : QUANTITY.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = match[4] ?? '', , binary, suffix, exponentText] = match
  const exponent = Number(exponentText ?? DECIMAL_SUFFIX[suffix ?? ''])
  if (exponent > LARGEST_EXPONENT || exponent < -LARGEST_EXPONENT) return undefined
  const amount = decimalOf(sign === '-', whole + fraction, exponent - fraction.length)
  return formatDecimal(roundUp(binary === undefined ? amount : timesBinary(amount, binary)))
}

function timesBinary(amount: Decimal, suffix: string): Decimal {
  if (amount.digits === '') return amount
  const factor = 1n << BigInt(10 * (BINARY_SUFFIX.indexOf(suffix) + 1))
  const product = decimalOf(amount.negative, String(BigInt(amount.digits) * factor), amount.exponent)
  if (product.exponent + product.digits.length < 19) return product
  // A binary suffix goes without an exponent, so the zeros written out here were in the text.
  const whole = product.exponent < 0 ? product.digits.slice(0, product.exponent) : product.digits
  const magnitude = BigInt(whole.padEnd(whole.length + product.exponent, '0'))
  if (magnitude < LARGEST_BINARY) return product
  return decimalOf(amount.negative, String(LARGEST_BINARY), 0)
}

function roundUp(amount: Decimal): Decimal {
  const dropped = SMALLEST_EXPONENT - amount.exponent
  if (dropped <= 0 || amount.digits === '') return amount
  const kept = amount.digits.slice(0, Math.max(0, amount.digits.length - dropped))
  // The last digit of a decimal is no zero, so something is lost whenever digits are dropped.
  return decimalOf(amount.negative, String(BigInt(kept) + 1n), SMALLEST_EXPONENT)
}
