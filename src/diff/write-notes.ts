import type { CheckedRules } from './checked-rules.js'
import type { Redactor } from './redact-changes.js'
import type { ChangeSet, Note } from './types.js'

/** The member `notes` of a change set, where there are any. */
export function writeNotes(notes: readonly Note[], redactor: Redactor | null): Pick<ChangeSet, 'notes'> {
  if (notes.length === 0) return {}
  if (redactor === null) return { notes }
  return { notes: notes.map((note) => ({ ...note, pointer: redactor.pointer(note.pointer) })) }
}

/** The member `unusedRules` of a change set, where there are any. */
export function writeUnusedRules(
  { ownRules }: CheckedRules,
  used: ReadonlySet<string>,
  redactor: Redactor | null,
): Pick<ChangeSet, 'unusedRules'> {
  const unused = ownRules.filter((rule) => !used.has(rule))
  if (unused.length === 0) return {}
  return { unusedRules: redactor === null ? unused : unused.map((rule) => redactor.text(rule)) }
}
