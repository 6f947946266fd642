import { assertJson, formatPointer, type JsonValue, KeelsonError } from '../core/index.js'
import { copyJson } from './copy-json.js'
import {
  checkOptions,
  checkOwnerRules,
  ignoreRulesOf,
  nameIgnoreRule,
  nameOwnerRule,
  plain,
} from './profile.js'
import type { ThreeWayEdit } from './three-way-edit.js'
import { ThreeWayRules } from './three-way-rules.js'
import type {
  ChangeClass,
  IgnoreRule,
  Operation,
  OwnerRule,
  ThreeWayChange,
  ThreeWayChangeSet,
  ThreeWayOptions,
  ThreeWayStates,
} from './types.js'
import { ThreeWayWalk } from './walk-three-way.js'

const OPTIONS = ['profile', 'ignore', 'owners', 'limits'] as const

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
  const profile = options.profile ?? plain()
  const ignore = ignoreRulesOf(profile, options.ignore)
  const owners = checkOwnerRules(options.owners)
  const rules = new ThreeWayRules(ignore, owners)
  const base = readState(states, 'base', options)
  const desired = readState(states, 'desired', options)
  const live = readState(states, 'live', options)
  const { edits, reverts } = new ThreeWayWalk(rules).run(base, desired, live)
  const changes = edits.map((edit) => writeOut(edit, ignore, owners))
  return {
    profile: profile.name,
    changes,
    equal: changes.every((change) => change.class !== 'material' || change.cause === 'converged'),
    remediation: reverts.flatMap(takeBack),
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

function writeOut(
  edit: ThreeWayEdit,
  ignore: readonly IgnoreRule[],
  owners: readonly OwnerRule[],
): ThreeWayChange {
  const path = edit.place.path()
  const base = copyPresent(edit.base)
  const desired = copyPresent(edit.desired)
  const live = copyPresent(edit.live)
  // What converged is news against base; anything else is a difference between desired and live.
  const [before, after] = edit.cause === 'converged' ? [base, desired] : [desired, live]
  return {
    op: before === undefined ? 'add' : after === undefined ? 'remove' : 'replace',
    pointer: formatPointer(path),
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...classify(edit, ignore, owners),
    ...(base === undefined ? {} : { base }),
    ...(desired === undefined ? {} : { desired }),
    ...(live === undefined ? {} : { live }),
  }
}

function classify(
  { cause, cover }: ThreeWayEdit,
  ignore: readonly IgnoreRule[],
  owners: readonly OwnerRule[],
): Pick<ThreeWayChange, 'class' | 'rule' | 'cause' | 'owner'> {
  const ignoreRule = ignore[cover.ignored]
  const ownerRule = cause === 'foreign' ? owners[cover.owned] : undefined
  const className: ChangeClass = ignoreRule !== undefined ? 'ignored' : ownerRule ? 'foreign' : 'material'
  return {
    class: className,
    ...(ignoreRule !== undefined
      ? { rule: nameIgnoreRule(ignoreRule) }
      : ownerRule === undefined
        ? {}
        : { rule: nameOwnerRule(ownerRule) }),
    cause,
    ...(ownerRule === undefined ? {} : { owner: ownerRule.owner }),
  }
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
