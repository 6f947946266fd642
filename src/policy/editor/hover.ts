import type { Span } from '../../core/index.js'
import type { NameFacts } from '../syntax/name-observer.js'
import { occurrenceAt, type PolicyAnalysis, type Position } from './analyze-policy.js'

export interface Hover {
  /** As the declaration reads: `input principal: json`. */
  readonly text: string
  readonly documentation: string
  /** Of the name. */
  readonly span: Span
}

/** What the name at a position stands for; `null` where there is none. */
export function hover(analysis: PolicyAnalysis, position: Position): Hover | null {
  const found = occurrenceAt(analysis, position)
  if (found === undefined) return null
  return { text: describeName(found.facts), documentation: found.facts.documentation, span: found.span }
}

/** Where the name at a position is declared; `null` where it is none, or part of the language. */
export function definition(analysis: PolicyAnalysis, position: Position): Span | null {
  return occurrenceAt(analysis, position)?.facts.declaredAt ?? null
}

/** A name with its type, as its declaration reads. */
export function describeName({ kind, name, type }: NameFacts): string {
  switch (kind) {
    case 'function':
      return `fn ${name}${type}`
    case 'module':
      return type
    case 'policy':
      return `policy ${name}`
    case 'enum':
      return type.replace('enum', `enum ${name}`)
    case 'type':
      return type === name ? `type ${name}` : `type ${name} = ${type}`
    case 'constant':
      return `let ${name}: ${type}`
    case 'member':
      return `${name}: ${type}`
    default:
      return `${kind} ${name}: ${type}`
  }
}
