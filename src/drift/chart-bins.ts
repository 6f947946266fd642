import { amountText } from '../core/index.js'
import type { DriftBin } from './types.js'

const GROUPS = { other: 'all others', new: 'never seen' } as const

/** What a bin holds, in words: a category, a group of them, or a range, exclusive below and inclusive above. */
export function binRange({ category, group, from, to }: DriftBin): string {
  if (category !== undefined) return category
  if (group !== undefined) return GROUPS[group]
  if (from === null) return to === null ? 'all' : `≤ ${amountText(to)}`
  if (to === null) return `> ${amountText(from)}`
  return `${amountText(from)} … ${amountText(to)}`
}
