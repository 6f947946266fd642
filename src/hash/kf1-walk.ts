import { hashContainerDeep } from './kf1-deep-walk.js'
import { KEY_TABLE } from './kf1-key.js'
import { ARRAY, finish, LANES, OBJECT, START } from './kf1-lanes.js'
import { lookupGetter } from './kf1-member.js'
import { countMembers } from './kf1-node-count.js'
import { hashScalar, Unhashable } from './kf1-scalar.js'

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
  if (typeof value !== 'object' || value === null) hashScalar(value)
  else if (hasEnumerableNames(Object.prototype) || hasEnumerableNames(Array.prototype))
    hashContainerDeep(value, 0)
  else hashShallow(value, 0)
}

// Where a script has put an enumerable name on Object.prototype, `for-in` would list it for every object; an index on
// Array.prototype would fill every hole.
function hasEnumerableNames(prototype: object): boolean {
  return Object.keys(prototype).length > 0
}

const hashShallow: (value: unknown, depth: number) => void = /* @__PURE__ */ createShallowWalk()

function createShallowWalk(): (value: unknown, depth: number) => void {
  const lanes = LANES
  const starts = START
  const getterOf = lookupGetter
  const { lanes: keyLanes, place: placeOfKey } = KEY_TABLE

  function hashMember(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null) hashScalar(value)
    else if (depth === RECURSION_DEPTH) hashContainerDeep(value, depth)
    else if (Array.isArray(value)) hashArray(value, depth)
    else hashObject(value as { readonly [name: string]: unknown }, depth)
  }

  function hashArray(array: readonly unknown[], depth: number): void {
    const length = array.length
    countMembers(length)
    let a = starts[ARRAY]!
    let b = starts[ARRAY + 1]!
    let c = starts[ARRAY + 2]!
    let d = starts[ARRAY + 3]!
    for (let index = 0; index < length; index += 1) {
      if (getterOf.call(array, index) !== undefined) throw new Unhashable()
      hashMember(array[index], depth + 1)
      // `absorb`, whose results stay in variables here.
      a = Math.imul(a ^ lanes[0]!, 0x9e3779b1)
      b = Math.imul(b ^ lanes[1]!, 0x85ebca77)
      c = Math.imul(c ^ lanes[2]!, 0xc2b2ae3d)
      d = Math.imul(d ^ lanes[3]!, 0x27d4eb2f)
      const a2 = Math.imul(a ^ (a >>> 15), 0x165667b1)
      const b2 = Math.imul(b ^ (b >>> 15), 0x9e3779b1)
      const c2 = Math.imul(c ^ (c >>> 15), 0x85ebca77)
      const d2 = Math.imul(d ^ (d >>> 15), 0xc2b2ae3d)
      const even = a2 ^ c2
      const odd = b2 ^ d2
      const turnedEven = (even << 16) | (even >>> 16)
      const turnedOdd = (odd << 16) | (odd >>> 16)
      a = c2 ^ turnedOdd
      b = d2 ^ turnedEven
      c = a2 ^ turnedOdd
      d = b2 ^ turnedEven
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
    let a = starts[OBJECT]!
    let b = starts[OBJECT + 1]!
    let c = starts[OBJECT + 2]!
    let d = starts[OBJECT + 3]!
    let count = 0
    // INVARIANT: own members only: the prototype is null or Object.prototype, and that has no enumerable names.
    for (const name in object) {
      if (getterOf.call(object, name) !== undefined) throw new Unhashable()
      hashMember(object[name], depth + 1)
      const valueA = lanes[0]!
      const valueB = lanes[1]!
      const valueC = lanes[2]!
      const valueD = lanes[3]!
      const at = placeOfKey(name)
      finish(
        keyLanes[at]! ^ valueA,
        keyLanes[at + 1]! ^ valueB,
        keyLanes[at + 2]! ^ valueC,
        keyLanes[at + 3]! ^ valueD,
      )
      a = (a + lanes[0]!) | 0
      b = (b + lanes[1]!) | 0
      c = (c + lanes[2]!) | 0
      d = (d + lanes[3]!) | 0
      count += 1
    }
    countMembers(count)
    finish(a ^ count, b, c, d)
  }

  return hashMember
}
