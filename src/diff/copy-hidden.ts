import { compareCodePoints, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import { setMember } from './copy-json.js'
import type { HiddenPlaces } from './hidden-places.js'

/** What stands in the copy for what is hidden. */
export interface Hiding {
  /** For the value at `path` of what is copied. */
  readonly standIn: (value: JsonValue, path: readonly (string | number)[], by: string) => JsonValue
  readonly maskName: (name: string) => string
}

interface Frame {
  readonly source: JsonArray | JsonObject
  readonly copy: JsonValue[] | Record<string, JsonValue>
  /** Names as they stand in the source and in the copy, in the order of the copy; `null` for an array. */
  readonly names: readonly (readonly [name: string, mask: string])[] | null
  readonly length: number
  readonly hidden: HiddenPlaces | undefined
  next: number
}

/**
 * As `copyJson`, without what is hidden: stand-ins take the place of hidden values and masks that of hidden names, and
 * the members stand in the order of their names as they are shown.
 */
export function copyWithoutHidden(value: JsonValue, hidden: HiddenPlaces, hiding: Hiding): JsonValue {
  const path: (string | number)[] = []
  const frames: Frame[] = []
  const enter = (source: JsonValue, hidden: HiddenPlaces | undefined): JsonValue => {
    const by = hidden?.by ?? null
    if (by !== null || !isContainer(source)) {
      const shown = by === null ? source : hiding.standIn(source, path, by)
      path.pop()
      return shown
    }
    const copy: JsonValue[] | Record<string, JsonValue> = isArray(source) ? [] : {}
    const names = isArray(source) ? null : shownNames(source, hiding)
    const length = names === null ? (source as JsonArray).length : names.length
    frames.push({ source, copy, names, length, hidden, next: 0 })
    return copy
  }
  const result = enter(value, hidden)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next === frame.length) {
      frames.pop()
      path.pop()
      continue
    }
    const at = frame.next
    frame.next += 1
    if (frame.names === null) {
      path.push(at)
      const element = enter((frame.source as JsonArray)[at]!, frame.hidden?.below.get(at))
      ;(frame.copy as JsonValue[]).push(element)
    } else {
      const [name, mask] = frame.names[at]!
      path.push(name)
      const member = enter((frame.source as JsonObject)[name]!, frame.hidden?.below.get(name))
      setMember(frame.copy as Record<string, JsonValue>, mask, member)
    }
  }
  return result
}

function shownNames(source: JsonObject, { maskName }: Hiding): (readonly [string, string])[] {
  return Object.keys(source)
    .map((name) => [name, maskName(name)] as const)
    .sort(([, left], [, right]) => compareCodePoints(left, right))
}
