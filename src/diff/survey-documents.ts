import { DEFAULT_LIMITS, type Limits } from '../core/index.js'
import { EQUAL, type Finding, type Survey, surveyOf, UNEQUAL, UNSURE, withDifference } from './survey.js'

/**
 * How deep the survey goes by recursion, which is several times as fast as a stack of our own. Real documents are 10 to
 * 20 deep; what is deeper takes the slow way.
 */
const DEEPEST = 128

type Plain = { readonly [name: string]: unknown }

/**
 * One pass over both documents, member beside member: checks that both are JSON within the limits, and finds out what
 * differs. Checking apart from comparing would read every member twice, which costs as much again.
 *
 * @returns `null` where it is not sure (what is no JSON, a limit, a depth of its own): then somebody else has to check
 * and to compare from scratch
 */
export function surveyDocuments(before: unknown, after: unknown, limits?: Partial<Limits>): Survey | null {
  const { maxDepth, maxNodes, maxTextLength } =
    limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits }
  for (const limit of [maxDepth, maxNodes, maxTextLength]) {
    if (!Number.isSafeInteger(limit) || limit < 0) return null
  }
  // An accessor's descriptor has no value of its own; one that everything inherits would look like it.
  if ('value' in Object.prototype) return null
  return surveyOf(new Surveyor(maxDepth, maxNodes).compare(before, after))
}

class Surveyor {
  readonly #maxDepth: number
  #nodesLeft: number

  constructor(maxDepth: number, maxNodes: number) {
    this.#maxDepth = Math.min(maxDepth, DEEPEST)
    // Each document may have as many; the survey counts both together, roots included, and is not sure beyond.
    this.#nodesLeft = maxNodes - 2
  }

  compare(before: unknown, after: unknown): Finding {
    const found = this.#compare(before, after, 0)
    return this.#nodesLeft < 0 ? UNSURE : found
  }

  #compare(left: unknown, right: unknown, depth: number): Finding {
    if (left === right) return this.#check(left, depth) ? EQUAL : UNSURE
    if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
      return this.#check(left, depth) && this.#check(right, depth) ? UNEQUAL : UNSURE
    }
    const isArray = Array.isArray(left)
    if (isArray !== Array.isArray(right)) {
      return this.#check(left, depth) && this.#check(right, depth) ? UNEQUAL : UNSURE
    }
    if (depth >= this.#maxDepth) return UNSURE
    return isArray
      ? this.#compareArrays(left, right as unknown[], depth + 1)
      : this.#compareObjects(left as Plain, right as Plain, depth + 1)
  }

  // Elements are read as they are: to ask for the descriptor of an index takes thirty times as long (50 ns each). A hole
  // reads as undefined. An accessor that gives something else each time is caught by reading twice; one that does not
  // is what it gives.
  #compareArrays(left: readonly unknown[], right: readonly unknown[], depth: number): Finding {
    this.#nodesLeft -= left.length + right.length
    if (this.#nodesLeft < 0) return UNSURE
    if (left.length !== right.length) return this.#compareEnds(left, right, depth)
    let found: Finding = EQUAL
    for (let index = 0; index < left.length; index += 1) {
      const own = left[index]
      const other = right[index]
      if (own === other && typeof own === 'string') continue
      const inside = this.#compare(own, other, depth)
      if (inside !== EQUAL) {
        if (inside === UNSURE || left[index] !== own || right[index] !== other) return UNSURE
        found = withDifference(found, index, 'both', inside)
      }
    }
    return found
  }

  #compareEnds(left: readonly unknown[], right: readonly unknown[], depth: number): Finding {
    const shared = Math.min(left.length, right.length)
    let start = 0
    while (start < shared && this.#compare(left[start], right[start], depth) === EQUAL) start += 1
    let end = 0
    const [last, lastRight] = [left.length - 1, right.length - 1]
    while (end < shared - start && this.#compare(left[last - end], right[lastRight - end], depth) === EQUAL) {
      end += 1
    }
    const isJson =
      this.#checkElements(left, start, left.length - end, depth) &&
      this.#checkElements(right, start, right.length - end, depth)
    return isJson ? { start, end } : UNSURE
  }

  // `for … in` reads names from where the engine keeps them; `Object.keys` would copy them for every object.
  #compareObjects(left: Plain, right: Plain, depth: number): Finding {
    if (!isPlain(left) || !isPlain(right)) return UNSURE
    let shared = 0
    let own = 0
    let found: Finding = EQUAL
    for (const name in left) {
      const descriptor = Object.getOwnPropertyDescriptor(left, name)
      // Something enumerable is inherited.
      if (descriptor === undefined) return UNSURE
      own += 1
      const value: unknown = descriptor.value
      const otherDescriptor = Object.getOwnPropertyDescriptor(right, name)
      if (otherDescriptor === undefined || !otherDescriptor.enumerable) {
        if (!this.#check(value, depth)) return UNSURE
        found = withDifference(found, name, 'before', UNEQUAL)
        continue
      }
      shared += 1
      const other: unknown = otherDescriptor.value
      if (typeof value === 'string' && typeof other === 'string') {
        if (value !== other) found = withDifference(found, name, 'both', UNEQUAL)
        continue
      }
      const inside = this.#compare(value, other, depth)
      if (inside === EQUAL) continue
      if (inside === UNSURE) return UNSURE
      found = withDifference(found, name, 'both', inside)
    }
    let others = 0
    for (const _ in right) others += 1
    this.#nodesLeft -= own + others
    if (this.#nodesLeft < 0) return UNSURE
    return shared === others ? found : this.#withAdded(left, right, depth, found)
  }

  #withAdded(left: Plain, right: Plain, depth: number, shared: Finding): Finding {
    let found = shared
    for (const name of Object.keys(right)) {
      if (Object.prototype.propertyIsEnumerable.call(left, name)) continue
      if (!this.#check(dataValue(right, name), depth)) return UNSURE
      found = withDifference(found, name, 'after', UNEQUAL)
    }
    return found
  }

  /** Whether a value that stands against nothing of its kind is JSON. */
  #check(value: unknown, depth: number): boolean {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
    if (typeof value === 'number') return value - value === 0
    if (typeof value !== 'object' || depth >= this.#maxDepth) return false
    if (Array.isArray(value)) {
      this.#nodesLeft -= value.length
      return this.#nodesLeft >= 0 && this.#checkElements(value, 0, value.length, depth + 1)
    }
    if (!isPlain(value as Plain)) return false
    for (const name in value) {
      this.#nodesLeft -= 1
      if (this.#nodesLeft < 0 || !this.#check(dataValue(value as Plain, name), depth + 1)) return false
    }
    return true
  }

  #checkElements(array: readonly unknown[], start: number, end: number, depth: number): boolean {
    for (let index = start; index < end; index += 1) {
      const element = array[index]
      if (!this.#check(element, depth) || !Object.is(array[index], element)) return false
    }
    return true
  }
}

/** The value of a data property; `undefined`, which is no JSON, for an accessor. */
function dataValue(object: Plain, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === OBJECT_PROTOTYPE || prototype === null || Object.getPrototypeOf(prototype) === null
}

// Another realm's plain object is plain too: its prototype is a root.
const OBJECT_PROTOTYPE: unknown = Object.prototype
