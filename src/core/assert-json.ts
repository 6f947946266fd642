import type { JsonValue } from './json.js'
import { KeelsonError } from './keelson-error.js'
import { completeLimits, type Limits } from './limits.js'
import { formatPointer } from './pointer.js'

/**
 * Refuses what JSON cannot hold, with the pointer to it: `NaN`, infinities, `undefined`, functions, symbols, bigints,
 * class instances, accessors, holes, cycles; and what is deeper or larger than the limits. Iterative: the depth of
 * the input never reaches the call stack.
 *
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`, `core/invalid-limits`
 *
 * @example
 * ```ts
 * import { assertJson, isKeelsonError } from 'keelson/core'
 * try {
 *   assertJson({ spec: { replicas: Number.NaN } })
 * } catch (error) {
 *   isKeelsonError(error) && error.path // => '/spec/replicas'
 * }
 * ```
 */
export function assertJson(value: unknown, limits: Partial<Limits> = {}): asserts value is JsonValue {
  const { maxDepth, maxNodes } = completeLimits(limits)
  let nodes = 0
  const path: Frame[] = []
  const visit = (member: unknown): void => {
    nodes += 1
    if (nodes > maxNodes) throw cycleIn(path, member) ?? tooMany(path, maxNodes)
    if (!isContainer(member)) assertScalar(member, path)
    // A cycle always ends at a limit, so looking for it only there costs the common case nothing.
    else if (path.length >= maxDepth) throw cycleIn(path, member) ?? tooDeep(maxDepth)
    else path.push(openFrame(member, path))
  }
  visit(value)
  while (path.length > 0) {
    const frame = path[path.length - 1]!
    if (frame.next === frame.length) {
      path.pop()
      continue
    }
    const key = keyAt(frame, frame.next)
    frame.next += 1
    visit(readMember(frame.container, key, path))
  }
}

interface Frame {
  readonly container: object
  /** `null` for an array, whose keys are made one by one: a hole of four billion elements must cost nothing. */
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function openFrame(container: object, path: readonly Frame[]): Frame {
  if (Array.isArray(container)) return { container, keys: null, length: container.length, next: 0 }
  const prototype: unknown = Object.getPrototypeOf(container)
  // Another realm's plain object is plain too: its prototype is a root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw notJson('an instance of a class', path, 'hand in plain objects, arrays and scalars')
  }
  const keys = Object.keys(container)
  return { container, keys, length: keys.length, next: 0 }
}

function keyAt(frame: Frame, place: number): string {
  return frame.keys === null ? String(place) : frame.keys[place]!
}

function readMember(container: object, key: string, path: readonly Frame[]): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(container, key)
  if (descriptor === undefined) throw notJson('a hole in an array', path, 'fill the array, or use null')
  if (!Object.hasOwn(descriptor, 'value')) throw notJson('an accessor', path, 'hand in plain data properties')
  return descriptor.value
}

function assertScalar(value: unknown, path: readonly Frame[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return
    throw notJson(String(value), path, 'use a finite number, or null')
  }
  const what = value === undefined ? 'undefined' : `a ${typeof value}`
  throw notJson(what, path, 'leave the member out, or use null')
}

function notJson(what: string, path: readonly Frame[], help: string): KeelsonError {
  return new KeelsonError('core/not-json', `${what} cannot be held by JSON`, { path: pointerTo(path), help })
}

function tooDeep(maxDepth: number): KeelsonError {
  return new KeelsonError('core/depth-limit', `the document is nested deeper than ${maxDepth}`, {
    help: 'flatten the document; the limit is the same in every room',
  })
}

function tooMany(path: readonly Frame[], maxNodes: number): KeelsonError {
  return new KeelsonError('core/size-limit', `the document has more than ${maxNodes} values`, {
    path: pointerTo(path),
    help: 'split the document, or raise limits.maxNodes',
  })
}

function cycleIn(path: readonly Frame[], member: unknown): KeelsonError | undefined {
  const above = new Set<unknown>()
  for (const [depth, container] of [...path.map((frame) => frame.container), member].entries()) {
    if (above.has(container)) {
      return new KeelsonError('core/cyclic', 'the value contains itself', {
        path: pointerTo(path.slice(0, depth)),
        help: 'JSON is a tree: break the cycle before handing the value in',
      })
    }
    above.add(container)
  }
  return undefined
}

function pointerTo(path: readonly Frame[]): string {
  return formatPointer(path.map((frame) => keyAt(frame, frame.next - 1)))
}
