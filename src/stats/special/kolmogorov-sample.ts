import { exponential } from './exponential.js'
import { logGamma } from './log-gamma.js'
import { multiplyMatrices } from './multiply-matrices.js'
import { naturalLog } from './natural-log.js'

const HALF_PI_ROOT = 1.2533141373155003
const PI_SQUARED = 9.869604401089358

/** Largest sample whose matrix is raised to its power. Beyond, scipy expands too, and published values with it. */
const LARGEST_EXACT = 140

/** From n d² on: both sides at once are less likely than e^(−6 n d²) of one side, 4e-11 and 1.2e-7. */
const FAR = 4
const FAR_OF_LARGE = 2.65

/**
 * The chance that the two-sided Kolmogorov statistic D of a sample of this size is at least `distance`, for values
 * from the continuous distribution that they are compared with.
 *
 * Far out, and wherever D ≥ ½, twice the one-sided tail (Birnbaum, Tingey, Ann. Math. Statist. 22, 1951; exact from ½
 * on, Miller, JASA 51, 1956). Otherwise Durbin's matrix (Marsaglia, Tsang, Wang, J. Statist. Software 8(18), 2003), or
 * beyond 140 values the expansion of Pelz and Good (J. R. Statist. Soc. B 38, 1976).
 *
 * Error: to 140 values below 1e-10 relative or 1e-12 absolute; beyond below 2e-6 absolute, falling with the square of
 * the size (held against the matrix by test).
 *
 * @param size whole, at least 1
 */
export function kolmogorovSampleTail(distance: number, size: number): number {
  if (Number.isNaN(distance)) return Number.NaN
  if (distance <= 1 / (2 * size)) return 1
  if (distance >= 1) return 0
  if (distance >= 0.5 || size * distance * distance >= (size <= LARGEST_EXACT ? FAR : FAR_OF_LARGE)) {
    return Math.min(1, 2 * oneSidedTail(distance, size))
  }
  const below = size <= LARGEST_EXACT ? durbinMatrix(distance, size) : pelzGood(distance, size)
  return Math.min(1, Math.max(0, 1 - below))
}

/** d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j) over j ≤ n (1 − d): all terms are positive. */
function oneSidedTail(distance: number, size: number): number {
  const last = Math.floor(size * (1 - distance))
  const whole = logGamma(size + 1)
  let sum = 0
  for (let index = 0; index <= last; index += 1) {
    const share = index / size
    const rest = 1 - distance - share
    // Only the last term can have nothing left, and then it counts by its other factor alone.
    const tail =
      index === size ? 0 : (size - index) * (rest > 0 ? naturalLog(rest) : Number.NEGATIVE_INFINITY)
    const choose = whole - logGamma(index + 1) - logGamma(size - index + 1)
    sum += exponential(choose + (index - 1) * naturalLog(distance + share) + tail)
  }
  return distance * sum
}

const LARGE = 1e140
const SMALL = 1e-140

/** P(D < d) as one entry of the n-th power of Durbin's matrix, scaled by powers of 10^140 on the way. */
function durbinMatrix(distance: number, size: number): number {
  const steps = Math.floor(size * distance) + 1
  const rows = 2 * steps - 1
  const offset = steps - size * distance
  const matrix = new Float64Array(rows * rows)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < rows; column += 1) {
      if (row - column + 1 >= 0) matrix[row * rows + column] = 1
    }
  }
  let power = 1
  for (let row = 0; row < rows; row += 1) {
    power *= offset
    matrix[row * rows]! -= power
    matrix[(rows - 1) * rows + rows - 1 - row]! -= power
  }
  let corner = 1
  for (let factor = 0; factor < rows; factor += 1) corner *= 2 * offset - 1
  if (2 * offset - 1 > 0) matrix[(rows - 1) * rows]! += corner
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < rows; column += 1) {
      let entry = matrix[row * rows + column]!
      for (let divisor = 2; divisor <= row - column + 1; divisor += 1) entry /= divisor
      matrix[row * rows + column] = entry
    }
  }
  const raised = raise(matrix, rows, size)
  let result = raised.matrix[(steps - 1) * rows + steps - 1]!
  let exponent = raised.exponent
  for (let index = 1; index <= size; index += 1) {
    result = (result * index) / size
    if (result < SMALL) {
      result *= LARGE
      exponent -= 1
    }
  }
  return exponent === 0 ? result : exponent < 0 ? 0 : result * LARGE
}

/** A matrix as entries times 10^(140 · exponent). */
interface Scaled {
  readonly matrix: Float64Array
  readonly exponent: number
}

function raise(matrix: Float64Array, rows: number, power: number): Scaled {
  if (power === 1) return { matrix, exponent: 0 }
  const half = raise(matrix, rows, power >> 1)
  const square = multiplyMatrices(half.matrix, half.matrix, rows)
  let whole = power % 2 === 0 ? square : multiplyMatrices(matrix, square, rows)
  let exponent = 2 * half.exponent
  if (whole[(rows >> 1) * rows + (rows >> 1)]! > LARGE) {
    whole = whole.map((entry) => entry * SMALL)
    exponent += 1
  }
  return { matrix: whole, exponent }
}

/** Terms that matter below z = 2, where the expansion is used. */
const TERMS = 8

/** P(D < d) ≈ Σ Kᵢ(√n d) n^(−i/2), i = 0 … 3. */
function pelzGood(distance: number, size: number): number {
  const root = Math.sqrt(size)
  const z = root * distance
  const z2 = z * z
  const z4 = z2 * z2
  const z6 = z4 * z2
  let zeroth = 0
  let first = 0
  let second = 0
  let third = 0
  for (let term = TERMS; term >= 0; term -= 1) {
    const half = term + 0.5
    const a = PI_SQUARED * half * half
    const weight = exponential(-a / (2 * z2))
    zeroth += weight
    first += (a - z2) * weight
    second += (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2)) * weight
    third +=
      (a * a * a * (5 - 30 * z2) +
        a * a * (212 * z4 - 60 * z2) +
        a * (135 * z4 - 96 * z6) -
        30 * z6 -
        90 * z4 * z4) *
      weight
  }
  let secondWhole = 0
  let thirdWhole = 0
  for (let term = TERMS; term >= 1; term -= 1) {
    const a = PI_SQUARED * term * term
    const weight = exponential(-a / (2 * z2))
    secondWhole += a * weight
    thirdWhole += (3 * a * z2 - a * a) * weight
  }
  // Each sum over all whole j is twice the one over j ≥ 0 (halves) or j ≥ 1 (wholes).
  const k0 = (2 * HALF_PI_ROOT * zeroth) / z
  const k1 = (HALF_PI_ROOT * first) / (3 * z4)
  const k2 = HALF_PI_ROOT * (second / (36 * z6 * z) - secondWhole / (18 * z2 * z))
  const k3 = HALF_PI_ROOT * (third / (3240 * z6 * z4) + thirdWhole / (108 * z6))
  return k0 + k1 / root + k2 / size + k3 / (size * root)
}
