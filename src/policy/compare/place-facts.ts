import { compareCodePoints, type JsonValue } from '../../core/index.js'
import type { CompareOperator } from '../runtime/program.js'
import { matchesPieces, splitPattern } from '../runtime/text-search.js'

export type Scalar = null | boolean | number | string

/** What a place may hold. An `object` and a `list` are held open: what is in them is another place. */
export type Candidate =
  | { readonly kind: 'absent' }
  | { readonly kind: 'object' }
  | { readonly kind: 'list'; readonly length: number }
  | { readonly kind: 'value'; readonly value: JsonValue }

/** What a value goes through before it is used. */
export type Reader = 'int' | 'amount' | 'nullable int' | 'nullable amount' | 'required'

/** One way in which a policy looks at a place. */
export type Atom = { readonly readers: readonly Reader[] } & (
  | { readonly op: 'compare'; readonly operator: CompareOperator; readonly value: Scalar | readonly Scalar[] }
  /** A constant is asked for in the place. */
  | { readonly op: 'contains'; readonly value: Scalar }
  | { readonly op: 'flag' | 'has' | 'members' | 'items' | 'absence' | 'names' | 'data' }
)

/** What the policies of both sides do with one place, or with all items of one. */
export class PlaceFacts {
  readonly atoms: Map<string, Atom> = new Map()
  readonly children: Map<string, PlaceFacts> = new Map()
  /** Why the atoms do not tell all of what is done with it. */
  readonly reasons: Set<string> = new Set()
  /** Texts that a policy matches there, by a regular expression. */
  readonly samples: Set<string> = new Set()

  child(name: string): PlaceFacts {
    const known = this.children.get(name)
    if (known !== undefined) return known
    const made = new PlaceFacts()
    this.children.set(name, made)
    return made
  }

  add(atom: Atom): void {
    this.atoms.set(JSON.stringify(atom), atom)
  }
}

/** Stands in {@link PlaceFacts.children} for every item. */
export const ANY_ITEM = '*'

/** What is known of a member or item, where any of these hold it. */
export function factsBelow(facts: readonly PlaceFacts[], name: string): PlaceFacts[] {
  return facts
    .flatMap(({ children }) => [children.get(name), name === ANY_ITEM ? undefined : children.get(ANY_ITEM)])
    .filter((found) => found !== undefined)
}

/**
 * What an atom makes of a candidate. Two candidates of which every atom of a place makes the same cannot be told apart
 * by policies that do nothing else with the place.
 */
export function outcomeOf(atom: Atom, candidate: Candidate): string {
  const read = readThrough(atom.readers, candidate)
  if (read === 'error') return 'error'
  switch (atom.op) {
    case 'members':
      return read.kind === 'object' ? 'object' : isNothing(read) ? 'nothing' : 'error'
    case 'items':
      return read.kind === 'list' ? `list ${read.length}` : read.kind === 'object' ? 'object' : simple(read)
    case 'has':
      return String(!isNothing(read))
    case 'absence':
      return isNothing(read) ? 'nothing' : 'there'
    case 'data':
      return read.kind === 'value' ? kindOf(read.value) : read.kind
    default:
  }
  if (read.kind === 'absent') return 'missing'
  switch (atom.op) {
    case 'flag':
      return read.kind === 'value' && typeof read.value === 'boolean' ? String(read.value) : 'error'
    case 'names':
      return namesOutcome(read)
    case 'contains':
      return containsOutcome(read, atom.value)
    case 'compare':
      return compareOutcome(atom.operator, read, atom.value)
  }
}

function readThrough(readers: readonly Reader[], candidate: Candidate): Candidate | 'error' {
  let read = candidate
  for (const reader of readers) {
    if (read.kind === 'absent') return read
    const isNull = read.kind === 'value' && read.value === null
    if (reader === 'required') {
      if (isNull) read = { kind: 'absent' }
    } else if (!(isNull && reader.startsWith('nullable'))) {
      // Texts that spell an amount are in no class of their own: they do as the number that they spell.
      const value = read.kind === 'value' ? read.value : null
      const isFine = reader.endsWith('int') ? Number.isSafeInteger(value) : typeof value === 'number'
      if (!isFine) return 'error'
    }
  }
  return read
}

function isNothing(candidate: Candidate): boolean {
  return candidate.kind === 'absent' || (candidate.kind === 'value' && candidate.value === null)
}

function simple(candidate: Candidate): string {
  return candidate.kind === 'absent' ? 'missing' : 'error'
}

function kindOf(value: JsonValue): string {
  return value === null ? 'null' : typeof value
}

function namesOutcome(candidate: Candidate): string {
  if (candidate.kind !== 'value') return candidate.kind
  const { value } = candidate
  return typeof value === 'string' ? 'text' : Array.isArray(value) ? JSON.stringify(value) : 'error'
}

function containsOutcome(candidate: Candidate, value: Scalar): string {
  if (candidate.kind === 'list') return `list ${candidate.length}`
  if (candidate.kind !== 'value') return candidate.kind
  return Array.isArray(candidate.value)
    ? String((candidate.value as readonly JsonValue[]).includes(value))
    : 'error'
}

function compareOutcome(
  operator: CompareOperator,
  candidate: Candidate,
  constant: Scalar | readonly Scalar[],
): string {
  const found: JsonValue | undefined = candidate.kind === 'value' ? candidate.value : undefined
  if (Array.isArray(constant)) return String(operator === 'in' && constant.some((item) => item === found))
  const value = constant as Scalar
  switch (operator) {
    case '==':
      return String(found === value)
    case '!=':
      return String(found !== value)
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (typeof found === 'number' && typeof value === 'number') return ordered(operator, found - value)
      if (typeof found === 'string' && typeof value === 'string') {
        return ordered(operator, compareCodePoints(found, value))
      }
      return 'error'
    }
    default:
      if (typeof found !== 'string' || typeof value !== 'string') return 'error'
      if (operator === 'startsWith') return String(found.startsWith(value))
      if (operator === 'endsWith') return String(found.endsWith(value))
      return String(operator === 'like' && matchesPieces(found, splitPattern(value)))
  }
}

function ordered(operator: CompareOperator, order: number): string {
  if (order === 0) return String(operator === '<=' || operator === '>=')
  return String(order < 0 === (operator === '<' || operator === '<='))
}
