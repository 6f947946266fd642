/** A member or element that differs between two containers that stand against each other. */
export interface Difference {
  readonly segment: string | number
  readonly side: 'both' | 'before' | 'after'
  /** Of two containers of one kind: what differs in them, as far as that is known. */
  readonly inside: Differences
}

/**
 * All that differs between two containers of one kind, in any order, elements in theirs; `null` where it is not known:
 * of arrays of different lengths it is not for the survey to say which elements stand against each other.
 */
export type Differences = readonly Difference[] | null

/** What one pass over two documents, member beside member, found. */
export interface Survey {
  readonly isEqual: boolean
  /** Of the roots. */
  readonly differences: Differences
}

/** What differs, or one of the three that say less; all of one shape, which is what makes telling them apart cheap. */
export type Finding = Difference[]
export const EQUAL: Finding = []
/** Nothing is known of what is inside, if anything is. */
export const UNEQUAL: Finding = []
/** Whether both are JSON within the limits is not known. */
export const UNSURE: Finding = []

export function withDifference(
  found: Finding,
  segment: string | number,
  side: Difference['side'],
  inside: Finding,
): Finding {
  const all = found === EQUAL ? [] : found
  all.push({ segment, side, inside: inside === UNEQUAL ? null : inside })
  return all
}

export function surveyOf(found: Finding): Survey | null {
  if (found === UNSURE) return null
  return { isEqual: found === EQUAL, differences: found === UNEQUAL ? null : found }
}
