/** A member or element that differs between two containers that stand against each other. */
export interface Difference {
  readonly segment: string | number
  readonly side: 'both' | 'before' | 'after'
  /** Of two containers of one kind: what differs in them, as far as that is known. */
  readonly inside: Differences
}

/**
 * All that is known of arrays of different lengths, for it is not for the survey to say which elements stand against
 * each other: so many are equal at the start, and so many others at the end.
 */
export interface EqualEnds {
  readonly start: number
  readonly end: number
}

/**
 * All that differs between two containers of one kind, in any order, elements in theirs; `null` where nothing is known.
 */
export type Differences = readonly Difference[] | EqualEnds | null

export function isEnds(differences: readonly unknown[] | EqualEnds | null): differences is EqualEnds {
  return differences !== null && !Array.isArray(differences)
}

/** What one pass over two documents, member beside member, found. */
export interface Survey {
  readonly isEqual: boolean
  /** Of the roots. */
  readonly differences: Differences
}

/** What differs, or one of the three below. */
export type Finding = Difference[] | EqualEnds
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
  const all = found === EQUAL ? [] : (found as Difference[])
  all.push({ segment, side, inside: inside === UNEQUAL ? null : inside })
  return all
}

export function surveyOf(found: Finding): Survey | null {
  if (found === UNSURE) return null
  return { isEqual: found === EQUAL, differences: found === UNEQUAL ? null : found }
}
