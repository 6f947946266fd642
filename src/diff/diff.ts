import { assertJson, formatPointer, type JsonValue } from '../core/index.js'
import { fingerprint } from '../hash/index.js'
import { checkOptions } from './check-options.js'
import { type CheckedRules, checkRules, isPlain } from './checked-rules.js'
import { copyJson } from './copy-json.js'
import type { Edit } from './edit-log.js'
import { PlaceRules } from './place-rules.js'
import { createRedactor, type Redactor } from './redact-changes.js'
import { withMaskedErrors } from './redact-errors.js'
import { type Differences, Survey } from './survey-documents.js'
import type { Change, ChangeSet, DiffOptions, Note } from './types.js'
import { ChangeWalk } from './walk-changes.js'
import { writeNotes, writeUnusedRules } from './write-notes.js'

const OPTIONS = ['profile', 'ignore', 'fingerprints', 'moves', 'redact', 'limits'] as const

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
  checkOptions(options, OPTIONS)
  return withMaskedErrors(options.redact, () => compare(before, after, checkRules(options), options))
}

function compare(before: JsonValue, after: JsonValue, rules: CheckedRules, options: DiffOptions): ChangeSet {
  const places = isPlain(rules) ? null : new PlaceRules(rules.lists)
  const survey = Survey.of(before, after, options.limits)
  if (survey === null) {
    assertJson(before, options.limits)
    assertJson(after, options.limits)
  }
  const redactor = createRedactor(options.redact, rules.profile, [before, after])
  const found =
    survey?.isEqual === true
      ? NOTHING_FOUND
      : search(
          before,
          after,
          places ?? new PlaceRules(rules.lists),
          rules,
          survey?.differences ?? null,
          options.moves === true,
        )
  const changes = found.edits.map((edit) => writeOut(edit, redactor))
  return {
    profile: rules.profile.name,
    ...(options.fingerprints === true ? { before: fingerprint(before), after: fingerprint(after) } : {}),
    changes,
    equal: changes.every((change) => change.class !== 'material'),
    ...writeNotes(found.notes, redactor),
    ...writeUnusedRules(rules, found.used, redactor),
  }
}

interface Found {
  readonly edits: readonly Edit[]
  readonly notes: readonly Note[]
  /** Names of the rules that cover something. */
  readonly used: ReadonlySet<string>
}

const NOTHING_FOUND: Found = { edits: [], notes: [], used: new Set() }

function search(
  before: JsonValue,
  after: JsonValue,
  places: PlaceRules,
  { profile }: CheckedRules,
  differences: Differences,
  moves: boolean,
): Found {
  const root = places.root(profile.schema?.(before, after))
  const walk = new ChangeWalk(places, moves)
  const edits = walk.run(before, after, root, differences)
  const used = new Set(walk.relations.usedInside)
  for (const { cover } of edits) if (cover !== null) used.add(cover.rule)
  return { edits, notes: walk.notes.list(), used }
}

function writeOut(edit: Edit, redactor: Redactor | null): Change {
  const path = edit.place.path()
  const change: Change = {
    op: edit.op,
    pointer: formatPointer(path),
    path,
    ...(edit.from === undefined ? {} : { from: formatPointer(edit.from.path()) }),
    ...(edit.before === undefined ? {} : { before: copyJson(edit.before) }),
    ...(edit.after === undefined ? {} : { after: copyJson(edit.after) }),
    class: edit.cover === null ? 'material' : edit.cover.class,
    ...(edit.cover === null ? {} : { rule: edit.cover.rule }),
  }
  return redactor === null ? change : redactor.apply(change)
}
