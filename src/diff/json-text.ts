import { type JsonArray, type JsonObject, type JsonValue, sortedKeys } from '../core/index.js'
import { isArray, isContainer } from './containers.js'

type Container = JsonArray | JsonObject

interface Frame {
  readonly container: Container
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
  units: number
}

/** Measures JSON texts without writing them; each container is measured once. */
export class JsonMeter {
  readonly #known = new Map<Container, number>()
  /** What those have at least of which no more was looked at. */
  readonly #atLeast = new Map<JsonValue, number>()

  /** Length of the value's shortest JSON text (no white space) in UTF-16 units. */
  measure(value: JsonValue): number {
    return this.#look(value, Number.POSITIVE_INFINITY)
  }

  /**
   * Whether the value's shortest JSON text has so many units. It takes time for these, not for the value.
   *
   * It looks twice as far as is asked, so that whoever asks on the way up, for a little more at each container, pays for
   * the last of them and not for all.
   */
  reaches(value: JsonValue, units: number): boolean {
    if (units <= (this.#atLeast.get(value) ?? 0)) return true
    const seen = this.#look(value, units)
    this.#atLeast.set(value, seen)
    return seen >= units
  }

  /** The length; of what has at least `enough`, as much of it as was looked at. */
  #look(value: JsonValue, enough: number): number {
    if (!isContainer(value)) return scalarUnits(value)
    const frames: Frame[] = []
    let units = this.#enter(value, frames)
    // What was measured in all open frames.
    let seen = 2
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next === frame.length) {
        frames.pop()
        units = frame.units
        this.#known.set(frame.container, units)
        seen -= units
        continue
      }
      const key = frame.keys === null ? null : frame.keys[frame.next]!
      const member =
        key === null ? (frame.container as JsonArray)[frame.next]! : (frame.container as JsonObject)[key]!
      // A container that is not known yet is measured first; it is known when this member is looked at again.
      const open = frames.length
      units = isContainer(member) ? this.#enter(member, frames) : scalarUnits(member)
      if (frames.length > open) {
        const atLeast = seen + (this.#atLeast.get(member) ?? 0)
        if (atLeast > seen && atLeast >= enough) return atLeast
        seen += 2
        continue
      }
      units += (frame.next > 0 ? 1 : 0) + (key === null ? 0 : scalarUnits(key) + 1)
      frame.units += units
      frame.next += 1
      seen += units
      if (seen >= 2 * enough) return seen
    }
    return units
  }

  #enter(container: Container, frames: Frame[]): number {
    const known = this.#known.get(container)
    if (known !== undefined) return known
    const keys = isArray(container) ? null : Object.keys(container)
    const length = keys === null ? (container as JsonArray).length : keys.length
    frames.push({ container, keys, length, next: 0, units: 2 })
    return 0
  }
}

// What JSON.stringify escapes: quotes, backslashes, control characters, and halves of surrogate pairs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/

function scalarUnits(value: null | boolean | number | string): number {
  if (typeof value === 'string' && !ESCAPED.test(value)) return value.length + 2
  return JSON.stringify(value).length
}

/**
 * The JSON text of a value with members in code-point order, of which at least the first `units` are written where
 * there are so many: a long value costs no more than what is shown of it.
 */
export function beginningOfJson(value: JsonValue, units: number): string {
  let output = ''
  const frames: { readonly parts: Iterator<Part>; readonly close: string }[] = []
  const write = (member: JsonValue): void => {
    if (isContainer(member)) {
      output += isArray(member) ? '[' : '{'
      frames.push({ parts: partsOf(member), close: isArray(member) ? ']' : '}' })
    } else {
      output += JSON.stringify(member)
    }
  }
  write(value)
  while (frames.length > 0 && output.length <= units) {
    const frame = frames[frames.length - 1]!
    const part = frame.parts.next()
    if (part.done === true) {
      output += frame.close
      frames.pop()
    } else {
      output += part.value.lead
      write(part.value.value)
    }
  }
  return output
}

interface Part {
  readonly lead: string
  readonly value: JsonValue
}

function* partsOf(container: Container): Generator<Part, undefined> {
  let comma = ''
  if (isArray(container)) {
    for (const value of container) {
      yield { lead: comma, value }
      comma = ','
    }
    return
  }
  for (const key of sortedKeys(container)) {
    yield { lead: `${comma}${JSON.stringify(key)}:`, value: container[key]! }
    comma = ','
  }
}
