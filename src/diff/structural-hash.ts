import type { JsonArray, JsonObject, JsonValue } from '../core/index.js'
import { isArray, isContainer } from './containers.js'
import type { RuleSet, RuleState } from './rule-set.js'

type Container = JsonArray | JsonObject

interface Frame {
  readonly container: Container
  readonly state: RuleState
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
  sum: number
}

const TRUE = 0x3c6ef372
const FALSE = 0x1b873593
const NULL = 0x2545f491
const ARRAY = 0x6a09e667
const OBJECT = 0x3243f6a9

/**
 * A cheap 32-bit hash that respects {@link Equivalence}: values that are the same under a state hash alike under it.
 * It only sorts values into buckets, within which they are compared: whoever makes it collide gets a longer patch,
 * never a wrong one.
 */
export class StructuralHash {
  readonly #rules: RuleSet
  readonly #known = new Map<RuleState, Map<Container, number>>()
  readonly #double = new Float64Array(1)
  readonly #words = new Uint32Array(this.#double.buffer)

  constructor(rules: RuleSet) {
    this.#rules = rules
  }

  of(value: JsonValue, state: RuleState): number {
    if (!isContainer(value)) return this.#scalar(value)
    const frames: Frame[] = []
    let result = this.#enter(value, state, frames)
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!
      if (frame.next === frame.length) {
        frames.pop()
        result = mix(frame.sum)
        this.#memo(frame.state).set(frame.container, result)
      } else {
        const segment = frame.keys === null ? frame.next : frame.keys[frame.next]!
        const member = (frame.container as JsonObject)[segment as string]!
        const next = this.#rules.step(frame.state, segment)
        // What rules let differ, or a member that they let be absent, has no part in the hash.
        const mayBeAbsent = frame.keys !== null && (next.matched.length > 0 || next.reachesInside)
        if (next.masked || mayBeAbsent) {
          frame.next += 1
          continue
        }
        // A container that is not known yet is hashed first; it is known when this member is looked at again.
        const before = frames.length
        result = isContainer(member) ? this.#enter(member, next, frames) : this.#scalar(member)
        if (frames.length > before) continue
        frame.next += 1
        frame.sum = this.#combine(frame, segment, result)
      }
    }
    return result
  }

  /** The hash of a container that is already known; otherwise opens a frame for it. */
  #enter(container: Container, state: RuleState, frames: Frame[]): number {
    const known = this.#memo(state).get(container)
    if (known !== undefined) return known
    const keys = isArray(container) ? null : Object.keys(container)
    frames.push({
      container,
      state,
      keys,
      length: keys === null ? (container as JsonArray).length : keys.length,
      next: 0,
      sum: keys === null ? ARRAY : OBJECT,
    })
    return 0
  }

  /** Elements count in their order, members in any. */
  #combine(frame: Frame, segment: string | number, hash: number): number {
    if (typeof segment === 'number') return mix(Math.imul(frame.sum, 31) + hash)
    return (frame.sum + mix(text(segment) ^ Math.imul(hash, 0x9e3779b1))) | 0
  }

  #memo(state: RuleState): Map<Container, number> {
    let memo = this.#known.get(state)
    if (memo === undefined) {
      memo = new Map()
      this.#known.set(state, memo)
    }
    return memo
  }

  #scalar(value: null | boolean | number | string): number {
    if (typeof value === 'string') return mix(text(value))
    if (typeof value === 'number') {
      // Adding zero turns -0 into 0: the two are equal.
      this.#double[0] = value + 0
      return mix(this.#words[0]! ^ Math.imul(this.#words[1]!, 0x85ebca6b))
    }
    return value === null ? NULL : value ? TRUE : FALSE
  }
}

function text(value: string): number {
  let hash = value.length
  for (let index = 0; index < value.length; index += 1) {
    hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193)
  }
  return hash
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
