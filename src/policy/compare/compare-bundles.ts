import { compareCodePoints, KeelsonError, suggestName } from '../../core/index.js'
import { ProgramBundle } from '../runtime/bundle.js'
import type { Program } from '../runtime/program.js'
import type { RuntimeBundle } from '../runtime/types.js'
import { candidatesFor } from './candidates.js'
import { ChangeList } from './change-list.js'
import { changedUnits } from './changed-policies.js'
import { PlaceCollector } from './collect-places.js'
import { Explorer, sideOf } from './explorer.js'
import { PlaceFacts, type Scalar } from './place-facts.js'
import type { BundleComparison, CompareOptions } from './types.js'

const DEFAULT_DECISIONS = 20_000

/** The time where no policy reads it. */
const NO_TIME = 0

/** A time for policies that read `now` without comparing it with a constant: 2026-01-01T00:00:00Z. */
const ANY_TIME = 1_767_225_600_000

/**
 * Which requests are decided otherwise after a change of policies, each shown by a request that is (docs/keel.md §13).
 * What counts is what is decided: effect, verdict, obligations and patches, and not how it is worded.
 *
 * @param before what decides now
 * @param after what is to decide
 * @throws KeelsonError `policy/invalid-options`, `policy/not-comparable`; for a bundle of another copy of this module
 * what `loadBundle` throws
 *
 * @example
 * ```ts
 * import { compareBundles, compilePolicy, formatComparison } from 'keelson/policy'
 * const header = 'input principal: json  input resource: json'
 * const before = compilePolicy(`${header}
 *   policy agents on tool.write { when principal.kind == "agent" && resource.environment == "staging" allow }`)
 * const after = compilePolicy(`${header}
 *   policy agents on tool.write { when principal.kind == "agent" allow }`)
 * const comparison = compareBundles(before.bundle!, after.bundle!)
 * comparison.changes[0]!.kind // => 'loosened'
 * comparison.exhaustive // => true
 * formatComparison(comparison).split('\n')[0]
 * // => 'newly allowed: tool.write when principal.kind is "agent" and resource.environment is any other text'
 * compareBundles(before.bundle!, before.bundle!).equal // => true
 * ```
 */
export function compareBundles(
  before: RuntimeBundle,
  after: RuntimeBundle,
  options: CompareOptions = {},
): BundleComparison {
  const { decisions: most, targets } = checkOptions(options)
  const programs = { before: programOf(before, 'before'), after: programOf(after, 'after') }
  const units = changedUnits(programs.before, programs.after)
  if (units.length === 0 && programs.before.fallback === programs.after.fallback) return { ...NO_DIFFERENCE }
  const root = new PlaceFacts()
  const now = new PlaceFacts()
  const isCutShort = collect([programs.before, programs.after], root, now)
  const changes = new ChangeList(before, after)
  const sides = { before: sideOf(programs.before), after: sideOf(programs.after) }
  const extra = constantsIn(root)
  const explorer = new Explorer(sides, root, most, extra, (found) => changes.add(found))
  if (isCutShort) explorer.limits.add('the policies are too large to be gone through')
  const concerned = (targets ?? targetsOf(programs, root, explorer)).filter((target) =>
    explorer.isConcerned(target, units),
  )
  const times = concerned.length === 0 ? [] : timesOf(now, explorer)
  const rounds = concerned.flatMap((target) => times.map((time) => ({ target, time })))
  rounds.forEach(({ target, time }, index) => {
    explorer.explore(target, time, units, 1 / (rounds.length - index))
  })
  const limits = [...explorer.limits].sort(compareCodePoints)
  const exhaustive = limits.length === 0
  const list = changes.sorted()
  return {
    equal: list.length > 0 ? false : exhaustive ? true : 'unknown',
    exhaustive,
    limits,
    decisions: explorer.decisions,
    changes: list,
  }
}

/** Both sides have the same policies. */
const NO_DIFFERENCE: BundleComparison = {
  equal: true,
  exhaustive: true,
  limits: [],
  decisions: 0,
  changes: [],
}

const OPTIONS: readonly string[] = ['decisions', 'targets']

function checkOptions(options: CompareOptions): {
  readonly decisions: number
  readonly targets: readonly string[] | null
} {
  if (typeof options !== 'object' || options === null)
    throw invalidOption('', 'the options are not an object')
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue
    const meant = suggestName(name, OPTIONS)
    throw invalidOption(`/${name}`, `there is no option ${name}`, meant && `use ${meant}`)
  }
  const { decisions = DEFAULT_DECISIONS, targets } = options
  if (!Number.isSafeInteger(decisions) || decisions < 1) {
    throw invalidOption('/decisions', 'decisions is not a whole number of at least 1')
  }
  if (targets === undefined) return { decisions, targets: null }
  if (!Array.isArray(targets) || !targets.every((target) => typeof target === 'string' && target !== '')) {
    throw invalidOption('/targets', 'targets is not a list of targets', "hand in ['tool.write']")
  }
  return { decisions, targets: [...new Set(targets as readonly string[])] }
}

function invalidOption(path: string, message: string, help?: string): KeelsonError {
  return new KeelsonError('policy/invalid-options', message, { path, help })
}

function programOf(bundle: unknown, side: 'before' | 'after'): Program {
  const isBundle = typeof bundle === 'object' && bundle !== null && 'toBytes' in bundle
  if (!isBundle || typeof bundle.toBytes !== 'function') {
    throw notComparable(`what is to be compared (${side}) is not a bundle`, 'hand in two bundles')
  }
  const program = ProgramBundle.programOf(bundle as RuntimeBundle)
  if (program.residual === undefined) return program
  throw notComparable(
    `what is to be compared (${side}) is a residual bundle, which refuses most requests`,
    'compare the bundles that residuals were made from',
  )
}

function notComparable(message: string, help: string): KeelsonError {
  return new KeelsonError('policy/not-comparable', message, { help })
}

/** @returns whether a program was too large */
function collect(programs: readonly Program[], root: PlaceFacts, now: PlaceFacts): boolean {
  let isCutShort = false
  for (const program of programs) {
    const collector = new PlaceCollector(program, root, now)
    for (const policy of program.policies) collector.policy(policy)
    isCutShort ||= collector.isCutShort
  }
  return isCutShort
}

function constantsIn(root: PlaceFacts): Scalar[] {
  const found = new Set<Scalar>()
  const pending = [root]
  for (let facts = pending.pop(); facts !== undefined; facts = pending.pop()) {
    for (const atom of facts.atoms.values()) {
      if (atom.op === 'compare' && !Array.isArray(atom.value)) found.add(atom.value as Scalar)
    }
    pending.push(...facts.children.values())
  }
  return [...found]
}

/** One target of each class: those that are named, one below each prefix, one that nothing names. */
function targetsOf(
  programs: { readonly before: Program; readonly after: Program },
  root: PlaceFacts,
  explorer: Explorer,
): string[] {
  const patterns = [programs.before, programs.after].flatMap(({ policies }) =>
    policies.flatMap((policy) => policy.targets),
  )
  const targets = new Set(patterns.flatMap(({ kind, name }) => (kind === 'exact' ? [name] : [])))
  for (const { kind, name } of [...patterns, { kind: 'every', name: '' }]) {
    if (kind !== 'exact') targets.add(freshBelow(kind === 'every' ? '' : `${name}.`, targets))
  }
  const read = root.children.get('target')
  if (read !== undefined) {
    const { values, limits } = candidatesFor([read], 'target', [...targets])
    for (const limit of limits) explorer.limits.add(`target: ${limit}`)
    for (const candidate of values) {
      if (candidate.kind === 'value' && typeof candidate.value === 'string' && candidate.value !== '') {
        targets.add(candidate.value)
      }
    }
    // What a text of the target is asked for cuts across the patterns of policies.
    if ([...read.atoms.values()].some((atom) => atom.op === 'compare' && !isEquality(atom.operator))) {
      explorer.limits.add('target: texts that are asked for beside the patterns of policies')
    }
  }
  return [...targets].sort(compareCodePoints)
}

function freshBelow(prefix: string, taken: ReadonlySet<string>): string {
  let name = `${prefix}other`
  while (taken.has(name)) name += '-'
  return name
}

function isEquality(operator: string): boolean {
  return operator === '==' || operator === '!=' || operator === 'in'
}

function timesOf(now: PlaceFacts, explorer: Explorer): number[] {
  if (now.atoms.size === 0 && now.reasons.size === 0) return [NO_TIME]
  const { values, limits } = candidatesFor([now], 'now', [])
  for (const limit of limits) explorer.limits.add(`now: ${limit}`)
  const times = values.flatMap((candidate) =>
    candidate.kind === 'value' && Number.isSafeInteger(candidate.value) && candidate.value !== NO_TIME
      ? [candidate.value as number]
      : [],
  )
  return [...new Set([...times, ANY_TIME])]
}
