import { assertJson, formatPointer, type JsonValue, KeelsonError } from '../core/index.js'
import { checkOptions } from './check-options.js'
import { type CheckedRules, checkRules, placesOf } from './checked-rules.js'
import { copyJson } from './copy-json.js'
import { DiffRelations } from './diff-relations.js'
import { createRedactor, type Redactor } from './redact-changes.js'
import { withMaskedErrors } from './redact-errors.js'
import type { ThreeWayEdit } from './three-way-edit.js'
import { ThreeWayRules } from './three-way-rules.js'
import type {
  Operation,
  ThreeWayChange,
  ThreeWayChangeSet,
  ThreeWayOptions,
  ThreeWayStates,
} from './types.js'
import { ThreeWayWalk } from './walk-three-way.js'
import { writeNotes, writeUnusedRules } from './write-notes.js'

const OPTIONS = ['profile', 'ignore', 'owners', 'redact', 'limits'] as const

/**
 * Compares what is wanted (`desired`) with what is there (`live`) and says, from what was last applied (`base`) and
 * from who owns what, why they differ: `drift`, `pending`, `conflict`, `converged` or `foreign`. docs/diff.md has the
 * table.
 *
 * Applied to live, `remediation` takes back the drift; a second `diff3` with the same base and desired then finds no
 * material drift, and everything else as before. What is only in live and has no declared owner is drift.
 *
 * @throws KeelsonError `diff/missing-state`, and what {@link diff} throws
 *
 * @example
 * ```ts
 * import { applyPatch, diff3 } from 'keelson/diff'
 * const live = { image: 'app:1', replicas: 7, privileged: true }
 * const found = diff3(
 *   { base: { image: 'app:1', replicas: 2 }, desired: { image: 'app:2', replicas: 2 }, live },
 *   { owners: [{ pointer: '/replicas', owner: 'autoscaler' }] },
 * )
 * found.changes.map((change) => [change.pointer, change.cause])
 * // => [['/image', 'pending'], ['/privileged', 'drift'], ['/replicas', 'foreign']]
 * applyPatch(live, found.remediation) // => { image: 'app:1', replicas: 7 }
 * ```
 */
export function diff3(states: ThreeWayStates, options: ThreeWayOptions = {}): ThreeWayChangeSet {
  checkOptions(options, OPTIONS)
  return withMaskedErrors(options.redact, () => compare(states, options, checkRules(options)))
}

function compare(states: ThreeWayStates, options: ThreeWayOptions, rules: CheckedRules): ThreeWayChangeSet {
  const { profile } = rules
  const relations = new DiffRelations(placesOf(rules))
  const base = readState(states, 'base', options)
  const desired = readState(states, 'desired', options)
  const live = readState(states, 'live', options)
  const redactor = createRedactor(options.redact, profile, [base, desired, live])
  const walk = new ThreeWayWalk(new ThreeWayRules(relations))
  const root = relations.places.root(profile.schema?.(desired, live, base))
  const { edits, reverts } = walk.run(base, desired, live, root)
  const used = new Set(relations.usedInside)
  for (const { cover } of edits) if (cover !== null) used.add(cover.rule)
  const changes = edits.map((edit) => writeOut(edit, redactor))
  // A stand-in in an operation would be written to live by whoever applies it.
  const hidden = new Set(edits.filter((_, at) => changes[at]!.redacted === true))
  const withheld = reverts.filter((edit) => hidden.has(edit)).length
  return {
    profile: profile.name,
    changes,
    equal: changes.every((change) => change.class !== 'material' || change.cause === 'converged'),
    remediation: reverts.filter((edit) => !hidden.has(edit)).flatMap(takeBack),
    ...(withheld === 0 ? {} : { withheld }),
    ...writeNotes(walk.notes.list(), redactor),
    ...writeUnusedRules(rules, used, redactor),
  }
}

function readState(
  states: ThreeWayStates,
  name: 'base' | 'desired' | 'live',
  options: ThreeWayOptions,
): JsonValue {
  const state: JsonValue | undefined = states?.[name]
  if (state === undefined) {
    throw new KeelsonError('diff/missing-state', `diff3 needs base, desired and live, but has no ${name}`, {
      path: `/${name}`,
      help: 'hand in null for what does not exist, and desired for a base that is not known',
    })
  }
  assertJson(state, options.limits)
  return state
}

function writeOut(edit: ThreeWayEdit, redactor: Redactor | null): ThreeWayChange {
  const { cause, cover } = edit
  const path = edit.place.path()
  const base = copyPresent(edit.base)
  const desired = copyPresent(edit.desired)
  const live = copyPresent(edit.live)
  // What converged is news against base; anything else is a difference between desired and live.
  const [before, after] = cause === 'converged' ? [base, desired] : [desired, live]
  const change: ThreeWayChange = {
    op: before === undefined ? 'add' : after === undefined ? 'remove' : 'replace',
    pointer: formatPointer(path),
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    // To be owned explains why desired and live differ, and nothing where they do not.
    ...(cover === null || (cover.class === 'foreign' && cause !== 'foreign')
      ? { class: 'material' }
      : { class: cover.class, rule: cover.rule }),
    cause,
    ...(base === undefined ? {} : { base }),
    ...(desired === undefined ? {} : { desired }),
    ...(live === undefined ? {} : { live }),
    ...(cause === 'foreign' && cover?.owner !== undefined && cover.class === 'foreign'
      ? { owner: cover.owner }
      : {}),
  }
  return redactor === null ? change : redactor.apply(change)
}

function takeBack({ livePlace, desired, live }: ThreeWayEdit): Operation[] {
  const path = formatPointer(livePlace.path())
  if (live === undefined) return [{ op: 'add', path, value: copyJson(desired!) }]
  const guard: Operation = { op: 'test', path, value: copyJson(live) }
  if (desired === undefined) return [guard, { op: 'remove', path }]
  return [guard, { op: 'replace', path, value: copyJson(desired) }]
}

function copyPresent(value: JsonValue | undefined): JsonValue | undefined {
  return value === undefined ? undefined : copyJson(value)
}
