import type { JsonValue } from './json.js'
import { KeelsonError } from './keelson-error.js'
import { DEFAULT_LIMITS, type Limits } from './limits.js'
import { formatPointer } from './pointer.js'

/**
 * Refuses what JSON cannot hold, with the pointer to it: `NaN`, infinities, `undefined`, functions, symbols, bigints,
 * class instances, accessors, holes, cycles; and what is deeper or larger than the limits. Iterative: the depth of
 * the input never reaches the call stack.
 *
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`
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
  const maxDepth = limits.maxDepth ?? DEFAULT_LIMITS.maxDepth
  const maxNodes = limits.maxNodes ?? DEFAULT_LIMITS.maxNodes
  let nodes = 1
  const path: Frame[] = []
  const visit = (member: unknown): void => {
    if (!isContainer(member)) assertScalar(member, path)
    else if (path.length === maxDepth) throw tooDeep(path, maxDepth)
    else path.push(openFrame(member, path))
  }
  visit(value)
  while (path.length > 0) {
    const frame = path[path.length - 1]!
    if (frame.next === frame.keys.length) {
      path.pop()
      continue
    }
    nodes += 1
    if (nodes > maxNodes) {
      throw new KeelsonError('core/size-limit', `the document has more than ${maxNodes} values`, {
        path: pointerTo(path),
        help: 'split the document, or raise limits.maxNodes',
      })
    }
    const key = frame.keys[frame.next]!
    frame.next += 1
    visit(readMember(frame.container, key, path))
  }
}

interface Frame {
  readonly container: object
  readonly keys: readonly string[]
  next: number
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function openFrame(container: object, path: readonly Frame[]): Frame {
  if (Array.isArray(container)) {
    const keys: string[] = []
    for (let index = 0; index < container.length; index += 1) keys.push(String(index))
    return { container, keys, next: 0 }
  }
  const prototype: unknown = Object.getPrototypeOf(container)
  // Another realm's plain object is plain too: its prototype is a root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw notJson('an instance of a class', path, 'hand in plain objects, arrays and scalars')
  }
  return { container, keys: Object.keys(container), next: 0 }
}

function readMember(container: object, key: string, path: readonly Frame[]): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(container, key)
  if (descriptor === undefined) throw notJson('a hole in an array', path, 'fill the array, or use null')
  if (!('value' in descriptor)) throw notJson('an accessor', path, 'hand in plain data properties')
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

function tooDeep(path: readonly Frame[], maxDepth: number): KeelsonError {
  // A cycle always ends at the depth limit, so looking for it only here costs the common case nothing.
  const containers = new Set(path.map((frame) => frame.container))
  if (containers.size < path.length) {
    return new KeelsonError('core/cyclic', 'the value contains itself', {
      help: 'JSON is a tree: break the cycle before handing the value in',
    })
  }
  return new KeelsonError('core/depth-limit', `the document is nested deeper than ${maxDepth}`, {
    help: 'flatten the document; the limit is the same in every room',
  })
}

function pointerTo(path: readonly Frame[]): string {
  return formatPointer(path.map((frame) => frame.keys[frame.next - 1]!))
}
