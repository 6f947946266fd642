import type { Span } from '../../core/index.js'

export type NameKind =
  | 'input'
  | 'constant'
  | 'parameter'
  | 'variable'
  | 'function'
  | 'enum'
  | 'member'
  | 'module'
  | 'type'
  | 'policy'

/** A name and what it stands for. */
export interface NameFacts {
  readonly name: string
  readonly kind: NameKind
  /** Its type, or its signature, as the language writes it. */
  readonly type: string
  readonly documentation: string
  /** Where it is declared; `null` for what is part of the language or of a host's schema. */
  readonly declaredAt: Span | null
}

/** Is told what the names of a text turned out to mean. Editors listen; a compilation has no observer. */
export interface NameObserver {
  /** A name that stands where something is asked for: whoever resolves it offers what could stand there. */
  readonly marker: string | null
  saw(span: Span, facts: NameFacts): void
  offer(names: readonly NameFacts[]): void
}
