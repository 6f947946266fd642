import {
  compareCodePoints,
  type JsonObject,
  type Operation,
  parseArrayIndex,
  parsePointer,
  valueAtPath,
} from '../../core/index.js'
import type { Context } from './context.js'
import { FixDraft } from './fix-draft.js'
import type { FixMatch } from './matches.js'

/** What becomes of the fixes of all rules that fired. */
export interface FixOutcome {
  readonly patches: readonly Operation[]
  /** Fixes that are left out, and why. */
  readonly refused: readonly { readonly fix: FixMatch; readonly message: string }[]
}

/** A fix with its place split. */
interface Place {
  readonly fix: FixMatch
  readonly path: readonly string[]
}

/**
 * The fixes as one patch of the request. What is taken away is guarded by a `test` of the old value. Fixes that would
 * change one place in different ways, or a place and something inside it, exclude one another: none of them is applied.
 */
export function patchesOf(fixes: readonly FixMatch[], request: JsonObject, context: Context): FixOutcome {
  if (fixes.length === 0) return { patches: [], refused: [] }
  const places = distinct(fixes.map((fix) => ({ fix, path: parsePointer(fix.pointer) })))
  const conflicting = conflictsAmong(places, request)
  const refused = [...conflicting].map((place) => ({ fix: place.fix, message: CONFLICT }))
  const kept = places.filter((place) => !conflicting.has(place))
  // Changes that move no index come first, then those that do, from the back: so every index is that of the request.
  kept.sort(
    (one, other) =>
      Number(shifts(one, request)) - Number(shifts(other, request)) || compareForShifts(one, other, request),
  )
  const draft = new FixDraft(request, context)
  for (const { fix, path } of kept) {
    const problem = draft.apply(fix, path)
    if (problem !== null) refused.push({ fix, message: `the fix cannot be applied: ${problem}` })
  }
  return { patches: draft.patches, refused }
}

const CONFLICT = 'the fix is left out: another one changes the same place differently'

/** Each once; the order of the rules means nothing. */
function distinct(places: readonly Place[]): Place[] {
  const sorted = [...places].sort(comparePlaces)
  return sorted.filter((place, index) => index === 0 || !sameFix(sorted[index - 1]!, place))
}

function comparePlaces(one: Place, other: Place): number {
  return (
    compareCodePoints(one.fix.pointer, other.fix.pointer) ||
    compareCodePoints(one.fix.operation, other.fix.operation) ||
    compareCodePoints(JSON.stringify(one.fix.value), JSON.stringify(other.fix.value)) ||
    compareCodePoints(one.fix.policy.name, other.fix.policy.name)
  )
}

function sameFix(one: Place, other: Place): boolean {
  const sameEffect = one.fix.operation === other.fix.operation && one.fix.pointer === other.fix.pointer
  // Values are copies with sorted keys, so equal values have equal texts.
  return sameEffect && JSON.stringify(one.fix.value) === JSON.stringify(other.fix.value)
}

function conflictsAmong(places: readonly Place[], request: JsonObject): ReadonlySet<Place> {
  const conflicting = new Set<Place>()
  const byPointer = new Map<string, Place[]>()
  for (const place of places) {
    // An insertion stands between elements, and touches none of them.
    const key = inserts(place, request) ? `+${place.fix.pointer}` : place.fix.pointer
    const known = byPointer.get(key)
    if (known === undefined) byPointer.set(key, [place])
    else known.push(place)
  }
  for (const group of byPointer.values()) {
    if (group.length < 2 || sameResult(group)) continue
    for (const place of group) conflicting.add(place)
  }
  for (const place of places) {
    for (
      let end = place.fix.pointer.lastIndexOf('/');
      end >= 0;
      end = place.fix.pointer.lastIndexOf('/', end - 1)
    ) {
      for (const above of byPointer.get(place.fix.pointer.slice(0, end)) ?? []) {
        conflicting.add(above)
        conflicting.add(place)
      }
      if (end === 0) break
    }
  }
  return conflicting
}

/** `set`, `add` and `replace` of one place to one value come to the same. */
function sameResult(group: readonly Place[]): boolean {
  const [first, ...rest] = group
  const text = JSON.stringify(first!.fix.value)
  const removes = first!.fix.operation === 'remove'
  return rest.every(
    ({ fix }) => (fix.operation === 'remove') === removes && JSON.stringify(fix.value) === text,
  )
}

function parentIsList(place: Place, request: JsonObject): boolean {
  return place.path.length > 0 && Array.isArray(valueAtPath(request, place.path.slice(0, -1)))
}

function inserts(place: Place, request: JsonObject): boolean {
  return place.fix.operation === 'add' && parentIsList(place, request)
}

function shifts(place: Place, request: JsonObject): boolean {
  return (place.fix.operation === 'add' || place.fix.operation === 'remove') && parentIsList(place, request)
}

function compareForShifts(one: Place, other: Place, request: JsonObject): number {
  if (!shifts(one, request)) return comparePlaces(one, other)
  const length = Math.min(one.path.length, other.path.length)
  for (let index = 0; index < length; index += 1) {
    const left = one.path[index]!
    const right = other.path[index]!
    if (left === right) continue
    const numbers = parseArrayIndex(left) !== -1 && parseArrayIndex(right) !== -1
    return numbers ? Number(right) - Number(left) : compareCodePoints(left, right)
  }
  // At one index what is there is removed before something is put in front of it.
  return other.path.length - one.path.length || (one.fix.operation === 'remove' ? -1 : 1)
}
