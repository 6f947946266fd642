import { KeelsonError, parseArrayIndex, parsePointer } from '../core/index.js'
import type { Change, ChangeSet, ThreeWayChangeSet } from './types.js'

const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move']

/** The values without which a change is none. */
const VALUES_OF = {
  add: ['after'],
  remove: ['before'],
  replace: ['before', 'after'],
  move: ['before', 'after'],
} as const

/**
 * Refuses what no differ made, such as a change set that was cut on its way through a store.
 *
 * @throws KeelsonError `diff/invalid-changes` with the pointer to the part at fault
 */
export function checkChangeSet(changes: unknown): asserts changes is ChangeSet | ThreeWayChangeSet {
  const list = memberOf(changes, 'changes')
  if (!Array.isArray(list)) throw invalid('', 'a change set has a list of changes')
  list.forEach((change: unknown, index) => {
    const place = `/changes/${index}`
    const operation = memberOf(change, 'op')
    if (!OPERATIONS.includes(operation)) throw invalid(`${place}/op`, 'a change has an operation')
    checkPointer(change, 'pointer', place)
    checkPath(memberOf(change, 'path'), place)
    if (operation === 'move') {
      const from = checkPointer(change, 'from', place)
      if (parseArrayIndex(parsePointer(from).at(-1) ?? '') === -1) {
        throw invalid(`${place}/from`, 'a move comes from an element of an array')
      }
    }
    if (memberOf(change, 'redacted') === true) return
    for (const name of VALUES_OF[operation as Change['op']]) {
      if (memberOf(change, name) === undefined) throw invalid(`${place}/${name}`, 'a change holds its values')
    }
  })
}

/** As {@link checkChangeSet}, and refuses the result of `diff3`. @throws KeelsonError also `diff/three-way-changes` */
export function checkTwoWay(changes: unknown): asserts changes is ChangeSet {
  checkChangeSet(changes)
  // A three-way change set is no way from one document to another: it also tells where two of them went together.
  if (!Object.hasOwn(changes, 'remediation')) return
  throw new KeelsonError('diff/three-way-changes', 'a three-way change set is not a change of one document', {
    help: 'apply its remediation to live, or take diff(live, desired)',
  })
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as { readonly [name: string]: unknown })[name]
}

function checkPointer(change: unknown, name: 'pointer' | 'from', place: string): string {
  const pointer = memberOf(change, name)
  if (typeof pointer !== 'string') {
    throw invalid(`${place}/${name}`, 'a change has a JSON Pointer to its place')
  }
  // Splitting takes longer than the rest of the check; only what begins otherwise, or escapes, may be none.
  if (!pointer.startsWith('/') || pointer.includes('~')) parsePointer(pointer)
  return pointer
}

function checkPath(path: unknown, place: string): void {
  const isPath =
    Array.isArray(path) &&
    path.every(
      (segment) =>
        typeof segment === 'string' || (segment >= 0 && parseArrayIndex(String(segment)) === segment),
    )
  if (!isPath) throw invalid(`${place}/path`, 'the path of a change is a list of names and indices')
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('diff/invalid-changes', message, {
    path,
    help: 'hand in a change set as diff, diff3 or invert gave it',
  })
}
