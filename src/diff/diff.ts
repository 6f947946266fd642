import { assertJson, formatPointer, type JsonValue } from '../core/index.js'
import { fingerprint } from '../hash/index.js'
import { copyJson } from './copy-json.js'
import type { Edit } from './edit-log.js'
import { checkOptions, ignoreRulesOf, nameIgnoreRule, plain } from './profile.js'
import { RuleSet } from './rule-set.js'
import type { Change, ChangeSet, DiffOptions } from './types.js'
import { ChangeWalk } from './walk-changes.js'

const OPTIONS = ['profile', 'ignore', 'fingerprints', 'limits'] as const

/**
 * All differences between two JSON documents. Time and output are linear in the documents but for a bounded factor,
 * also where everything differs. The change set shares nothing with the documents, and neither its order nor its
 * bytes depend on the order of their members.
 *
 * docs/diff.md says how arrays are aligned and which document a pointer refers to.
 *
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit` for what is not JSON
 * within the limits; `core/invalid-pointer`, `diff/invalid-rule`, `diff/invalid-profile`, `diff/unknown-option` for
 * options that cannot be meant
 *
 * @example
 * ```ts
 * import { diff } from 'keelson/diff'
 * const changes = diff(
 *   { spec: { replicas: 3 }, status: { ready: 3 } },
 *   { spec: { replicas: 5 }, status: { ready: 4 } },
 *   { ignore: [{ pointer: '/status', reason: 'written by the controller' }] },
 * )
 * changes.equal // => false
 * changes.changes.map((change) => [change.pointer, change.before, change.after, change.class])
 * // => [['/spec/replicas', 3, 5, 'material'], ['/status/ready', 3, 4, 'ignored']]
 * ```
 */
export function diff(before: JsonValue, after: JsonValue, options: DiffOptions = {}): ChangeSet {
  checkOptions(options, OPTIONS)
  const profile = options.profile ?? plain()
  const ignore = ignoreRulesOf(profile, options.ignore)
  const rules = new RuleSet(ignore.map(({ pointer }) => ({ pointer })))
  assertJson(before, options.limits)
  assertJson(after, options.limits)
  const names = ignore.map(nameIgnoreRule)
  const changes = new ChangeWalk(rules).run(before, after).map((edit) => writeOut(edit, names))
  return {
    profile: profile.name,
    ...(options.fingerprints === true ? { before: fingerprint(before), after: fingerprint(after) } : {}),
    changes,
    equal: changes.every((change) => change.class !== 'material'),
  }
}

function writeOut(edit: Edit, ruleNames: readonly string[]): Change {
  const path = edit.place.path()
  return {
    op: edit.op,
    pointer: formatPointer(path),
    path,
    ...(edit.before === undefined ? {} : { before: copyJson(edit.before) }),
    ...(edit.after === undefined ? {} : { after: copyJson(edit.after) }),
    class: edit.rule === -1 ? 'material' : 'ignored',
    ...(edit.rule === -1 ? {} : { rule: ruleNames[edit.rule]! }),
  }
}
