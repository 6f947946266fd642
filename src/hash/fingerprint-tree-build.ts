import { MAX_DEPTH } from '../core/index.js'
import { HashedArray } from './fingerprint-tree-array.js'
import { HashedObject } from './fingerprint-tree-object.js'
import type { TreePart } from './fingerprint-tree-part.js'
import { readOwnValue } from './kf1-member.js'
import { countMembers } from './kf1-node-count.js'
import { assertScalar, Unhashable } from './kf1-scalar.js'

interface ArrayFrame {
  readonly source: object
  readonly names: null
  readonly length: number
  readonly elements: TreePart[]
  next: number
}

interface ObjectFrame {
  readonly source: object
  readonly names: readonly string[]
  readonly length: number
  readonly object: HashedObject
  next: number
}

type Frame = ArrayFrame | ObjectFrame

/**
 * Copies a value into hashed containers, with an explicit stack. To be called within `withNodeCount`.
 *
 * @throws Unhashable for what JSON cannot hold or nests too deep; KeelsonError `core/size-limit`
 */
export function buildTree(value: unknown): TreePart {
  const frames: Frame[] = []
  let part = enter(value, frames)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next < frame.length) {
      const open = frames.length
      part = enter(
        readOwnValue(frame.source, frame.names === null ? frame.next : frame.names[frame.next]!),
        frames,
      )
      if (frames.length === open) add(part, frame)
    } else {
      frames.pop()
      part = close(frame)
      if (frames.length > 0) add(part, frames[frames.length - 1]!)
    }
  }
  return part
}

/** Opens a frame for a container; a scalar is its own part. */
function enter(value: unknown, frames: Frame[]): TreePart {
  if (typeof value !== 'object' || value === null) return assertScalar(value)
  if (frames.length === MAX_DEPTH) throw new Unhashable()
  const frame = openFrame(value)
  countMembers(frame.length)
  frames.push(frame)
  return null
}

function openFrame(source: object): Frame {
  if (Array.isArray(source)) return { source, names: null, length: source.length, elements: [], next: 0 }
  const prototype: unknown = Object.getPrototypeOf(source)
  // Another realm's plain object is plain too: its prototype is a root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new Unhashable()
  const names = Object.keys(source)
  return { source, names, length: names.length, object: new HashedObject(), next: 0 }
}

function add(part: TreePart, frame: Frame): void {
  if (frame.names === null) frame.elements.push(part)
  else frame.object.append(frame.names[frame.next]!, part)
  frame.next += 1
}

function close(frame: Frame): TreePart {
  if (frame.names === null) return HashedArray.of(frame.elements)
  frame.object.seal()
  return frame.object
}
