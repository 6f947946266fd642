import type { ExecutablePolicy } from './executable.js'
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

/** What finds the policies of a target. */
export interface PlanIndex {
  /** The policies of each pattern as one group. */
  readonly patterns: TargetIndex<PolicyGroup>
  /** The plan of each target that a policy names, with the groups of its prefixes and of all targets. */
  readonly exact: ReadonlyMap<string, TargetPlan>
  /** Of a target that nothing matches. */
  readonly none: TargetPlan
}

export function buildPlanIndex(
  entries: readonly {
    readonly policy: { readonly targets: readonly Target[] }
    readonly entry: ExecutablePolicy
  }[],
  fallback: 'allow' | 'deny',
): PlanIndex {
  const { exact, prefix, every } = buildTargetIndex(entries)
  const patterns = {
    exact: grouped(exact),
    prefix: grouped(prefix),
    every: every.length === 0 ? [] : [buildGroup(every)],
  }
  const none: TargetPlan = { groups: [], mode: fallback === 'allow' ? 'gate' : 'guard', judges: false }
  const plans = [...exact.keys()].map((target) => [target, planFor(patterns, target, none)] as const)
  return { patterns, exact: new Map(plans), none }
}

/**
 * The plan of a target. No pattern of a policy covers another of it, so it is in at most one of the groups. Costs one
 * look-up for a target that a policy names, else one for each dot in reach of a pattern.
 */
export function planOf({ exact, patterns, none }: PlanIndex, target: string): TargetPlan {
  return exact.get(target) ?? planFor(patterns, target, none)
}

function planFor(patterns: TargetIndex<PolicyGroup>, target: string, none: TargetPlan): TargetPlan {
  const groups: PolicyGroup[] = []
  visitTarget(patterns, target, (group) => groups.push(group))
  if (groups.length === 0) return none
  return {
    groups,
    // The compiler refuses overlapping modes, so the policies of one target agree.
    mode: groups.every(({ isGate }) => isGate) ? 'gate' : 'guard',
    judges: groups.some(({ judges }) => judges),
  }
}

function grouped(
  buckets: ReadonlyMap<string, readonly ExecutablePolicy[]>,
): Map<string, readonly PolicyGroup[]> {
  return new Map([...buckets].map(([name, policies]) => [name, [buildGroup(policies)]]))
}
