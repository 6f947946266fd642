import { parseArrayIndex, parsePointer } from '../core/index.js'
import { checkTwoWay } from './check-change-set.js'
import type { Change, ChangeSet } from './types.js'

/**
 * The change set that leads back: `applyPatch(b, toPatch(invert(diff(a, b)), { include: 'all' }))` equals `a`.
 * Classes, rules and causes stay with their changes, notes and unused rules with the set.
 *
 * @throws KeelsonError `diff/three-way-changes` for the result of `diff3`, `diff/invalid-changes`
 *
 * @example
 * ```ts
 * import { applyPatch, diff, invert, toPatch } from 'keelson/diff'
 * const undo = invert(diff({ args: ['-v'] }, { args: ['-v', '--debug'] }))
 * applyPatch({ args: ['-v', '--debug'] }, toPatch(undo)) // => { args: ['-v'] }
 * ```
 */
export function invert(changes: ChangeSet): ChangeSet {
  checkTwoWay(changes)
  return {
    profile: changes.profile,
    ...(changes.after === undefined ? {} : { before: changes.after }),
    ...(changes.before === undefined ? {} : { after: changes.before }),
    changes: changes.changes.map(invertChange).reverse(),
    equal: changes.equal,
    ...(changes.notes === undefined ? {} : { notes: changes.notes }),
    ...(changes.unusedRules === undefined ? {} : { unusedRules: changes.unusedRules }),
  }
}

function invertChange(change: Change): Change {
  const { before, after, ...rest } = change
  const values = {
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  }
  switch (change.op) {
    case 'add':
      return { ...rest, ...values, op: 'remove' }
    case 'remove':
      return { ...rest, ...values, op: 'add' }
    case 'replace':
      return { ...rest, ...values }
    case 'move': {
      const index = parseArrayIndex(parsePointer(change.from!).at(-1) ?? '')
      const path = [...change.path.slice(0, -1), index]
      return { ...rest, ...values, pointer: change.from!, path, from: change.pointer }
    }
  }
}
