// ln 2 in two parts: the first has 21 trailing zero bits, so a whole multiple below 2^20 of it is exact.
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
// biome-ignore lint/suspicious/noApproximativeNumericConstant: ECMAScript leaves the last bits of Math.LOG2E open
const LOG2_E = 1.4426950408889634

const LARGEST_ARGUMENT = 709.782712893384
const SMALLEST_ARGUMENT = -745.1332191019412

const TERMS = 14

const view: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/**
 * e to the power of a double, from IEEE-exact operations: the same double in every engine, where `Math.exp` differs.
 *
 * x = k · ln 2 + r with |r| ≤ ½ ln 2, and e^r by its Taylor series, whose first term left out is below 4e-18.
 *
 * Error: relative, below 4e-16 for results in the normal range (held by test against the engine's own, which is within one unit in the last place).
 *
 * @returns 0 below −745.2, `Infinity` above 709.79, `NaN` for NaN
 */
export function exponential(value: number): number {
  if (Number.isNaN(value)) return Number.NaN
  if (value > LARGEST_ARGUMENT) return Number.POSITIVE_INFINITY
  if (value < SMALLEST_ARGUMENT) return 0
  const whole = Math.floor(value * LOG2_E + 0.5)
  const high = value - whole * LN2_HIGH
  const rest = high - whole * LN2_LOW
  const lost = high - rest - whole * LN2_LOW
  let sum = 1
  for (let term = TERMS; term >= 2; term -= 1) sum = 1 + (sum * rest) / term
  // e^r − 1 is kept apart from the 1, so that the small part is rounded once.
  return scale(1 + (rest * sum + lost), whole)
}

/** value · 2^exponent, in two steps where the result is subnormal or the factor would overflow. */
function scale(value: number, exponent: number): number {
  if (exponent > 1023) return value * 2 * powerOfTwo(exponent - 1)
  if (exponent >= -1022) return value * powerOfTwo(exponent)
  return value * powerOfTwo(exponent + 200) * powerOfTwo(-200)
}

function powerOfTwo(exponent: number): number {
  view.setUint32(0, (exponent + 1023) << 20)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}
