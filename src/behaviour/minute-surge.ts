import { log2Q16, Q16_ONE } from '../core/index.js'
import { ONE_EVENT } from './count-table.js'

/** How many events an actor has in a minute, beside how many it usually has. Sixteenths of an event. */
export interface MinuteSurge {
  /** UTC minute since the epoch of the latest event. */
  readonly minute: number
  /** Events of that minute, half of those of the minute before, a quarter of the one before that and so on. */
  readonly count: number
  /** Sum of what earlier minutes have added to the mean. */
  readonly past: number
}

export const MINUTE_MS = 60_000

// What a minute adds to the mean. A flood leaves the mean nearly as it was, whoever is behind it (MIDAS-F of Bhatia et
// al., 2020, forgets whole ticks by their score instead; the actor's own counts are harder to play with).
const MOST_ADDED = 4 * ONE_EVENT
const MOST_TIMES_MEAN = 2

/** Fewer events are no burst. */
const FEWEST_EVENTS = 2

// biome-ignore lint/suspicious/noApproximativeNumericConstant: ECMAScript leaves the last bits of Math.LOG2E open
const LOG2_E = 1.4426950408889634

export function noSurge(at: number): MinuteSurge {
  return { minute: Math.floor(at / MINUTE_MS), count: 0, past: 0 }
}

/** The surge with so much more weight at a time. An event that comes late belongs to the latest minute. */
export function surgeWith(surge: MinuteSurge, at: number, weight: number, firstMinute: number): MinuteSurge {
  const minute = Math.max(surge.minute, Math.floor(at / MINUTE_MS))
  const gap = minute - surge.minute
  if (gap === 0) return { ...surge, count: surge.count + weight }
  const most = Math.max(MOST_ADDED, Math.floor(MOST_TIMES_MEAN * meanOf(surge, firstMinute)))
  let { past } = surge
  let ebbing = Math.min(surge.count, most)
  for (let ebbed = 0; ebbed < gap && ebbing > 0; ebbed += 1) {
    past += ebbing
    ebbing = Math.floor(ebbing / 2)
  }
  return { minute, count: (gap > 31 ? 0 : surge.count >>> gap) + weight, past }
}

/**
 * How far the minute's count *a* lies beyond the mean μ of all minutes since the model's first, in Q16 bits:
 * log2(1 + G) with G = a log2(a / μ) - (a - μ) log2 e, and 0 where a ≤ μ or a < 2 events. 2^-G is Chernoff's bound on
 * the chance of a or more, were the counts Poisson; the logarithm brings what real counts do into the range of other
 * fields.
 */
export function surgeBits(surge: MinuteSurge, firstMinute: number): number {
  const mean = meanOf(surge, firstMinute) / ONE_EVENT
  const count = surge.count / ONE_EVENT
  if (count < FEWEST_EVENTS || count <= mean) return 0
  const bound = (count * log2Q16(count / mean)) / Q16_ONE - (count - mean) * LOG2_E
  return Math.max(0, log2Q16(1 + Math.max(0, bound)))
}

/** Mean of a minute, in sixteenths, with one event more than there were. */
function meanOf({ minute, past }: MinuteSurge, firstMinute: number): number {
  return (past + ONE_EVENT) / Math.max(1, minute - firstMinute + 1)
}
