import { amount } from './number-text.js'
import type { DriftBin } from './types.js'

/** The range of a bin in words: exclusive below, inclusive above. */
export function binRange({ from, to }: DriftBin): string {
  if (from === null) return to === null ? 'all' : `≤ ${amount(to)}`
  if (to === null) return `> ${amount(from)}`
  return `${amount(from)} … ${amount(to)}`
}
