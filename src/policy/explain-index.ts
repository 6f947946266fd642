import { compareCodePoints } from '../core/index.js'
import { showTarget } from './runtime/bundle.js'
import { buildExecutable, type ExecutablePolicy } from './runtime/executable.js'
import type { Guard } from './runtime/guards.js'
import type { PolicyGroup } from './runtime/policy-group.js'
import type { Program } from './runtime/program.js'
import type { IndexExplanation, IndexedPolicy, IndexedTarget, IndexFact } from './types.js'

/** What the index of a program looks up, as data. */
export function explainIndex(program: Program): IndexExplanation {
  const { exact, prefix, every } = buildExecutable(program).index.patterns
  const targets = [
    ...[...exact].map(([name, [group]]) => describe(showTarget({ kind: 'exact', name }), group!.value)),
    ...[...prefix].map(([name, [group]]) => describe(showTarget({ kind: 'prefix', name }), group!.value)),
    ...every.map((group) => describe(showTarget({ kind: 'every', name: '' }), group.value)),
  ]
  return { targets: targets.sort((one, other) => compareCodePoints(one.target, other.target)) }
}

function describe(target: string, group: PolicyGroup): IndexedTarget {
  const facts = new Map<ExecutablePolicy, Map<string, Guard>>()
  collect(group, facts)
  const policies = group.policies.map((policy): IndexedPolicy => {
    const guards = [...(facts.get(policy)?.values() ?? [])]
    return {
      policy: policy.facts.name,
      facts: guards.flatMap(factsOf),
      because: guards.length > 0 ? null : (policy.unguarded ?? 'few-policies'),
    }
  })
  return { target, policies: policies.sort((one, other) => compareCodePoints(one.policy, other.policy)) }
}

/** Gathers by what each policy is found: the key of its group, then those of the groups below. */
function collect({ keys }: PolicyGroup, facts: Map<ExecutablePolicy, Map<string, Guard>>): void {
  for (const { key, policies, byValue, byPrefix } of keys) {
    for (const policy of policies) {
      const known = facts.get(policy) ?? new Map<string, Guard>()
      facts.set(policy, known.set(key.text, policy.guards.get(key.text)!))
    }
    for (const below of byValue.values()) collect(below, facts)
    for (const { groups } of byPrefix) for (const below of groups.values()) collect(below, facts)
  }
}

function factsOf({ key, values, prefixes }: Guard): IndexFact[] {
  const { pointer } = key
  const facts: IndexFact[] = []
  // An empty list of values is a fact too: nothing is in it.
  if (values.length > 0 || prefixes.length === 0) {
    facts.push({ pointer, kind: values.length === 1 ? 'equals' : 'in', values })
  }
  if (prefixes.length > 0) facts.push({ pointer, kind: 'prefix', values: prefixes })
  return facts
}
