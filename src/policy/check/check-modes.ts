import { compareCodePoints } from '../../core/index.js'
import type { TargetPattern } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { ancestorsOf } from './normalize-targets.js'

/** A pattern and the policy that has it. */
export interface PatternUse {
  readonly policy: string
  readonly mode: 'guard' | 'gate'
  readonly pattern: TargetPattern
}

/** Every target has one mode: a gate pattern that overlaps a guard pattern is reported. Linear in patterns and dots. */
export function checkModes(uses: readonly PatternUse[], sink: DiagnosticSink): void {
  const gates = uses.filter(({ mode }) => mode === 'gate')
  if (gates.length === 0) return
  const guards = new PatternSet()
  const sorted = uses
    .filter(({ mode }) => mode === 'guard')
    .sort((one, other) => compareCodePoints(one.policy, other.policy))
  for (const use of sorted) guards.add(use)
  for (const { policy, pattern } of gates) {
    const guard = guards.overlapping(pattern)
    if (guard === undefined) continue
    const message = `${policy} is a gate and ${guard} a guard, and some targets are of both`
    const help = 'a target has one mode: narrow the targets, or use one mode'
    sink.error('policy/conflicting-modes', message, pattern.span, help)
  }
}

/** Remembers for each pattern the first policy that has it. */
export class PatternSet {
  readonly #exact = new Map<string, string>()
  readonly #prefix = new Map<string, string>()
  /** Names under which there is something. */
  readonly #ancestors = new Map<string, string>()
  #every: string | undefined
  #first: string | undefined

  add({ policy, pattern }: PatternUse): void {
    this.#first ??= policy
    if (pattern.kind === 'every') {
      this.#every ??= policy
      return
    }
    setFirst(pattern.kind === 'exact' ? this.#exact : this.#prefix, pattern.name, policy)
    for (const ancestor of ancestorsOf(pattern.name)) setFirst(this.#ancestors, ancestor, policy)
  }

  overlapping({ kind, name }: Pick<TargetPattern, 'kind' | 'name'>): string | undefined {
    if (kind === 'every') return this.#first
    if (this.#every !== undefined) return this.#every
    for (const ancestor of ancestorsOf(name)) {
      const policy = this.#prefix.get(ancestor)
      if (policy !== undefined) return policy
    }
    return kind === 'exact' ? this.#exact.get(name) : (this.#prefix.get(name) ?? this.#ancestors.get(name))
  }
}

function setFirst(map: Map<string, string>, name: string, policy: string): void {
  if (!map.has(name)) map.set(name, policy)
}
