/** One in the fixed-point form of the scores. */
export const SCORE_ONE = 16_384

/** How many Neyman directions are watched: location, scale, skew, shape. */
export const SCORE_ORDERS = 4

const HALF_PI = 1.5707963267948966

/**
 * The bounded score cos(kπu) of a rank u in [0, 1], in Q14 fixed point: the k-th direction of Neyman's smooth test
 * (1937) on the cosine basis. Under the anchor u is uniform, so each score has mean 0 and variance 1/2, and two
 * different orders are uncorrelated.
 *
 * @param order 1 location, 2 scale, 3 skew, 4 shape
 * @returns an integer from −16,384 to 16,384, within half a unit of the true value (Taylor series, IEEE operations only)
 */
export function neymanScore(order: number, rank: number): number {
  // cos(π x) has period 2 and is even: reduce to [0, 1], then to the quarter turn where a short series is exact.
  const turned = order * rank - 2 * Math.floor((order * rank) / 2)
  const folded = turned > 1 ? 2 - turned : turned
  if (folded <= 0.25) return Math.round(SCORE_ONE * cosine(folded * 2 * HALF_PI))
  if (folded >= 0.75) return Math.round(-SCORE_ONE * cosine((1 - folded) * 2 * HALF_PI))
  return Math.round(SCORE_ONE * sine((0.5 - folded) * 2 * HALF_PI))
}

// On [0, π/4] the first term left out is below (π/4)^18 / 18! = 2e-18.
function cosine(angle: number): number {
  const square = angle * angle
  let term = 1
  let sum = 1
  for (let step = 1; step <= 8; step += 1) {
    term *= -square / ((2 * step - 1) * (2 * step))
    sum += term
  }
  return sum
}

function sine(angle: number): number {
  const square = angle * angle
  let term = angle
  let sum = angle
  for (let step = 1; step <= 8; step += 1) {
    term *= -square / (2 * step * (2 * step + 1))
    sum += term
  }
  return sum
}
