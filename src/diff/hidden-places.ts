import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import type { RuleState } from './rule-set.js'
import { placeBelow, type SecretPlace } from './secret-places.js'
import type { SecretReader } from './secret-reader.js'

/** What of a value is hidden, by its path from the value on. */
export interface HiddenPlaces {
  /** What hides everything here; `null` where at most something further down is hidden. */
  by: string | null
  readonly below: Map<string | number, HiddenPlaces>
}

export function nothingHidden(): HiddenPlaces {
  return { by: null, below: new Map() }
}

export function isNothingHidden(hidden: HiddenPlaces): boolean {
  return hidden.by === null && hidden.below.size === 0
}

interface Frame {
  readonly container: JsonArray | JsonObject
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
  readonly place: SecretPlace | null
  readonly state: RuleState
}

/** Adds to `hidden` what of a value, which stands at `name` in its container, is a secret. Iterative. */
export function findHidden(
  value: JsonValue,
  name: string | number | undefined,
  at: { readonly place: SecretPlace | null; readonly state: RuleState },
  reader: SecretReader,
  hidden: HiddenPlaces,
): void {
  const path: (string | number)[] = []
  const frames: Frame[] = []
  const visit = (
    member: JsonValue,
    name: string | number | undefined,
    place: SecretPlace | null,
    state: RuleState,
  ) => {
    const rule = reader.ruleAt(state)
    if (rule !== null) hide(hidden, path, rule)
    else if (isContainer(member)) {
      const keys = isArray(member) ? null : Object.keys(member)
      const length = keys === null ? (member as JsonArray).length : keys.length
      frames.push({ container: member, keys, length, next: 0, place, state })
      return
    } else {
      const by = reader.secretAt(member, name, place)
      if (by !== null) hide(hidden, path, by)
    }
    path.pop()
  }
  visit(value, name, at.place, at.state)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next === frame.length) {
      frames.pop()
      path.pop()
      continue
    }
    const segment = frame.keys === null ? frame.next : frame.keys[frame.next]!
    frame.next += 1
    path.push(segment)
    const member = (frame.container as { readonly [segment: string]: JsonValue })[segment]!
    const state =
      typeof segment === 'number'
        ? reader.rules.stepElement(frame.state, segment, member)
        : reader.rules.step(frame.state, segment)
    visit(member, segment, placeBelow(frame.place, segment), state)
  }
}

function hide(hidden: HiddenPlaces, path: readonly (string | number)[], by: string): void {
  let at = hidden
  for (const segment of path) {
    let below = at.below.get(segment)
    if (below === undefined) {
      below = nothingHidden()
      at.below.set(segment, below)
    }
    at = below
  }
  at.by ??= by
}
