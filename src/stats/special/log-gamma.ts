import { naturalLog } from './natural-log.js'

const HALF_LOG_TWO_PI = 0.9189385332046728

// B₂ₖ / (2k (2k − 1)) for k = 1 … 8: the coefficients of Stirling's series (Abramowitz, Stegun 6.1.41).
const STIRLING: readonly number[] = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360_360,
  1 / 156,
  -3617 / 122_400,
]

/** From here on eight terms of the series leave less than 1e-17. */
const FAR = 15

/**
 * ln Γ(x) for x > 0: Stirling's series beyond 15, and Γ(x + 1) = x Γ(x) below.
 *
 * Error: below 4e-15 absolute for x ≤ 15 (so not small relative to the value near its zeros 1 and 2), and below 1e-15
 * relative beyond.
 */
export function logGamma(value: number): number {
  if (!(value > 0)) return Number.NaN
  if (value === 1 || value === 2) return 0
  let shifted = value
  let product = 1
  while (shifted < FAR) {
    product *= shifted
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  let series = 0
  for (let term = STIRLING.length - 1; term >= 0; term -= 1) series = series * square + STIRLING[term]!
  return (
    (shifted - 0.5) * naturalLog(shifted) - shifted + HALF_LOG_TWO_PI + series * inverse - naturalLog(product)
  )
}
