import { assertJson, formatPointer, type JsonValue } from '../core/index.js'
import { fingerprintInTypeScript } from '../hash/index.js'
import { checkOptions } from './check-options.js'
import { type CheckedRules, checkRules, placesOf } from './checked-rules.js'
import { copyJson } from './copy-json.js'
import type { Edit } from './edit-log.js'
import type { PlaceRules } from './place-rules.js'
import { createRedactor, type Redactor } from './redact-changes.js'
import { withMaskedErrors } from './redact-errors.js'
import type { Differences, Survey } from './survey.js'
import type { Change, ChangeSet, DiffOptions, Note } from './types.js'
import { ChangeWalk } from './walk-changes.js'
import { writeNotes, writeUnusedRules } from './write-notes.js'

const OPTIONS = ['profile', 'ignore', 'fingerprints', 'moves', 'redact', 'limits'] as const

/**
 * What `diff` does.
 *
 * @param surveyBoth called once the options are known to be good; `null` where it is not sure
 */
export function compareDocuments(
  before: JsonValue,
  after: JsonValue,
  options: DiffOptions,
  surveyBoth: () => Survey | null,
): ChangeSet {
  checkOptions(options, OPTIONS)
  return withMaskedErrors(options.redact, () => {
    const rules = checkRules(options)
    const places = placesOf(rules)
    const survey = surveyBoth()
    if (survey === null) {
      assertJson(before, options.limits)
      assertJson(after, options.limits)
    }
    const redactor = createRedactor(options.redact, rules.profile, [before, after])
    const found =
      survey?.isEqual === true
        ? NOTHING_FOUND
        : search(before, after, places, rules, survey?.differences ?? null, options.moves === true)
    const changes = found.edits.map((edit) => writeOut(edit, redactor))
    return {
      profile: rules.profile.name,
      ...(options.fingerprints === true ? fingerprintsOf(before, after, redactor) : {}),
      changes,
      equal: changes.every((change) => change.class !== 'material'),
      ...writeNotes(found.notes, redactor),
      ...writeUnusedRules(rules, found.used, redactor),
    }
  })
}

/**
 * None where something in the documents is hidden: whoever knows all the rest of a document could try out guesses of a
 * short secret against its fingerprint.
 */
function fingerprintsOf(
  before: JsonValue,
  after: JsonValue,
  redactor: Redactor | null,
): Pick<ChangeSet, 'before' | 'after'> {
  if (redactor !== null) {
    const whole: Change = { op: 'replace', pointer: '', path: [], before, after, class: 'material' }
    if (redactor.apply(whole).redacted === true) return {}
  }
  return { before: fingerprintInTypeScript(before), after: fingerprintInTypeScript(after) }
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
  const { op, place, from, before, after, cover } = edit
  const path = place.path()
  // Member by member: spreads would cost as much as all the rest of a small comparison.
  const change: Partial<Writable<Change>> = { op, pointer: formatPointer(path), path }
  if (from !== undefined) change.from = formatPointer(from.path())
  if (before !== undefined) change.before = copyJson(before)
  if (after !== undefined) change.after = copyJson(after)
  change.class = cover === null ? 'material' : cover.class
  if (cover !== null) change.rule = cover.rule
  return redactor === null ? (change as Change) : redactor.apply(change as Change)
}

type Writable<Shape> = { -readonly [Member in keyof Shape]: Shape[Member] }
