import type { ExecutablePolicy } from './executable.js'
import { Lazy } from './lazy.js'
import { buildGroup, type PolicyGroup } from './policy-group.js'
import type { Target } from './program.js'
import { buildTargetIndex, type TargetIndex, visitTarget } from './target-index.js'

/** The policies of one target. */
export interface TargetPlan {
  readonly groups: readonly PolicyGroup[]
  readonly mode: 'guard' | 'gate'
  /** Whether one of them has a verdict. */
  readonly judges: boolean
}

/** What finds the policies of a target. Policies become closures when a target first asks for them. */
export interface PlanIndex {
  /** The policies of each pattern as one group. */
  readonly patterns: TargetIndex<Lazy<PolicyGroup>>
  /** The plans of targets that a policy names and that were asked for, with the groups of prefixes and of all targets. */
  readonly known: Map<string, TargetPlan>
  /** Of a target that nothing matches. */
  readonly none: TargetPlan
}

export function buildPlanIndex(
  entries: readonly {
    readonly policy: { readonly targets: readonly Target[] }
    readonly entry: Lazy<ExecutablePolicy>
  }[],
  fallback: 'allow' | 'deny',
): PlanIndex {
  const { exact, prefix, every } = buildTargetIndex(entries)
  const patterns = {
    exact: grouped(exact),
    prefix: grouped(prefix),
    every: every.length === 0 ? [] : [groupOf(every)],
  }
  const none: TargetPlan = { groups: [], mode: fallback === 'allow' ? 'gate' : 'guard', judges: false }
  return { patterns, known: new Map(), none }
}

/**
 * The plan of a target. No pattern of a policy covers another of it, so it is in at most one of the groups. Costs one
 * look-up for a target that a policy names, else one for each dot in reach of a pattern.
 */
export function planOf(index: PlanIndex, target: string): TargetPlan {
  return index.known.get(target) ?? planFor(index, target)
}

function planFor({ patterns, known, none }: PlanIndex, target: string): TargetPlan {
  const groups: PolicyGroup[] = []
  visitTarget(patterns, target, (group) => groups.push(group.value))
  if (groups.length === 0) return none
  const plan: TargetPlan = {
    groups,
    // The compiler refuses overlapping modes, so the policies of one target agree.
    mode: groups.every(({ isGate }) => isGate) ? 'gate' : 'guard',
    judges: groups.some(({ judges }) => judges),
  }
  // INVARIANT: only targets that the program names are kept, so requests cannot take memory.
  if (patterns.exact.has(target)) known.set(target, plan)
  return plan
}

/** Every group of the index, made. */
export function groupsOf({ patterns: { exact, prefix, every } }: PlanIndex): PolicyGroup[] {
  return [...[...exact.values()].flat(), ...[...prefix.values()].flat(), ...every].map(({ value }) => value)
}

function grouped(
  buckets: ReadonlyMap<string, readonly Lazy<ExecutablePolicy>[]>,
): Map<string, readonly Lazy<PolicyGroup>[]> {
  return new Map([...buckets].map(([name, policies]) => [name, [groupOf(policies)]]))
}

function groupOf(policies: readonly Lazy<ExecutablePolicy>[]): Lazy<PolicyGroup> {
  return new Lazy(() => buildGroup(policies.map(({ value }) => value)))
}
