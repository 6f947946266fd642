// χ² quantiles at 0.01 for 1..30 degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods §1.3.6.7.4).
const ONE_PERCENT: readonly number[] = [
  0.000157, 0.0201, 0.115, 0.297, 0.554, 0.872, 1.239, 1.646, 2.088, 2.558, 3.053, 3.571, 4.107, 4.66, 5.229,
  5.812, 6.408, 7.015, 7.633, 8.26, 8.897, 9.542, 10.196, 10.856, 11.524, 12.198, 12.879, 13.565, 14.256,
  14.953,
]

const NORMAL_ONE_PERCENT = -2.3263478740408408

/**
 * The 1 % quantile of χ²: the value that a χ² variable with this many degrees of freedom falls below once in a
 * hundred. Dividing Σ(x − mean)² by it gives the upper 99 % confidence bound of a variance.
 *
 * Error: the table is right to its last printed digit; from 31 on Wilson and Hilferty's cube (PNAS 17, 1931) is used,
 * with a relative error below 0.002.
 *
 * @param degrees a whole number, at least 1
 */
export function chiSquareOnePercent(degrees: number): number {
  if (degrees <= ONE_PERCENT.length) return ONE_PERCENT[degrees - 1]!
  const spread = 2 / (9 * degrees)
  const root = 1 - spread + NORMAL_ONE_PERCENT * Math.sqrt(spread)
  return degrees * root * root * root
}
