import { DEFAULT_LIMITS, type JsonValue, type Limits } from '../core/index.js'

/**
 * How deep the survey goes by recursion, which is several times as fast as a stack of our own. Real documents are 10 to
 * 20 deep; what is deeper takes the slow way.
 */
const DEEPEST = 128

type Plain = { readonly [name: string]: unknown }

/**
 * One pass over both documents, member beside member: checks that both are JSON within the limits, and finds out which
 * containers differ. Checking apart from comparing would read every member twice, which costs as much again.
 *
 * It only ever says that it is sure: where it is not (what is no JSON, a limit, a depth of its own), somebody else has to
 * check and to compare from scratch.
 */
export class Survey {
  readonly #maxDepth: number
  /** What each container differs from. */
  readonly #unequal = new Map<object, object>()
  #nodesLeft: number
  #isEqual: boolean

  private constructor(maxDepth: number, maxNodes: number) {
    this.#maxDepth = Math.min(maxDepth, DEEPEST)
    // Each document may have as many; the survey counts both together, roots included, and is not sure beyond.
    this.#nodesLeft = maxNodes - 2
    this.#isEqual = false
  }

  /** `null` where the survey is not sure that both are JSON within the limits, or of the limits. */
  static of(before: unknown, after: unknown, limits: Partial<Limits> = {}): Survey | null {
    const { maxDepth, maxNodes, maxTextLength } = { ...DEFAULT_LIMITS, ...limits }
    for (const limit of [maxDepth, maxNodes, maxTextLength]) {
      if (!Number.isSafeInteger(limit) || limit < 0) return null
    }
    // An accessor's descriptor has no value of its own; one that everything inherits would look like it.
    if ('value' in Object.prototype) return null
    const survey = new Survey(maxDepth, maxNodes)
    const found = survey.#compare(before, after, 0)
    if (found === UNSURE || survey.#nodesLeft < 0) return null
    survey.#isEqual = found === EQUAL
    return survey
  }

  /** The documents are equal. */
  get isEqual(): boolean {
    return this.#isEqual
  }

  /**
   * Whether containers that stand at one place differ, where all of both documents on the way to it is at the same
   * place, too; `undefined` where it is not known, and neither is anything in them: arrays of different lengths, and what
   * stands at several places of the document before.
   */
  differ(before: JsonValue, after: JsonValue): boolean | undefined {
    const unequal = this.#unequal.get(before as unknown as object)
    return unequal === UNKNOWN ? undefined : unequal !== undefined && unequal === (after as unknown as object)
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
    const found = isArray
      ? this.#compareArrays(left, right as unknown[], depth + 1)
      : this.#compareObjects(left as Plain, right as Plain, depth + 1)
    if (found === UNEQUAL) {
      const known = this.#unequal.get(left)
      const isWalked = !isArray || left.length === (right as unknown[]).length
      this.#unequal.set(left, isWalked && (known === undefined || known === right) ? right : UNKNOWN)
    }
    return found
  }

  // Elements are read as they are: to ask for the descriptor of an index takes thirty times as long (50 ns each). A hole
  // reads as undefined. An accessor that gives something else each time is caught by reading twice; one that does not
  // is what it gives.
  #compareArrays(left: readonly unknown[], right: readonly unknown[], depth: number): Finding {
    // Which elements of arrays of different lengths stand against each other is not for the survey to say.
    if (left.length !== right.length) {
      return this.#checkElements(left, depth) && this.#checkElements(right, depth) ? UNEQUAL : UNSURE
    }
    let found: Finding = EQUAL
    this.#nodesLeft -= 2 * left.length
    if (this.#nodesLeft < 0) return UNSURE
    for (let index = 0; index < left.length; index += 1) {
      const own = left[index]
      const other = right[index]
      if (own === other && typeof own === 'string') continue
      const inside = this.#compare(own, other, depth)
      if (inside !== EQUAL) {
        if (inside === UNSURE || left[index] !== own || right[index] !== other) return UNSURE
        found = UNEQUAL
      }
    }
    return found
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
        found = UNEQUAL
        continue
      }
      shared += 1
      const other: unknown = otherDescriptor.value
      if (typeof value === 'string' && typeof other === 'string') {
        if (value !== other) found = UNEQUAL
        continue
      }
      const inside = this.#compare(value, other, depth)
      if (inside === UNSURE) return UNSURE
      if (inside === UNEQUAL) found = UNEQUAL
    }
    let others = 0
    for (const _ in right) others += 1
    this.#nodesLeft -= own + others
    if (this.#nodesLeft < 0) return UNSURE
    return shared === others ? found : this.#checkAdded(left, right, depth)
  }

  #checkAdded(left: Plain, right: Plain, depth: number): Finding {
    for (const name of Object.keys(right)) {
      const isShared = Object.prototype.propertyIsEnumerable.call(left, name)
      if (!isShared && !this.#check(dataValue(right, name), depth)) return UNSURE
    }
    return UNEQUAL
  }

  /** Whether a value that stands against nothing of its kind is JSON. */
  #check(value: unknown, depth: number): boolean {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
    if (typeof value === 'number') return value - value === 0
    if (typeof value !== 'object' || depth >= this.#maxDepth) return false
    if (Array.isArray(value)) return this.#checkElements(value, depth + 1)
    if (!isPlain(value as Plain)) return false
    for (const name in value) {
      this.#nodesLeft -= 1
      if (this.#nodesLeft < 0 || !this.#check(dataValue(value as Plain, name), depth + 1)) return false
    }
    return true
  }

  #checkElements(array: readonly unknown[], depth: number): boolean {
    this.#nodesLeft -= array.length
    if (this.#nodesLeft < 0) return false
    for (let index = 0; index < array.length; index += 1) {
      const element = array[index]
      if (!this.#check(element, depth) || !Object.is(array[index], element)) return false
    }
    return true
  }
}

const UNKNOWN: object = {}

type Finding = 0 | 1 | 2
const EQUAL = 0
const UNEQUAL = 1
const UNSURE = 2

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
