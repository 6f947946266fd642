import type { Context } from './context.js'
import type { ExecutablePolicy } from './executable.js'
import type { Guard, GuardKey } from './guards.js'
import { buildTable, runTable, type SimpleTable } from './simple-policy.js'
import type { Scalar } from './static-value.js'
import { Unknown } from './unknown.js'

/** Policies of one target pattern, with what finds those that a request can meet. */
export interface PolicyGroup {
  readonly policies: readonly ExecutablePolicy[]
  readonly isGate: boolean
  /** Whether one of them has a verdict. */
  readonly judges: boolean
  /** Fuel of all policies of it that the index may rule out, as if it had. */
  readonly prepaid: number
  /** Those that run for every request, the simple ones as a table. */
  readonly always: readonly ExecutablePolicy[]
  readonly table: SimpleTable<ExecutablePolicy>
  readonly keys: readonly KeyIndex[]
}

/** The policies that the value of one place decides about. */
interface KeyIndex {
  readonly key: GuardKey
  /** For a value that is unknown: none of them can be ruled out. */
  readonly policies: readonly ExecutablePolicy[]
  readonly byValue: ReadonlyMap<Scalar, PolicyGroup>
  /** By length, from short to long. */
  readonly byPrefix: readonly { readonly length: number; readonly groups: ReadonlyMap<string, PolicyGroup> }[]
  /** For a value that is no text: an error where a prefix is asked for. */
  readonly prefixed: readonly ExecutablePolicy[]
}

/** Fewer policies take less time to run than to look up. */
const FEWEST = 16
/** Levels of look-ups: a policy stands in a group for each of its values, so each level may multiply them. */
const MOST_LEVELS = 2
const MOST_VALUES_BELOW = 16
/** The part of a prefix that is looked up, so that a text has few prefixes to look up. */
const LONGEST_PREFIX = 64

export function buildGroup(policies: readonly ExecutablePolicy[], used: readonly string[] = []): PolicyGroup {
  const chosen =
    policies.length < FEWEST || used.length === MOST_LEVELS ? new Map() : chooseKeys(policies, used)
  const unkeyed = policies.filter((policy) => !chosen.has(policy))
  return {
    policies,
    isGate: policies.every(({ facts }) => facts.mode === 'gate'),
    judges: policies.some(({ facts }) => facts.judges),
    prepaid: policies.reduce((sum, policy) => sum + policy.prepaid, 0),
    always: unkeyed.filter(({ simple }) => simple === null),
    table: buildTable(unkeyed.filter(({ simple }) => simple !== null)),
    keys: keysOf(chosen).map(([key, guarded]) => buildKeyIndex(key, guarded, used)),
  }
}

type Guarded = readonly (readonly [policy: ExecutablePolicy, guard: Guard])[]

/** For each policy the guard that leaves the fewest policies beside it. */
function chooseKeys(
  policies: readonly ExecutablePolicy[],
  used: readonly string[],
): Map<ExecutablePolicy, Guard> {
  const usable = (policy: ExecutablePolicy): Guard[] =>
    [...policy.guards.values()].filter(
      ({ key, values }) =>
        !used.includes(key.text) && (used.length === 0 || values.length <= MOST_VALUES_BELOW),
    )
  const sizes = new Map<string, Map<Scalar, number>>()
  const askers = new Map<string, number>()
  for (const policy of policies) {
    for (const guard of usable(policy)) {
      const counts = sizes.get(guard.key.text) ?? new Map<Scalar, number>()
      sizes.set(guard.key.text, counts)
      askers.set(guard.key.text, (askers.get(guard.key.text) ?? 0) + 1)
      for (const entry of entriesOf(guard)) counts.set(entry, (counts.get(entry) ?? 0) + 1)
    }
  }
  const shared = (guard: Guard): boolean => askers.get(guard.key.text)! >= FEWEST
  const chosen = new Map<ExecutablePolicy, Guard>()
  for (const policy of policies) {
    let fewest = policies.length
    for (const guard of usable(policy).filter(shared)) {
      const counts = sizes.get(guard.key.text)!
      const most = entriesOf(guard).reduce<number>((size, entry) => Math.max(size, counts.get(entry)!), 0)
      if (most >= fewest) continue
      fewest = most
      chosen.set(policy, guard)
    }
  }
  const totals = new Map<string, number>()
  for (const { key } of chosen.values()) totals.set(key.text, (totals.get(key.text) ?? 0) + 1)
  for (const [policy, { key }] of chosen) if (totals.get(key.text)! < FEWEST) chosen.delete(policy)
  return chosen
}

/** Values as they are; prefixes marked, so that none is taken for a value. */
function entriesOf({ values, prefixes }: Guard): Scalar[] {
  return [
    ...values.map((value) => (typeof value === 'string' ? `=${value}` : value)),
    ...prefixes.map((prefix) => `*${shortened(prefix)}`),
  ]
}

function keysOf(chosen: ReadonlyMap<ExecutablePolicy, Guard>): [GuardKey, Guarded][] {
  const keys = new Map<string, [GuardKey, [ExecutablePolicy, Guard][]]>()
  for (const [policy, guard] of chosen) {
    const known = keys.get(guard.key.text)
    if (known === undefined) keys.set(guard.key.text, [guard.key, [[policy, guard]]])
    else known[1].push([policy, guard])
  }
  return [...keys.values()]
}

function buildKeyIndex(key: GuardKey, guarded: Guarded, used: readonly string[]): KeyIndex {
  const values = new Map<Scalar, ExecutablePolicy[]>()
  const prefixes = new Map<number, Map<string, ExecutablePolicy[]>>()
  for (const [policy, guard] of guarded) {
    for (const value of guard.values) {
      // INVARIANT: a policy is met once: where it asks for a prefix, any value that is no text meets it already.
      if (typeof value === 'string' || guard.prefixes.length === 0) addTo(values, value, policy)
    }
    // INVARIANT: two prefixes of one policy may have one beginning, under which it stands once.
    for (const prefix of new Set(guard.prefixes.map(shortened))) {
      const sameLength = prefixes.get(prefix.length) ?? new Map<string, ExecutablePolicy[]>()
      prefixes.set(prefix.length, sameLength)
      addTo(sameLength, prefix, policy)
    }
  }
  const below = [...used, key.text]
  return {
    key,
    policies: guarded.map(([policy]) => policy),
    byValue: new Map([...values].map(([value, list]) => [value, buildGroup(list, below)])),
    byPrefix: [...prefixes]
      .sort(([one], [other]) => one - other)
      .map(([length, texts]) => ({
        length,
        groups: new Map([...texts].map(([text, list]) => [text, buildGroup(list, below)])),
      })),
    prefixed: guarded.filter(([, guard]) => guard.prefixes.length > 0).map(([policy]) => policy),
  }
}

function shortened(prefix: string): string {
  return prefix.slice(0, LONGEST_PREFIX)
}

function addTo<Key>(map: Map<Key, ExecutablePolicy[]>, key: Key, policy: ExecutablePolicy): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [policy])
  else known.push(policy)
}

/** Runs what a request can meet. The cost is that of running all: the index saves time, not fuel. */
export function runGroup(group: PolicyGroup, context: Context): void {
  context.spend(group.prepaid)
  runCandidates(group, context)
}

function runCandidates({ table, always, keys }: PolicyGroup, context: Context): void {
  runTable(table, context, runPolicy)
  runAll(always, context)
  for (let at = 0; at < keys.length; at += 1) {
    const index = keys[at]!
    const value = index.key.read(context)
    if (value instanceof Unknown) runAll(index.policies, context)
    else {
      const found = index.byValue.get(value as Scalar)
      if (found !== undefined) runCandidates(found, context)
      if (typeof value === 'string') runPrefixed(value, index, context)
      else runAll(index.prefixed, context)
    }
  }
}

function runPrefixed(value: string, { byPrefix }: KeyIndex, context: Context): void {
  for (let at = 0; at < byPrefix.length; at += 1) {
    const { length, groups } = byPrefix[at]!
    if (length > value.length) break
    const found = groups.get(value.slice(0, length))
    if (found !== undefined) runCandidates(found, context)
  }
}

function runAll(policies: readonly ExecutablePolicy[], context: Context): void {
  for (let index = 0; index < policies.length; index += 1) runPolicy(policies[index]!, context)
}

function runPolicy(policy: ExecutablePolicy, context: Context): void {
  context.fuel += policy.prepaid
  context.policy = policy.facts
  context.spend(1)
  policy.run(context, null)
}
