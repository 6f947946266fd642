import { appendPointer, KeelsonError, parsePointer } from '../core/index.js'
import type { ChangeSet, ThreeWayChangeSet } from './types.js'

const OPERATIONS: readonly unknown[] = ['add', 'remove', 'replace', 'move']

/**
 * Refuses what no differ made, such as a change set that was cut on its way through a store.
 *
 * @throws KeelsonError `diff/invalid-changes` with the pointer to the part at fault
 */
export function checkChangeSet(changes: unknown): asserts changes is ChangeSet | ThreeWayChangeSet {
  const list = memberOf(changes, 'changes')
  if (!Array.isArray(list)) throw invalid('', 'a change set has a list of changes')
  list.forEach((change: unknown, index) => {
    const place = appendPointer('/changes', index)
    const operation = memberOf(change, 'op')
    if (!OPERATIONS.includes(operation))
      throw invalid(appendPointer(place, 'op'), 'a change has an operation')
    checkPointer(memberOf(change, 'pointer'), appendPointer(place, 'pointer'))
    if (operation === 'move') checkPointer(memberOf(change, 'from'), appendPointer(place, 'from'))
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

function checkPointer(pointer: unknown, place: string): void {
  if (typeof pointer !== 'string') throw invalid(place, 'a change has a JSON Pointer to its place')
  parsePointer(pointer)
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('diff/invalid-changes', message, {
    path,
    help: 'hand in a change set as diff, diff3 or invert gave it',
  })
}
