const QUANTITY = /^([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:([KMGTPE])i|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,3}))$/

const DECIMAL: Readonly<Record<string, number>> = {
  '': 0,
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}

const BINARY = 'KMGTPE'

/** Longer texts are no amounts that anybody writes; bounds the work. */
const MAX_LENGTH = 128

/**
 * The double nearest to a quantity as Kubernetes writes it (apimachinery, resource.Quantity): `250m`, `1.5Gi`, `2e3`.
 *
 * @returns `null` for what is none
 */
export function readQuantity(text: string): number | null {
  const match = text.length > MAX_LENGTH ? null : QUANTITY.exec(text)
  if (match === null) return null
  const [, digits, binary, decimal, exponent] = match
  if (binary === undefined) {
    const value = Number(`${digits!}e${exponent ?? DECIMAL[decimal!]!}`)
    return Number.isFinite(value) ? value + 0 : null
  }
  let value = Number(digits)
  // INVARIANT: a power of two moves no bit of the fraction, so this is still the nearest double.
  for (let step = BINARY.indexOf(binary); step >= 0; step -= 1) value *= 1024
  return value + 0
}
