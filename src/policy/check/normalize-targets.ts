import { compareCodePoints } from '../../core/index.js'
import type { Target } from '../runtime/program.js'

/** The patterns of a policy in order, without those that another one covers: so a policy runs once for a target. */
export function normalizeTargets(patterns: readonly Target[]): Target[] {
  const [first] = patterns
  if (patterns.length === 1 && first?.kind === 'exact') return [{ kind: first.kind, name: first.name }]
  if (patterns.some(({ kind }) => kind === 'every')) return [{ kind: 'every', name: '' }]
  const prefixes = new Set(patterns.filter(({ kind }) => kind === 'prefix').map(({ name }) => name))
  const kept = new Map<string, Target>()
  for (const { kind, name } of patterns) {
    if (ancestorsOf(name).some((ancestor) => prefixes.has(ancestor))) continue
    kept.set(`${kind} ${name}`, { kind, name })
  }
  return [...kept].sort(([one], [other]) => compareCodePoints(one, other)).map(([, target]) => target)
}

/** `a.b.c` begins with `a.` and with `a.b.`: gives `a`, `a.b`. */
export function ancestorsOf(name: string): string[] {
  const ancestors: string[] = []
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
    ancestors.push(name.slice(0, dot))
  return ancestors
}
