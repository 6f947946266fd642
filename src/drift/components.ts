import { log2Q16 } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'

/** One of the alternatives that the detector bets on: a direction, a sign and a stake. */
export interface Component {
  /** 0 location, 1 scale, 2 skew, 3 shape. */
  readonly direction: number
  readonly sign: 1 | -1
  /** λ: best for a standardised shift of this size beyond the indifference zone. */
  readonly stake: number
  /** Share of the largest stake that the strict mode allows, 1 / (1 + |anchor's mean score| + τ). */
  readonly share: number
}

const STAKES: readonly (readonly [stake: number, share: number])[] = [
  [0.4, 0.25],
  [0.8, 0.5],
  [1.6, 0.9375],
]

/** Share of the bets on each direction: most drift moves the level, less the spread, little the shape alone. */
const DIRECTION_WEIGHTS: readonly number[] = [0.5, 0.25, 0.125, 0.125]

/** In a fixed order, which the binary form relies on. */
export const COMPONENTS: readonly Component[] = /* @__PURE__ */ listComponents()

/**
 * log2 of the weights of {@link COMPONENTS}, which sum to 1 for either sign. A level cannot lie at both ends of the zone
 * at once: the R that bets on the other end loses 2τλ a block and stays bounded, so that the two signs need not share a
 * weight. Q16.
 */
export const LOG_WEIGHTS: Float64Array = /* @__PURE__ */ Float64Array.from(
  COMPONENTS,
  /* @__PURE__ */ ({ direction }) => log2Q16(DIRECTION_WEIGHTS[direction]! / STAKES.length),
)

/**
 * A standardised block beyond the zone counts no further than this: one block adds at most
 * (1.6 · 4 − 1.6²/2) · log2 e = 7.4 bits to any component, so that no single block raises an alarm from rest at the
 * default rate.
 */
export const LARGEST_EXCEEDANCE = 4

/** log2 e, the bits in a nat, times 2^16. */
export const LOG2_E_Q16 = 94_548.4621996991

function listComponents(): Component[] {
  const components: Component[] = []
  for (let direction = 0; direction < SCORE_ORDERS; direction += 1) {
    for (const sign of [1, -1] as const) {
      for (const [stake, share] of STAKES) components.push({ direction, sign, stake, share })
    }
  }
  return components
}

/** Turns the mean score of a direction into an effect: positive for higher, wider, heavier above. */
export function effectSign(direction: number): 1 | -1 {
  // cos(πu) and cos(3πu) fall where a value rises; cos(2πu) and cos(4πu) are 1 in both tails.
  return direction % 2 === 0 ? -1 : 1
}
