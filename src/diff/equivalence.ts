import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'
import { hasMember, isArray, isContainer } from './containers.js'

type Container = JsonArray | JsonObject

/** Two containers of one kind that are being compared, and how far. */
interface Frame {
  readonly left: Container
  readonly right: Container
  /** Names of the members to compare; `null` for arrays. */
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
}

/** Equality as JSON (docs/diff.md). Iterative: the depth of the values never reaches the call stack. */
export class Equivalence {
  // Pairs already found to differ. A walk that compares on its way down would otherwise compare what lies at the
  // bottom once per level.
  readonly #unequal = new Map<Container, Container>()

  same(left: JsonValue, right: JsonValue): boolean {
    if (left === right) return true
    if (!isContainer(left) || !isContainer(right)) return false
    const top = this.#open(left, right)
    if (top === null) return false
    const frames: Frame[] = [top]
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      const child = this.#nextPair(frame)
      if (child === 'done') frames.pop()
      else if (child !== null) frames.push(child)
      else {
        for (const open of frames) this.#unequal.set(open.left, open.right)
        return false
      }
    }
    return true
  }

  /** Goes on to the next pair of containers to compare; `null` where a difference turns up. */
  #nextPair(frame: Frame): Frame | 'done' | null {
    while (frame.next < frame.length) {
      const at = frame.next
      frame.next += 1
      let left: JsonValue
      let right: JsonValue
      if (frame.keys === null) {
        left = (frame.left as JsonArray)[at]!
        right = (frame.right as JsonArray)[at]!
      } else {
        const key = frame.keys[at]!
        if (!hasMember(frame.right as JsonObject, key)) return null
        left = (frame.left as JsonObject)[key]!
        right = (frame.right as JsonObject)[key]!
      }
      if (left === right) continue
      if (!isContainer(left) || !isContainer(right)) return null
      return this.#open(left, right)
    }
    return 'done'
  }

  /** `null` where the pair is known to differ, or shows it by its kind or size. */
  #open(left: Container, right: Container): Frame | null {
    if (this.#unequal.get(left) === right) return null
    if (isArray(left) || isArray(right)) {
      if (!isArray(left) || !isArray(right) || left.length !== right.length) return null
      return { left, right, keys: null, length: left.length, next: 0 }
    }
    const keys = Object.keys(left)
    if (keys.length !== Object.keys(right).length) return null
    return { left, right, keys, length: keys.length, next: 0 }
  }
}
