import type { JsonValue } from '../core/index.js'
import { compareDocuments } from './compare-documents.js'
import { surveyDocuments } from './survey-documents.js'
import type { ChangeSet, DiffOptions } from './types.js'

/**
 * All differences between two JSON documents. Time and output are linear in the documents but for a bounded factor,
 * also where everything differs. The change set shares nothing with the documents, and neither its order nor its
 * bytes depend on the order of their members.
 *
 * docs/diff.md says how lists are aligned, what profile and rules let differ, and which document a pointer refers to.
 *
 * @throws KeelsonError `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit` for what is not JSON
 * within the limits; `core/invalid-pointer`, `diff/invalid-rule`, `diff/invalid-profile`, `diff/unknown-option` for
 * options that cannot be meant; with `redact` what {@link RedactOptions} asks for
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
  return compareDocuments(before, after, options, () => surveyDocuments(before, after, options.limits))
}
