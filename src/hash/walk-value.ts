import { formatPointer, type JsonValue, sortedKeys } from '../core/index.js'

interface Frame {
  readonly container: JsonValue
  /** `null` for an array. */
  readonly names: readonly string[] | null
  readonly length: number
  next: number
}

/**
 * Visits a value and everything in it, members ordered by code point, with an explicit stack.
 *
 * @param visit is given each value and a function that makes its pointer; where it returns false, what lies inside is
 * passed over
 */
export function walkValue(
  value: JsonValue,
  visit: (value: JsonValue, pointer: () => string) => boolean,
): void {
  const frames: Frame[] = []
  const pointer = (): string =>
    formatPointer(frames.map(({ names, next }) => (names === null ? next - 1 : names[next - 1]!)))
  const enter = (entered: JsonValue): void => {
    if (!visit(entered, pointer) || typeof entered !== 'object' || entered === null) return
    const names = Array.isArray(entered) ? null : sortedKeys(entered as { readonly [key: string]: JsonValue })
    const length = names?.length ?? (entered as readonly JsonValue[]).length
    frames.push({ container: entered, names, length, next: 0 })
  }
  enter(value)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    const at = frame.next
    if (at === frame.length) {
      frames.pop()
      continue
    }
    frame.next += 1
    enter(
      frame.names === null
        ? (frame.container as readonly JsonValue[])[at]!
        : (frame.container as { readonly [key: string]: JsonValue })[frame.names[at]!]!,
    )
  }
}
