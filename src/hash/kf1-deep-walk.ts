import { MAX_DEPTH } from '../core/index.js'
import { hashKey } from './kf1-key.js'
import { ARRAY, absorb, finish, LANES, OBJECT, START } from './kf1-lanes.js'
import { readOwnValue } from './kf1-member.js'
import { countMembers } from './kf1-node-count.js'
import { hashScalar, Unhashable } from './kf1-scalar.js'

interface Frame {
  readonly container: object
  /** `null` for an array. */
  readonly names: readonly string[] | null
  readonly length: number
  next: number
  a: number
  b: number
  c: number
  d: number
}

/**
 * Leaves the lanes of an array or object in `LANES`, with an explicit stack.
 *
 * @param depth how many containers it lies in
 * @throws Unhashable for what JSON cannot hold or nests too deep; KeelsonError `core/size-limit`
 */
export function hashContainerDeep(container: object, depth: number): void {
  const frames: Frame[] = []
  const open = (opened: object): void => {
    if (depth + frames.length === MAX_DEPTH) throw new Unhashable()
    const frame = openFrame(opened)
    countMembers(frame.length)
    frames.push(frame)
  }
  open(container)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next < frame.length) {
      const member = readOwnValue(
        frame.container,
        frame.names === null ? frame.next : frame.names[frame.next]!,
      )
      if (typeof member === 'object' && member !== null) {
        open(member)
        continue
      }
      hashScalar(member)
    } else {
      finish(frame.a ^ frame.length, frame.b, frame.c, frame.d)
      frames.pop()
      if (frames.length === 0) return
    }
    addMember(frames[frames.length - 1]!)
  }
}

function openFrame(container: object): Frame {
  if (Array.isArray(container)) return startFrame(container, null, container.length, ARRAY)
  const prototype: unknown = Object.getPrototypeOf(container)
  // Another realm's plain object is plain too: its prototype is a root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new Unhashable()
  const names = Object.keys(container)
  return startFrame(container, names, names.length, OBJECT)
}

function startFrame(
  container: object,
  names: readonly string[] | null,
  length: number,
  start: number,
): Frame {
  return {
    container,
    names,
    length,
    next: 0,
    a: START[start]!,
    b: START[start + 1]!,
    c: START[start + 2]!,
    d: START[start + 3]!,
  }
}

/** Mixes the member whose lanes lie in `LANES` into its container, and steps to the next. */
function addMember(frame: Frame): void {
  const valueA = LANES[0]!
  const valueB = LANES[1]!
  const valueC = LANES[2]!
  const valueD = LANES[3]!
  if (frame.names === null) {
    absorb(frame.a, frame.b, frame.c, frame.d, valueA, valueB, valueC, valueD)
    frame.a = LANES[0]!
    frame.b = LANES[1]!
    frame.c = LANES[2]!
    frame.d = LANES[3]!
  } else {
    hashKey(frame.names[frame.next]!)
    finish(LANES[0]! ^ valueA, LANES[1]! ^ valueB, LANES[2]! ^ valueC, LANES[3]! ^ valueD)
    frame.a = (frame.a + LANES[0]!) | 0
    frame.b = (frame.b + LANES[1]!) | 0
    frame.c = (frame.c + LANES[2]!) | 0
    frame.d = (frame.d + LANES[3]!) | 0
  }
  frame.next += 1
}
