/** A number for people, with three digits that count; ECMAScript fixes every one of them. */
export function amountText(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size >= 100_000 || size < 0.001)) return withMinus(value.toExponential(1))
  return withMinus(`${Number(value.toPrecision(3))}`)
}

/** With its sign and two decimals: `+0.60`. */
export function signedText(value: number): string {
  const text = value.toFixed(2)
  if (Number(text) === 0) return '0'
  return value > 0 ? `+${text}` : withMinus(text)
}

/** A share as per cent: `1.6 %`. */
export function percentText(share: number): string {
  const value = 100 * share
  return value !== 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)
}

function withMinus(text: string): string {
  return text.replace('-', '−')
}
