import { hashContainerDeep } from './kf1-deep-walk.js'
import { hashKey } from './kf1-key.js'
import { ARRAY, absorb, finish, LANES, OBJECT, START } from './kf1-lanes.js'
import { countMembers } from './kf1-node-count.js'
import { hashScalar } from './kf1-scalar.js'

// Real documents are nested less than 30 deep. Recursion with `for-in` is a fifth to a quarter faster than an explicit
// stack with Object.keys (measured); below this depth the explicit stack takes over, so no document can overflow the
// call stack.
const RECURSION_DEPTH = 64

/**
 * Leaves the lanes of a value in `LANES`.
 *
 * @throws Unhashable for what JSON cannot hold or nests too deep; KeelsonError `core/size-limit`
 */
export function hashValue(value: unknown): void {
  // Where a script has put an enumerable name on Object.prototype, `for-in` would list it for every object.
  if (Object.keys(Object.prototype).length === 0) hashShallow(value, 0)
  else if (!hashScalar(value)) hashContainerDeep(value as object, 0)
}

function hashShallow(value: unknown, depth: number): void {
  if (hashScalar(value)) return
  if (depth === RECURSION_DEPTH) hashContainerDeep(value as object, depth)
  else if (Array.isArray(value)) hashArray(value, depth)
  else hashObject(value as { readonly [name: string]: unknown }, depth)
}

function hashArray(array: readonly unknown[], depth: number): void {
  const length = array.length
  countMembers(length)
  let a = START[ARRAY]!
  let b = START[ARRAY + 1]!
  let c = START[ARRAY + 2]!
  let d = START[ARRAY + 3]!
  for (let index = 0; index < length; index += 1) {
    hashShallow(array[index], depth + 1)
    absorb(a, b, c, d, LANES[0]!, LANES[1]!, LANES[2]!, LANES[3]!)
    a = LANES[0]!
    b = LANES[1]!
    c = LANES[2]!
    d = LANES[3]!
  }
  finish(a ^ length, b, c, d)
}

function hashObject(object: { readonly [name: string]: unknown }, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    // An instance of a class, or a plain object of another realm: the deep walk tells them apart.
    hashContainerDeep(object, depth)
    return
  }
  let a = START[OBJECT]!
  let b = START[OBJECT + 1]!
  let c = START[OBJECT + 2]!
  let d = START[OBJECT + 3]!
  let count = 0
  // INVARIANT: own members only: the prototype is null or Object.prototype, and that has no enumerable names.
  for (const name in object) {
    hashShallow(object[name], depth + 1)
    const valueA = LANES[0]!
    const valueB = LANES[1]!
    const valueC = LANES[2]!
    const valueD = LANES[3]!
    hashKey(name)
    finish(LANES[0]! ^ valueA, LANES[1]! ^ valueB, LANES[2]! ^ valueC, LANES[3]! ^ valueD)
    a = (a + LANES[0]!) | 0
    b = (b + LANES[1]!) | 0
    c = (c + LANES[2]!) | 0
    d = (d + LANES[3]!) | 0
    count += 1
  }
  countMembers(count)
  finish(a ^ count, b, c, d)
}
