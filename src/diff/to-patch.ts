import { KeelsonError } from '../core/index.js'
import { checkTwoWay } from './check-change-set.js'
import { checkOptions } from './check-options.js'
import { revealChanges } from './reveal-changes.js'
import type { Change, ChangeSet, Operation, PatchOptions } from './types.js'

const OPTIONS = ['tests', 'moves', 'include', 'before', 'after', 'key'] as const

/**
 * Writes a change set as an RFC 6902 patch: each change is one operation (two for a move with `moves: false`), in
 * order, each with a `test` of the old value before it where `tests` asks for it.
 *
 * `include: 'material'`, the default, leaves out what a rule made immaterial. The patch is right without it.
 *
 * A redacted change does not hold its values. Handed `before` and `after`, the documents that the changes lead from and
 * to (after `invert` the other way round), they are read from there, and with them the whole way is checked.
 *
 * @throws KeelsonError `diff/redacted-value` for a change that does not hold its values, `diff/other-documents` for
 * documents that the changes do not lead between, `diff/missing-state` for one document without the other,
 * `diff/three-way-changes` for the result of `diff3`, `diff/invalid-changes`, `diff/unknown-option`
 *
 * @example
 * ```ts
 * import { diff, toPatch } from 'keelson/diff'
 * toPatch(diff({ replicas: 3 }, { replicas: 5 }), { tests: true })
 * // => [{ op: 'test', path: '/replicas', value: 3 }, { op: 'replace', path: '/replicas', value: 5 }]
 * ```
 */
export function toPatch(changes: ChangeSet, options: PatchOptions = {}): Operation[] {
  checkOptions(options, OPTIONS)
  checkTwoWay(changes)
  const patch: Operation[] = []
  for (const change of reveal(changes.changes, options)) {
    if (options.include !== 'all' && change.class !== 'material') continue
    if (change.redacted === true) {
      throw new KeelsonError('diff/redacted-value', 'a redacted change cannot become an operation', {
        path: change.pointer,
        help: 'hand in { before, after }, the documents that the changes were found between',
      })
    }
    const taken = change.op === 'move' ? change.from! : change.pointer
    if (options.tests === true && change.op !== 'add') {
      patch.push({ op: 'test', path: taken, value: change.before! })
    }
    patch.push(...operationsOf(change, options.moves !== false))
  }
  return patch
}

function reveal(changes: readonly Change[], { before, after, key }: PatchOptions): readonly Change[] {
  if (before === undefined && after === undefined) return changes
  if (before === undefined || after === undefined) {
    throw new KeelsonError('diff/missing-state', 'toPatch needs both documents, or none', {
      path: before === undefined ? '/before' : '/after',
      help: 'hand in the documents that the changes were found between',
    })
  }
  return changes.some(({ redacted }) => redacted === true)
    ? revealChanges(changes, { before, after, key })
    : changes
}

function operationsOf(change: Change, moves: boolean): Operation[] {
  const path = change.pointer
  switch (change.op) {
    case 'add':
      return [{ op: 'add', path, value: change.after! }]
    case 'remove':
      return [{ op: 'remove', path }]
    case 'replace':
      return [{ op: 'replace', path, value: change.after! }]
    case 'move':
      if (moves) return [{ op: 'move', from: change.from!, path }]
      return [
        { op: 'remove', path: change.from! },
        { op: 'add', path, value: change.after! },
      ]
  }
}
