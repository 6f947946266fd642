import { compareCodePoints, formatPointer, type JsonValue } from '../core/index.js'
import { type Cover, sameCover } from './cover.js'
import type { DiffRelations } from './diff-relations.js'
import type { Place } from './place.js'
import type { ThreeValues } from './three-way-rules.js'
import type { ChangeCause } from './types.js'

/** A place at which the three documents do not agree, before it is written out. */
export interface ThreeWayEdit extends ThreeValues {
  readonly cause: ChangeCause
  readonly cover: Cover | null
  /** The place in desired; of what desired does not have, where it would be. */
  readonly place: Place
  /** The same in live. */
  readonly livePlace: Place
  /**
   * `unplaced`: an element that desired or live lacks, in a list whose order does not count: its index tells nothing.
   * `order`: the order of such a list, which comes and goes with the elements that are taken back.
   */
  readonly kind: 'placed' | 'unplaced' | 'order'
}

/** What must be found again when the drift is gone. */
export function isLasting(edit: ThreeWayEdit): boolean {
  return edit.cause !== 'converged' && edit.kind !== 'order' && !isMaterialDrift(edit)
}

/** Drift that no rule excuses: what remediation takes back. */
export function isMaterialDrift(edit: ThreeWayEdit): boolean {
  return edit.cause === 'drift' && edit.cover === null
}

/** Whether two lists say the same about the same places of desired. */
export function sameEdits(
  left: readonly ThreeWayEdit[],
  right: readonly ThreeWayEdit[],
  relations: DiffRelations,
): boolean {
  if (left.length !== right.length) return false
  const names = unplacedNames(left, relations)
  const otherNames = unplacedNames(right, relations)
  if (names.length !== otherNames.length || names.some((name, at) => name !== otherNames[at])) return false
  const others = right.filter(isPlaced)
  return left.filter(isPlaced).every((edit, at) => {
    const other = others[at]!
    return (
      edit.cause === other.cause &&
      sameCover(edit.cover, other.cover) &&
      edit.place.samePath(other.place) &&
      relations.identical(edit.base, other.base) &&
      relations.identical(edit.desired, other.desired) &&
      relations.identical(edit.live, other.live)
    )
  })
}

function isPlaced({ kind }: ThreeWayEdit): boolean {
  return kind === 'placed'
}

/** What each element without a place of its own says, in an order that does not depend on where it stands. */
function unplacedNames(edits: readonly ThreeWayEdit[], { ids }: DiffRelations): string[] {
  const number = (value: JsonValue | undefined): number => (value === undefined ? -1 : ids.exact(value))
  return edits
    .filter((edit) => !isPlaced(edit))
    .map(({ place, cause, cover, base, desired, live }) => {
      const list = formatPointer(place.parent!.path())
      const values = [base, desired, live].map(number).join(' ')
      return `${values} ${cause} ${cover?.class ?? 'material'} ${JSON.stringify([list, cover?.rule ?? ''])}`
    })
    .sort(compareCodePoints)
}
