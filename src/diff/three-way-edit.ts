import type { DiffRelations } from './diff-relations.js'
import type { Place } from './place.js'
import type { Cover, ThreeValues } from './three-way-rules.js'
import type { ChangeCause } from './types.js'

/** A place at which the three documents do not agree, before it is written out. */
export interface ThreeWayEdit extends ThreeValues {
  readonly cause: ChangeCause
  readonly cover: Cover
  /** The place in desired; of what desired does not have, where it would be. */
  readonly place: Place
  /** The same in live. */
  readonly livePlace: Place
}

/** Drift that no rule excuses: what remediation takes back. */
export function isMaterialDrift(edit: ThreeWayEdit): boolean {
  return edit.cause === 'drift' && edit.cover.ignored === -1
}

/** Whether two lists say the same about the same places of desired. */
export function sameEdits(
  left: readonly ThreeWayEdit[],
  right: readonly ThreeWayEdit[],
  relations: DiffRelations,
): boolean {
  if (left.length !== right.length) return false
  return left.every((edit, at) => {
    const other = right[at]!
    return (
      edit.cause === other.cause &&
      edit.cover.ignored === other.cover.ignored &&
      edit.cover.owned === other.cover.owned &&
      edit.place.samePath(other.place) &&
      relations.identical(edit.base, other.base) &&
      relations.identical(edit.desired, other.desired) &&
      relations.identical(edit.live, other.live)
    )
  })
}
