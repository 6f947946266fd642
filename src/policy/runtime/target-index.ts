import type { ExecutablePolicy } from './executable.js'
import { buildGroup, type PolicyGroup } from './policy-group.js'
import { MAX_NAME_LENGTH, type Target } from './program.js'

/** The policies of one target. */
export interface TargetPlan {
  readonly groups: readonly PolicyGroup[]
  readonly mode: 'guard' | 'gate'
  /** Whether one of them has a verdict. */
  readonly judges: boolean
}

/** What finds the policies of a target. */
export interface TargetIndex {
  /** The plan of each target that a policy names, with the groups of its prefixes and of all targets. */
  readonly exact: ReadonlyMap<string, TargetPlan>
  /** By the name before `.*`. */
  readonly prefix: ReadonlyMap<string, PolicyGroup>
  readonly every: PolicyGroup | null
  /** Of a target that nothing matches. */
  readonly none: TargetPlan
}

export function buildTargetIndex(
  entries: readonly { readonly targets: readonly Target[]; readonly policy: ExecutablePolicy }[],
  fallback: 'allow' | 'deny',
): TargetIndex {
  const byKind = {
    exact: new Map<string, ExecutablePolicy[]>(),
    prefix: new Map<string, ExecutablePolicy[]>(),
  }
  const every: ExecutablePolicy[] = []
  for (const { targets, policy } of entries) {
    for (const { kind, name } of targets) {
      if (kind === 'every') every.push(policy)
      else addTo(byKind[kind], name, policy)
    }
  }
  const index = {
    prefix: new Map([...byKind.prefix].map(([name, policies]) => [name, buildGroup(policies)])),
    every: every.length === 0 ? null : buildGroup(every),
    none: { groups: [], mode: fallback === 'allow' ? 'gate' : 'guard', judges: false } as const,
  }
  const exact = [...byKind.exact].map(
    ([target, policies]) => [target, planFor([buildGroup(policies)], target, index)] as const,
  )
  return { ...index, exact: new Map(exact) }
}

/**
 * The plan of a target. No pattern of a policy covers another of it, so it is in at most one of the groups. Costs one
 * look-up for a target that a policy names, else one for each dot in reach of a pattern.
 */
export function planOf(index: TargetIndex, target: string): TargetPlan {
  return index.exact.get(target) ?? planFor([], target, index)
}

function planFor(
  groups: PolicyGroup[],
  target: string,
  { prefix, every, none }: Pick<TargetIndex, 'prefix' | 'every' | 'none'>,
): TargetPlan {
  if (prefix.size > 0) {
    const reach = target.slice(0, MAX_NAME_LENGTH)
    for (let dot = reach.indexOf('.'); dot !== -1; dot = reach.indexOf('.', dot + 1)) {
      const group = prefix.get(target.slice(0, dot))
      if (group !== undefined) groups.push(group)
    }
  }
  if (every !== null) groups.push(every)
  if (groups.length === 0) return none
  return {
    groups,
    // The compiler refuses overlapping modes, so the policies of one target agree.
    mode: groups.every(({ isGate }) => isGate) ? 'gate' : 'guard',
    judges: groups.some(({ judges }) => judges),
  }
}

function addTo(map: Map<string, ExecutablePolicy[]>, name: string, policy: ExecutablePolicy): void {
  const known = map.get(name)
  if (known === undefined) map.set(name, [policy])
  else known.push(policy)
}
